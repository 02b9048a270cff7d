/**
 * Where Parley's own files stand. Holds in the sources (`electron/paths.ts`), in the build
 * (`out/main/electron/paths.js`) and in the packaged app, where the same build stands beside `resources/` in the
 * folder that Electron names `resourcesPath`. Everything here is read with plain `node:fs`, by the main thread and by
 * workers, so it is always outside the asar archive. Source: electron-builder.yml.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sample workflows, icons and licences. */
export function resourcesDir(): string {
  return resourcesDirOf(import.meta.url, existsSync);
}

/** The built page: `index.html` and its assets. Absent in sources that were never built. */
export function rendererDir(): string {
  return join(projectDirOf(import.meta.url), 'out', 'renderer');
}

/** The built preload script, for Electron's windows. */
export function preloadPath(): string {
  return join(projectDirOf(import.meta.url), 'out', 'preload', 'index.cjs');
}

/**
 * The folder that holds `out/`: the project's, an installed package's or the unpacked half of the app's archive.
 *
 * @param moduleUrl the URL of this module, in sources or in the build
 */
export function projectDirOf(moduleUrl: string): string {
  const folder = dirname(fileURLToPath(moduleUrl.replace('/app.asar/', '/app.asar.unpacked/')));
  return moduleUrl.endsWith('.ts') ? dirname(folder) : dirname(dirname(dirname(folder)));
}

/**
 * `resources/` of the project, or beside the archive of a packaged app.
 *
 * @param exists whether a folder is there
 */
export function resourcesDirOf(moduleUrl: string, exists: (path: string) => boolean): string {
  const project = projectDirOf(moduleUrl);
  const beside = join(dirname(project), 'resources');
  return project.endsWith('app.asar.unpacked') && exists(beside) ? beside : join(project, 'resources');
}
