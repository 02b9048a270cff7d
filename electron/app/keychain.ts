import { safeStorage } from 'electron';
import type { Keychain } from '../secrets/keychain.ts';
import { keychainWords } from './decisions/keychain.ts';

/** Electron's safeStorage. Call it once the app is ready: before that it knows of no keychain. */
export async function systemKeychain(): Promise<Keychain> {
  const { usable, words } = keychainWords({
    platform: process.platform,
    isAvailable: await safeStorage.isAsyncEncryptionAvailable(),
    backend: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null,
  });
  return {
    usable,
    words,
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    decrypt: async (data) => (await safeStorage.decryptStringAsync(data)).result,
  };
}
