import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetOf, type Target } from './target.ts';

test('the files of a run, the page and its files are found', () => {
  expect(targetOf('/')).toEqual({ kind: 'page-file', segments: ['index.html'] });
  expect(targetOf('/assets/a%20b.js')).toEqual({ kind: 'page-file', segments: ['assets', 'a b.js'] });
  expect(targetOf('/runs/run_1/recording.wav')).toEqual({
    kind: 'run-file',
    runId: 'run_1',
    file: 'recording.wav',
  });
  expect(targetOf('/runs/run_1/peaks')).toEqual({ kind: 'run-file', runId: 'run_1', file: 'peaks' });
});

test('other files of a run are not', () => {
  expect(targetOf('/runs/run_1/library.sqlite3')?.kind).toBe('page-file');
  expect(targetOf('/runs/run_1/recording.wav/x')?.kind).toBe('page-file');
});

test.each([
  '',
  'index.html',
  '/../secret',
  '/..',
  '/a/../b',
  '/./a',
  '/%2e%2e/secret',
  '/%2E%2E%2Fsecret',
  '/a/..%2fsecret',
  '/..%5csecret',
  '/a\\b',
  '/C:/x',
  '/%00',
  '/index.html%00.js',
  '/a//b',
  '//etc/passwd',
  '/a/',
  '/%',
  '/%ff',
  '/runs/../recording.wav',
  '/runs/%2e%2e/recording.wav',
  'http://evil/x',
])('%j leads nowhere', (path) => {
  expect(targetOf(path)).toBeNull();
});

test('recordings and ambient sounds are found by their ids, and nothing beside them', () => {
  expect(targetOf('/recordings/opening-hours_k3f9.wav')).toEqual({
    kind: 'recording',
    id: 'opening-hours_k3f9',
  });
  expect(targetOf('/ambient/cafe.wav')).toEqual({ kind: 'ambient', scene: 'cafe' });
  for (const path of [
    '/recordings/a.json',
    '/recordings/a.b.wav',
    '/recordings/.wav',
    '/ambient/none.wav',
    '/ambient/x.wav',
  ])
    expect(targetOf(path)?.kind).toBe('page-file');
});

function partsOf(target: Target): string[] {
  switch (target.kind) {
    case 'page-file':
      return target.segments;
    case 'run-file':
      return [target.runId];
    case 'recording':
      return [target.id];
    case 'ambient':
      return [target.scene];
  }
}

test('no path whatsoever leaves the folder, on any platform', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      'C:',
      'a',
      '~',
      '%252e',
      'runs',
      'recordings',
      '.wav',
    ),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const target = targetOf(`/${parts.join('')}`);
      const segments = target ? partsOf(target) : [];
      expect(posix.join('/root', ...segments).startsWith('/root')).toBe(true);
      expect(win32.join('C:\\root', ...segments).startsWith('C:\\root')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
