/** The system's keychain, as the secret store sees it. Electron's safeStorage fulfils it, in `electron/app/keychain.ts`. */
export interface Keychain {
  /** Does it protect? A fixed password, Electron's fallback on Linux, does not. */
  readonly usable: boolean;
  /** For a person: what it is, or why it cannot be used. */
  readonly words: string;
  encrypt(text: string): Promise<Buffer>;
  decrypt(data: Buffer): Promise<string>;
}
