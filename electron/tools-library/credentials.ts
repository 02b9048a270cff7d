/**
 * Credentials of tools and webhooks. Name and kind are in `credentials/` of the data directory, one file each, so that they
 * are listed while the keys are locked; the secret itself is in the secret store only (`secrets/tool-secrets.ts`).
 */
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import { headerOf } from '#engine/tools/index.ts';
import { credentialTypes, type ToolCredential } from '#shared/domain/tool.ts';
import { toolSecretName } from '../secrets/tool-secrets.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { JsonFolder } from './json-folder.ts';
import { fileOf } from './tool-library.ts';

const storedSchema = z.object({
  credential_uuid: z.string().min(1),
  name: z.string(),
  type: z.enum(credentialTypes),
  header_name: z.string().nullable(),
  set_at: z.string(),
});

export type KeptCredential = z.infer<typeof storedSchema> & { problem: string | null };

export interface CredentialChange {
  credential_uuid?: string | undefined;
  name: string;
  /** Absent: the secret stays. */
  credential?: ToolCredential | undefined;
}

export interface CredentialsOptions {
  dataDir: string;
  secrets: Pick<SecretStore, 'list' | 'set' | 'delete'>;
  logger: Logger;
  now: () => Date;
  newId: () => string;
}

export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #folder: JsonFolder;
  readonly #changed = new Emitter<undefined>();
  readonly onChanged = this.#changed.on;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#folder = new JsonFolder(join(options.dataDir, 'credentials'));
  }

  /** In the order of their names, never with their secrets. */
  async list(): Promise<KeptCredential[]> {
    const [names, secrets] = await Promise.all([this.#folder.names(), this.#options.secrets.list()]);
    const problems = new Map(secrets.map(({ id, problem }) => [id, problem]));
    const all = await Promise.all(names.map((name) => this.#read(name)));
    return all
      .filter((kept) => kept !== null)
      .map((kept) => ({ ...kept, problem: problemOf(problems.get(toolSecretName(kept.credential_uuid))) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  async set({ credential_uuid: id, name, credential }: CredentialChange): Promise<KeptCredential> {
    const before = id === undefined ? null : await this.#read(fileOf(id));
    if (id !== undefined && !before) throw notFound();
    if (!before && !credential)
      throw new ConfigError('input-invalid', 'A new credential needs its kind and secret.');
    const uuid = before?.credential_uuid ?? this.#options.newId();
    if (credential) {
      checkHeader(credential);
      // First the secret: what is listed must be there. While the keys are locked this refuses.
      await this.#options.secrets.set(toolSecretName(uuid), JSON.stringify(credential));
    }
    await this.#folder.write(fileOf(uuid), {
      credential_uuid: uuid,
      name,
      type: credential?.type ?? before?.type ?? 'none',
      header_name: credential ? (headerOf(credential)?.name ?? null) : (before?.header_name ?? null),
      set_at: credential ? this.#options.now().toISOString() : (before?.set_at ?? ''),
    } satisfies z.infer<typeof storedSchema>);
    this.#changed.emit(undefined);
    const kept = (await this.list()).find((each) => each.credential_uuid === uuid);
    if (!kept) throw notFound();
    return kept;
  }

  /** With its secret, for good. */
  async delete(id: string): Promise<void> {
    const kept = await this.#read(fileOf(id));
    if (!kept) throw notFound();
    await this.#options.secrets.delete(toolSecretName(kept.credential_uuid));
    await this.#folder.remove(fileOf(id));
    this.#changed.emit(undefined);
  }

  async #read(name: string): Promise<z.infer<typeof storedSchema> | null> {
    const text = await this.#folder.read(name);
    if (text === null) return null;
    try {
      return storedSchema.parse(JSON.parse(text));
    } catch {
      this.#options.logger.log('error', 'the description of a credential is damaged', {
        file: `${name}.json`,
      });
      return null;
    }
  }
}

/** Null is fine; undefined: the store has none under its name. */
function problemOf(told: string | null | undefined): string | null {
  if (told === undefined) return 'Its secret is not kept here. Enter it again.';
  return told === null
    ? null
    : 'Its secret cannot be read: the keys are locked, or were kept elsewhere. Unlock them, or enter it again.';
}

/** @throws ConfigError that says what is missing, without quoting it */
function checkHeader(credential: ToolCredential): void {
  const blank = Object.entries(credential).find(([, value]) => value.trim() === '');
  // Some servers take a key as the name, with no password.
  if (blank && blank[0] !== 'password')
    throw new ConfigError('input-invalid', `The credential’s ${blank[0].replaceAll('_', ' ')} is empty.`);
  const header = headerOf(credential);
  if (!header) return;
  try {
    new Headers([[header.name, header.value]]);
  } catch {
    throw new ConfigError(
      'input-invalid',
      'HTTP does not allow such a header: its name is letters, digits and -, and neither name nor secret has line breaks or characters beyond Latin-1.',
    );
  }
}

function notFound(): ConfigError {
  return new ConfigError('config-invalid', 'There is no such credential. It may have been deleted.');
}
