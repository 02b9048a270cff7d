/**
 * The studio's trunks: one file each in `trunks/` of the data directory, their passwords in the secret store. A file that is
 * damaged is set aside and logged, so that the others work and nothing is lost.
 */
import { join } from 'node:path';
import { ConfigError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import { trunkIdSchema, trunkSchema, trunkSecretId, type Trunk } from '#shared/domain/trunk.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { JsonFolder } from '../tools-library/json-folder.ts';
import { noSuchTrunk } from './refused-call.ts';

export interface TrunkStoreOptions {
  dataDir: string;
  secrets: Pick<SecretStore, 'list' | 'get' | 'set' | 'delete' | 'onChanged'>;
  logger: Logger;
}

export class TrunkStore {
  readonly #folder: JsonFolder;
  readonly #secrets: TrunkStoreOptions['secrets'];
  readonly #logger: Logger;
  readonly #changed = new Emitter<undefined>();
  /** A trunk, or what its password can be had from, has changed. */
  readonly onChanged = this.#changed.on;
  /** One change after another: two at once must not undo each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ dataDir, secrets, logger }: TrunkStoreOptions) {
    this.#folder = new JsonFolder(join(dataDir, 'trunks'));
    this.#secrets = secrets;
    this.#logger = logger;
    secrets.onChanged(() => {
      this.#changed.emit(undefined);
    });
  }

  /** In the order of their names. */
  async list(): Promise<Trunk[]> {
    const all = await Promise.all((await this.#folder.names()).map((name) => this.get(name)));
    return all
      .filter((trunk) => trunk !== null)
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
  }

  async get(id: string): Promise<Trunk | null> {
    // An id names a file; the command's words are no id yet.
    if (!trunkIdSchema.safeParse(id).success) return null;
    const text = await this.#folder.read(id);
    if (text === null) return null;
    try {
      return trunkSchema.parse(JSON.parse(text));
    } catch {
      this.#logger.log('error', 'the file of a trunk is damaged and was set aside', { file: `${id}.json` });
      await this.#folder.keepDamaged(id);
      return null;
    }
  }

  /** @throws SipError `trunk-not-found` */
  async must(id: string): Promise<Trunk> {
    const trunk = await this.get(id);
    if (!trunk) throw noSuchTrunk();
    return trunk;
  }

  /** @param password absent: as it was; null: taken away */
  save(trunk: Trunk, password?: string | null): Promise<void> {
    return this.#change(async () => {
      checkPorts(trunk);
      // First the secret: while the keys are locked this refuses, and nothing is half saved.
      if (password === null) await this.#secrets.delete(trunkSecretId(trunk.id));
      else if (password !== undefined) await this.#secrets.set(trunkSecretId(trunk.id), password);
      await this.#folder.write(trunk.id, trunk);
    });
  }

  /** `restore` brings it back within a day, with its password. */
  delete(id: string): Promise<void> {
    return this.#change(async () => {
      if (!(await this.#folder.setAside(id))) throw noSuchTrunk();
      await this.#dropOrphans();
    });
  }

  restore(id: string): Promise<void> {
    return this.#change(async () => {
      if (await this.get(id))
        throw new ConfigError('config-invalid', 'There is a trunk of this id again. Nothing was changed.');
      await this.#folder.bringBack(id);
      if (!(await this.get(id))) throw noSuchTrunk();
    });
  }

  /** Null when none is kept. @throws ConfigError while the keys are locked, or kept elsewhere */
  password(id: string): Promise<string | null> {
    return this.#secrets.get(trunkSecretId(id));
  }

  /** Ids of the trunks for which a password is kept, whether or not it can be read now. */
  async withPassword(): Promise<ReadonlySet<string>> {
    const kept = new Set((await this.#secrets.list()).map(({ id }) => id));
    return new Set((await this.#folder.names()).filter((id) => kept.has(trunkSecretId(id))));
  }

  /** Passwords of trunks that cannot be restored any more. */
  async #dropOrphans(): Promise<void> {
    const names = [...(await this.#folder.names()), ...(await this.#folder.deletedNames())];
    const wanted = new Set(names.map(trunkSecretId));
    for (const { id } of await this.#secrets.list())
      if (id.startsWith(trunkSecretId('')) && !wanted.has(id)) await this.#secrets.delete(id);
  }

  #change(edit: () => Promise<void>): Promise<void> {
    const done = this.#last.then(edit);
    this.#last = done.catch(() => undefined);
    return done.then(() => {
      this.#changed.emit(undefined);
    });
  }
}

/** The schema says that a port is digits; that it is one is said here. */
function checkPorts(trunk: Trunk): void {
  for (const address of [trunk.server, trunk.outbound_proxy, trunk.stun_server]) {
    const port = /:(\d+)$/.exec(address?.replace(/^\[[^\]]*\]/, '') ?? '')?.[1];
    if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535))
      throw new ConfigError('input-invalid', `“${String(address)}” has no port between 1 and 65535.`);
  }
}
