import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preloadPath, projectDirOf, rendererDir, resourcesDir, resourcesDirOf } from './paths.ts';

test('the resources of the sources are found', () => {
  expect(existsSync(join(resourcesDir(), 'licences', 'README.md'))).toBe(true);
});

test('the built page and preload stand in out/ of the project', () => {
  const project = projectDirOf(import.meta.url);
  expect([rendererDir(), preloadPath()]).toEqual([
    join(project, 'out/renderer'),
    join(project, 'out/preload/index.cjs'),
  ]);
});

test('sources and build agree on the project folder', () => {
  expect(projectDirOf('file:///home/a/parley/electron/paths.ts')).toBe('/home/a/parley');
  expect(projectDirOf('file:///home/a/parley/out/main/electron/paths.js')).toBe('/home/a/parley');
});

test('the packaged app looks outside its archive, whichever half runs', () => {
  const packaged = '/Applications/Parley.app/Contents/Resources';
  for (const half of ['app.asar', 'app.asar.unpacked']) {
    const url = `file://${packaged}/${half}/out/main/electron/paths.js`;
    expect([projectDirOf(url), resourcesDirOf(url, () => true)]).toEqual([
      `${packaged}/app.asar.unpacked`,
      `${packaged}/resources`,
    ]);
  }
});
