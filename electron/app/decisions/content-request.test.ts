import { expect, test } from 'vitest';
import { dataDirArgument } from './command-line.ts';
import { contentRequestOf } from './content-request.ts';

const request = (url: string, headers: Record<string, string> = {}) => ({
  url,
  method: 'GET',
  headers: new Headers(headers),
});

test('a request of our page is handed on with its range and its path still encoded', () => {
  expect(
    contentRequestOf(
      request('app://parley/runs/r1/recording.wav?x=1#y', { Range: 'bytes=5-9', 'If-None-Match': '"a"' }),
    ),
  ).toEqual({ method: 'GET', path: '/runs/r1/recording.wav', range: 'bytes=5-9', ifNoneMatch: '"a"' });
  expect(contentRequestOf(request('app://parley'))?.path).toBe('/');
  expect(contentRequestOf(request('app://parley/%2e%2e%2fsecret'))?.path).toBe('/%2e%2e%2fsecret');
});

test('a request for another host is none', () => {
  expect(contentRequestOf(request('app://evil/index.html'))).toBeNull();
});

test('the data directory is found among switches that are not ours', () => {
  expect(dataDirArgument(['.', '--no-sandbox', '--data', '/tmp/d', '--inspect=0'])).toBe('/tmp/d');
  expect(dataDirArgument(['--data=/tmp/e'])).toBe('/tmp/e');
  expect(dataDirArgument(['--data'])).toBeNull();
  expect(dataDirArgument([])).toBeNull();
});
