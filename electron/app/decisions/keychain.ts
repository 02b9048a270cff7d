/** Whether the system's keychain protects a key, in words for a person. */
export interface KeychainFacts {
  platform: NodeJS.Platform;
  /** `safeStorage.isAsyncEncryptionAvailable()` */
  isAvailable: boolean;
  /** `safeStorage.getSelectedStorageBackend()`, on Linux alone; else null. */
  backend: string | null;
}

export function keychainWords({ platform, isAvailable, backend }: KeychainFacts): {
  usable: boolean;
  words: string;
} {
  // Electron then encrypts with a password that everybody knows (safeStorage, "basic_text").
  if (platform === 'linux' && (backend === 'basic_text' || backend === 'unknown' || !isAvailable))
    return {
      usable: false,
      words:
        'This desktop offers no keyring that Parley could use (GNOME Keyring and KWallet are known to work).',
    };
  if (!isAvailable) return { usable: false, words: 'The keychain of this system cannot be used.' };
  return { usable: true, words: `Keys are encrypted by ${nameOf(platform, backend)}.` };
}

function nameOf(platform: NodeJS.Platform, backend: string | null): string {
  if (platform === 'darwin') return 'the macOS keychain';
  if (platform === 'win32') return 'Windows for your account (DPAPI)';
  return backend?.startsWith('kwallet') === true ? 'KWallet' : 'the keyring of your desktop';
}
