import { expect, test } from 'vitest';
import { dataDirOf } from './data-dir.ts';

test('each platform keeps data where its programs keep theirs', () => {
  expect(dataDirOf('linux', '/home/ann', {})).toBe('/home/ann/.local/share/parley');
  expect(dataDirOf('linux', '/home/ann', { XDG_DATA_HOME: '/data' })).toBe('/data/parley');
  expect(dataDirOf('darwin', '/Users/ann', {})).toBe('/Users/ann/Library/Application Support/Parley');
});

test('an XDG_DATA_HOME that is empty or relative is ignored', () => {
  for (const XDG_DATA_HOME of ['', 'data', './data', '../data', '~/data'])
    expect(dataDirOf('linux', '/home/ann', { XDG_DATA_HOME })).toBe('/home/ann/.local/share/parley');
});
