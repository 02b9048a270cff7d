/**
 * Where keys are kept: `secrets.json` in the data directory, readable by its owner alone. Each entry is protected by the
 * system's keychain (the desktop door, where there is one), by a passphrase (scrypt and AES-256-GCM), or not at all.
 * Keys are read on the main side only and are in no log and no message.
 */
import { Emitter, type Subscribe } from '#engine/base/event.ts';
import { ConfigError, toStudioError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { Keychain } from './keychain.ts';
import { deriveKey, newLock, opens, seal, unseal } from './passphrase.ts';
import { SecretsFile, type SecretEntry, type StoredSecrets } from './secrets-file.ts';

export interface SecretsState {
  /** How a key that is entered now is kept. */
  kind: 'keychain' | 'passphrase' | 'plain';
  /** Could somebody who copies the file read it? Then false. */
  protected: boolean;
  /** A passphrase was set and has not been given since the start. */
  locked: boolean;
  /** The same for a person. */
  words: string;
}

export interface SecretInfo {
  id: string;
  /** ISO 8601 UTC. */
  set_at: string;
  kind: SecretEntry['kind'];
  /** Why it cannot be read here; null when it can. */
  problem: string | null;
}

export interface SecretStore {
  readonly onChanged: Subscribe<undefined>;
  describe(): Promise<SecretsState>;
  /** What is kept, never the keys themselves. */
  list(): Promise<SecretInfo[]>;
  /** Null when none is kept. Throws ConfigError when it is kept but cannot be read here. */
  get(id: string): Promise<string | null>;
  set(id: string, secret: string): Promise<void>;
  delete(id: string): Promise<void>;
  /** Throws ConfigError when it is not the passphrase. */
  unlock(passphrase: string): Promise<void>;
  /** Protects every key that is not in the keychain; null takes the passphrase away and leaves them plain. Unlocked first. */
  protect(passphrase: string | null): Promise<void>;
}

export interface SecretStoreOptions {
  dataDir: string;
  logger: Logger;
  /** Of the desktop door, asked for at the first use; null where there is none. */
  keychain: (() => Promise<Keychain>) | null;
  /** From `PARLEY_PASSPHRASE`: tried at the first use. */
  passphrase?: string | undefined;
}

export function createSecretStore(options: SecretStoreOptions): SecretStore {
  const { dataDir, logger } = options;
  const file = new SecretsFile(dataDir, logger);
  const changed = new Emitter<undefined>();
  /** Of the passphrase that was given; null while locked. */
  let key: Buffer | null = null;
  let given = options.passphrase;
  let keychain: Keychain | null = null;

  const read = async (): Promise<StoredSecrets> => {
    keychain ??= (await options.keychain?.()) ?? null;
    const stored = await file.read();
    if (given !== undefined && stored.lock !== null && key === null) {
      const derived = await deriveKey(given, stored.lock);
      given = undefined;
      if (opens(derived, stored.lock)) key = derived;
      else logger.log('warn', 'PARLEY_PASSPHRASE is not the passphrase of the keys: they stay locked');
    }
    return stored;
  };
  const kindOf = ({ lock }: StoredSecrets): SecretsState['kind'] =>
    keychain?.usable === true ? 'keychain' : lock === null ? 'plain' : 'passphrase';
  const keep = async (stored: StoredSecrets, id: string, secret: string): Promise<SecretEntry> => {
    const setAt = new Date().toISOString();
    const kind = kindOf(stored);
    if (kind === 'keychain' && keychain)
      return { kind, set_at: setAt, data: (await keychain.encrypt(secret)).toString('base64') };
    if (kind === 'plain') return { kind, set_at: setAt, value: secret };
    if (!key) throw locked();
    return { kind: 'passphrase', set_at: setAt, ...seal(key, secret, id) };
  };
  const open = async (id: string, entry: SecretEntry): Promise<string> => {
    try {
      switch (entry.kind) {
        case 'plain':
          return entry.value;
        case 'keychain':
          if (!keychain?.usable)
            throw new ConfigError(
              'config-invalid',
              `The key of “${id}” is in this system’s keychain, which only Parley’s own window can read. Enter it again here, or set it in the environment.`,
            );
          return await keychain.decrypt(Buffer.from(entry.data, 'base64'));
        case 'passphrase':
          if (!key) throw locked();
          return unseal(key, entry, id);
      }
    } catch (cause) {
      if (cause instanceof ConfigError) throw cause;
      throw new ConfigError(
        'config-invalid',
        `The key of “${id}” in ${file.path} is damaged. Enter it again in Settings → ${enteredIn(id)}.`,
        { cause },
      );
    }
  };
  const change = async (edit: (stored: StoredSecrets) => StoredSecrets | Promise<StoredSecrets>) => {
    await read();
    await file.change(edit);
    changed.emit(undefined);
  };

  return {
    onChanged: changed.on,
    describe: async () => {
      const stored = await read();
      const kind = kindOf(stored);
      const isLocked = kind === 'passphrase' && key === null;
      return { kind, protected: kind !== 'plain', locked: isLocked, words: words(kind, isLocked, keychain) };
    },
    list: async () => {
      const { entries } = await read();
      return Promise.all(
        Object.entries(entries).map(async ([id, entry]) => {
          const { set_at, kind } = entry;
          const problem = await open(id, entry).then(
            () => null,
            (error: unknown) => toStudioError(error).message,
          );
          return { id, set_at, kind, problem };
        }),
      );
    },
    get: async (id) => {
      const { entries } = await read();
      const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
      return entry === undefined ? null : open(id, entry);
    },
    set: (id, secret) =>
      change(async (stored) => ({
        ...stored,
        entries: { ...stored.entries, [id]: await keep(stored, id, secret) },
      })),
    delete: (id) =>
      change((stored) => ({
        ...stored,
        entries: Object.fromEntries(Object.entries(stored.entries).filter(([other]) => other !== id)),
      })),
    unlock: async (typed) => {
      const { lock } = await read();
      if (lock === null) return;
      const derived = await deriveKey(typed, lock);
      if (!opens(derived, lock))
        throw new ConfigError(
          'config-invalid',
          'That is not the passphrase. Nothing was changed; try again, or delete the keys and enter them anew.',
        );
      key = derived;
      changed.emit(undefined);
    },
    protect: async (typed) => {
      const next = typed === null ? null : await newLock(typed);
      await change(async (stored) => {
        const plain = await Promise.all(
          Object.entries(stored.entries)
            .filter(([, entry]) => entry.kind !== 'keychain')
            .map(async ([id, entry]) => ({ id, setAt: entry.set_at, secret: await open(id, entry) })),
        );
        if (stored.lock !== null && key === null) throw locked();
        const entries = plain.map(({ id, setAt, secret }): [string, SecretEntry] => [
          id,
          next
            ? { kind: 'passphrase', set_at: setAt, ...seal(next.key, secret, id) }
            : { kind: 'plain', set_at: setAt, value: secret },
        ]);
        return {
          ...stored,
          lock: next?.lock ?? null,
          entries: { ...stored.entries, ...Object.fromEntries(entries) },
        };
      });
      key = next?.key ?? null;
    },
  };
}

/** Credentials of tools and passwords of trunks are kept beside the keys of connections. */
function enteredIn(id: string): string {
  if (id.startsWith('tool:')) return 'Credentials';
  return id.startsWith('trunk:') ? 'Trunks' : 'Providers';
}

function locked(): ConfigError {
  return new ConfigError(
    'config-invalid',
    'The keys are locked. Give the passphrase in Settings → Providers, or in PARLEY_PASSPHRASE for the command.',
  );
}

function words(kind: SecretsState['kind'], isLocked: boolean, keychain: Keychain | null): string {
  const file = 'a file in the data directory that only your account on this computer can read';
  const why = keychain && !keychain.usable ? `${keychain.words} ` : '';
  switch (kind) {
    case 'keychain':
      return keychain?.words ?? '';
    case 'passphrase':
      return isLocked
        ? `${why}Keys are encrypted with your passphrase, in ${file}. They are locked until you give it.`
        : `${why}Keys are encrypted with your passphrase, in ${file}.`;
    case 'plain':
      return `${why}Keys are kept as plain text, in ${file}. Set a passphrase to encrypt them.`;
  }
}
