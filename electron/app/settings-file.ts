import ElectronStore from 'electron-store';
import { SETTINGS_NAME } from '../ipc/settings-store.ts';
import type { SettingsFile } from '../ipc/settings-store.ts';

/** The electron-store edition of the settings file: the same file that `conf` keeps for the browser door. */
export function openElectronStore(dataDir: string): Promise<SettingsFile> {
  return Promise.resolve(
    new ElectronStore<Record<string, unknown>>({
      cwd: dataDir,
      name: SETTINGS_NAME,
      accessPropertiesByDotNotation: false,
    }),
  );
}
