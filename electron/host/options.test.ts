import { expect, test } from 'vitest';
import { defaultDataDir } from '../data-dir.ts';
import { parseHostOptions } from './options.ts';

test('without arguments: the usual port, the person’s own data, an open browser', () => {
  expect(parseHostOptions([])).toEqual({ port: null, dataDir: defaultDataDir(), open: true });
});

test('every option is read', () => {
  expect(parseHostOptions(['--port', '8080', '--data', '/tmp/d', '--no-open'])).toEqual({
    port: 8080,
    dataDir: '/tmp/d',
    open: false,
  });
});

test.each([
  [['--port', 'http'], '--port: “http” is no port. Give a number from 0 to 65535.'],
  [['--port', '65536'], '--port: “65536” is no port. Give a number from 0 to 65535.'],
  [['--port=-1'], '--port: “-1” is no port. Give a number from 0 to 65535.'],
  [['--data='], '--data: the directory is empty. Name a folder.'],
  [['--host', '0.0.0.0'], '--host is not possible: Parley serves this computer only (127.0.0.1).'],
  [['--host=0.0.0.0'], '--host is not possible'],
  [['--verbose'], 'Usage: npm start -- [--browser] [--port N] [--data DIR] [--no-open]'],
  [['extra'], 'Usage: npm start'],
])('%j is refused with the way out', (args, message) => {
  expect(() => parseHostOptions(args)).toThrow(message);
});
