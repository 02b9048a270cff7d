/** Where Parley keeps a person's runs and agents, unless `--data` names another place: each system's own convention. */
import { homedir, platform } from 'node:os';
import { isAbsolute, join } from 'node:path';

export function defaultDataDir(): string {
  return dataDirOf(platform(), homedir(), process.env);
}

export function dataDirOf(system: NodeJS.Platform, home: string, environment: NodeJS.ProcessEnv): string {
  if (system === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Parley');
  if (system === 'darwin') return join(home, 'Library', 'Application Support', 'Parley');
  // XDG Base Directory Specification: empty means not set, and a relative path is invalid and to be ignored.
  const xdg = environment['XDG_DATA_HOME'] ?? '';
  return join(isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'parley');
}
