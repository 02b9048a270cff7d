/**
 * Recordings of the data directory: `recordings/ID.wav` with `recordings/ID.json` beside it. Every process that opened
 * the directory may read and add; a file that is written appears whole. What is deleted waits a day under `deleted/`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { samplesToMs } from '#engine/audio/frame.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { AudioError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import {
  largestRecordingBytes,
  recordingIdSchema,
  recordingSchema,
  type Recording,
} from '#shared/domain/sound.ts';
import { convertRecording } from './convert.ts';

const keptDeletedMs = 24 * 60 * 60 * 1000;

export interface NewRecording {
  bytes: Uint8Array;
  /** As the person knows it, e.g. `greeting.wav`. */
  fileName: string;
  /** Absent: the file's, without its ending. */
  name?: string | undefined;
  transcript?: string | undefined;
}

export class RecordingStore {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #changed = new Emitter<undefined>();
  readonly onChanged = this.#changed.on;

  constructor({ dataDir, logger }: { dataDir: string; logger: Logger }) {
    this.#folder = join(dataDir, 'recordings');
    this.#logger = logger;
  }

  /** The sound of a recording, whether it is there or not. */
  file(id: string): string {
    return join(this.#folder, `${checked(id)}.wav`);
  }

  /** The newest first. One whose description is damaged is left out, and logged. */
  async list(): Promise<Recording[]> {
    const names = await readdir(this.#folder).catch(absent([]));
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    const all = await Promise.all(
      ids.filter((id) => recordingIdSchema.safeParse(id).success).map((id) => this.#read(id)),
    );
    return all
      .filter((recording) => recording !== null)
      .sort((a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0));
  }

  /** @throws AudioError when there is none of this id */
  async get(id: string): Promise<Recording> {
    const recording = await this.#read(checked(id));
    if (!recording)
      throw new AudioError('audio-file', `There is no recording “${id}”. It may have been deleted.`);
    return recording;
  }

  /** @throws AudioError that says what is wrong with the file */
  async add({ bytes, fileName, name, transcript }: NewRecording): Promise<Recording> {
    if (bytes.length > largestRecordingBytes) {
      const megabytes = Math.ceil(bytes.length / 100_000) / 10;
      throw new AudioError(
        'audio-invalid',
        `The file has ${megabytes} MB; up to ${largestRecordingBytes / 1_000_000} can be added. Save it with one channel or a lower sample rate.`,
      );
    }
    const samples = await convertRecording(bytes);
    const shown = (name ?? fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '')).trim().slice(0, 120) || 'Recording';
    const recording: Recording = {
      id: newId(shown),
      name: shown,
      transcript: (transcript ?? '').trim(),
      created_at: new Date().toISOString(),
      duration_ms: samplesToMs(samples.length),
      original_file_name: fileName.slice(0, 255),
    };
    await mkdir(this.#folder, { recursive: true });
    await this.#write(`${recording.id}.wav`, wavBytes(samples, { sampleRateHz: 16_000, channels: 1 }));
    await this.#describe(recording);
    this.#changed.emit(undefined);
    return recording;
  }

  /**
   * Takes over a sound that has a recording's shape already, by its own id where that is free, or `asNew` with another.
   * The file at `path`, on the disk of the recordings, is gone afterwards.
   */
  async adopt(recording: Recording, path: string, { asNew }: { asNew: boolean }): Promise<Recording> {
    const kept = { ...recording, id: asNew ? newId(recording.name) : checked(recording.id) };
    await mkdir(this.#folder, { recursive: true });
    await rename(path, join(this.#folder, `${kept.id}.wav`));
    await this.#describe(kept);
    this.#changed.emit(undefined);
    return kept;
  }

  /** As if it had never been added. */
  async discard(id: string): Promise<void> {
    for (const kind of ['json', 'wav'])
      await rm(join(this.#folder, `${checked(id)}.${kind}`), { force: true });
    this.#changed.emit(undefined);
  }

  async change(
    id: string,
    change: { name?: string | undefined; transcript?: string | undefined },
  ): Promise<Recording> {
    const before = await this.get(id);
    const recording = {
      ...before,
      name: change.name?.trim() ?? before.name,
      transcript: change.transcript?.trim() ?? before.transcript,
    };
    await this.#describe(recording);
    this.#changed.emit(undefined);
    return recording;
  }

  /** `restore` brings it back within a day. */
  async delete(id: string): Promise<void> {
    await this.get(id);
    await mkdir(join(this.#folder, 'deleted'), { recursive: true });
    await this.#forgetOld();
    await this.#move(id, '', 'deleted');
    this.#changed.emit(undefined);
  }

  async restore(id: string): Promise<Recording> {
    await this.#move(checked(id), 'deleted', '');
    const recording = await this.get(id);
    this.#changed.emit(undefined);
    return recording;
  }

  async #read(id: string): Promise<Recording | null> {
    const text = await readFile(join(this.#folder, `${id}.json`), 'utf8').catch(absent(null));
    if (text === null) return null;
    try {
      return recordingSchema.parse({ ...(JSON.parse(text) as object), id });
    } catch {
      this.#logger.log('error', 'the description of a recording is damaged', { file: `${id}.json` });
      return null;
    }
  }

  #describe(recording: Recording): Promise<void> {
    return this.#write(`${recording.id}.json`, `${JSON.stringify(recording, null, 2)}\n`);
  }

  async #write(name: string, content: string | Uint8Array): Promise<void> {
    const partial = join(this.#folder, `${name}.${randomBytes(4).toString('hex')}.partial`);
    await writeFile(partial, content);
    await rename(partial, join(this.#folder, name));
  }

  /** The description last, so that a recording that is listed has its sound. */
  async #move(id: string, from: string, to: string): Promise<void> {
    const kinds = to === '' ? ['wav', 'json'] : ['json', 'wav'];
    for (const kind of kinds) {
      const name = `${id}.${kind}`;
      await rename(join(this.#folder, from, name), join(this.#folder, to, name)).catch(absent(undefined));
    }
  }

  async #forgetOld(): Promise<void> {
    const folder = join(this.#folder, 'deleted');
    for (const name of await readdir(folder)) {
      // Moving a file changes its status, not its content.
      const found = await stat(join(folder, name)).catch(absent(null));
      if (found && Date.now() - found.ctimeMs > keptDeletedMs) await rm(join(folder, name), { force: true });
    }
  }
}

function checked(id: string): string {
  if (!recordingIdSchema.safeParse(id).success)
    throw new AudioError('audio-file', 'A recording’s id is letters, digits, - and _.');
  return id;
}

/** `Opening hours` → `opening-hours-k3f9`: a person finds it again in a prompt. */
function newId(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const random = Array.from(randomBytes(4), (byte) => 'abcdefghjkmnpqrstuvwxyz23456789'[byte % 31]).join('');
  return `${words === '' ? 'recording' : words}-${random}`;
}

/** What stands for a file or folder that is not there; any other failure is told. */
function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}
