import { expect, test } from 'vitest';
import { keychainWords } from './keychain.ts';

test.each([
  ['darwin', true, null, true, 'the macOS keychain'],
  ['win32', true, null, true, 'DPAPI'],
  ['win32', false, null, false, 'cannot be used'],
  ['linux', true, 'gnome_libsecret', true, 'the keyring of your desktop'],
  ['linux', true, 'kwallet5', true, 'KWallet'],
  ['linux', true, 'basic_text', false, 'no keyring'],
  ['linux', true, 'unknown', false, 'no keyring'],
  ['linux', false, 'gnome_libsecret', false, 'no keyring'],
] as const)(
  'on %s, available %s, backend %s: usable %s, %s',
  (platform, isAvailable, backend, usable, words) => {
    expect(keychainWords({ platform, isAvailable, backend })).toEqual({
      usable,
      words: expect.stringContaining(words) as string,
    });
  },
);
