/** Agents as files: what comes in is read, checked and kept whole or not at all; what goes out is packed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { WorkflowError } from '#engine/base/errors.ts';
import type { Recording } from '#shared/domain/sound.ts';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { matchCredentials, type NamedCredential } from '#shared/exchange/bundle/match-credentials.ts';
import { recordingsOf, renameRecordings } from '#shared/exchange/bundle/rename-recordings.ts';
import { importFile, type ImportedFile } from '#shared/exchange/import-file.ts';
import type { ExchangePort, Imported, LibraryPort } from '../ipc/ports.ts';
import { parseJsonText } from '../ipc/json-text.ts';
import type { RecordingStore } from '../recordings/recording-store.ts';
import { bundleLimits } from './bundle/format.ts';
import type { ReadRecording } from './exchange-worker.ts';
import { runTask } from './run-task.ts';
import { Transfers } from './transfers.ts';

const MAX_NAME_LENGTH = 200;
const REASONS_NAMED = 3;

export interface AgentExchangeOptions {
  dataDir: string;
  appVersion: string;
  library: Pick<LibraryPort, 'getWorkflow' | 'saveWorkflow'>;
  recordings: Pick<RecordingStore, 'list' | 'file' | 'adopt' | 'discard'>;
  /** Those that are kept here, without their secrets. */
  credentials: () => Promise<NamedCredential[]>;
  now: () => Date;
}

export class AgentExchange implements ExchangePort {
  readonly #options: AgentExchangeOptions;
  readonly #transfers: Transfers;

  constructor(options: AgentExchangeOptions) {
    this.#options = options;
    this.#transfers = new Transfers(options);
  }

  /** JSON text. @throws StudioError when it is no workflow; nothing is saved then */
  importText(text: string, name: string | undefined): Promise<Imported> {
    return this.#save(importFile(parseJsonText(text)), [name]);
  }

  /** A piece of a file; without an id it is the first. */
  async upload(id: string | null, bytes: Uint8Array): Promise<{ id: string; sizeBytes: number }> {
    const transfer = id === null ? await this.#transfers.begin() : this.#transfers.get(id);
    try {
      const sizeBytes = await this.#transfers.append(transfer, bytes, bundleLimits.packedBytes);
      return { id: transfer.id, sizeBytes };
    } catch (error) {
      await this.#transfers.end(transfer);
      throw error;
    }
  }

  /**
   * A file that was uploaded whole: JSON or a bundle. `name` is used where the file has none.
   *
   * @throws StudioError when it is no workflow; neither it nor a recording of it is kept then
   */
  async importUpload(id: string, name: string | undefined): Promise<Imported> {
    const transfer = this.#transfers.get(id);
    const added: string[] = [];
    try {
      const read = await runTask({ kind: 'read', path: transfer.path, folder: transfer.folder });
      const document = read.file.document && (await this.#adopt(read.file.document, read.recordings, added));
      const file = await this.#withCredentials({ ...read.file, document }, read.credentials);
      return await this.#save(file, [name, read.name ?? undefined]);
    } catch (error) {
      await Promise.all(added.map((each) => this.#options.recordings.discard(each)));
      throw error;
    } finally {
      await this.#transfers.end(transfer);
    }
  }

  /** Makes a bundle, to be fetched piece by piece with `download`. */
  async pack(
    workflowId: string,
  ): Promise<{ id: string; name: string; sizeBytes: number; leftOut: string[] }> {
    const record = await this.#options.library.getWorkflow(workflowId);
    if (!record)
      throw new WorkflowError(
        'workflow-not-found',
        `There is no agent “${workflowId}”. It may have been deleted.`,
      );
    const { name, document } = record;
    const transfer = await this.#transfers.begin();
    try {
      const recordings = await this.#options.recordings.list();
      const used = new Set(
        recordingsOf(
          document,
          recordings.map((recording) => recording.id),
        ),
      );
      const packed = await runTask({
        kind: 'pack',
        path: transfer.path,
        name,
        document,
        appVersion: this.#options.appVersion,
        createdAt: this.#options.now().toISOString(),
        recordings: recordings
          .filter((recording) => used.has(recording.id))
          .map((recording) => ({ recording, path: this.#options.recordings.file(recording.id) })),
        credentials: await this.#options.credentials(),
      });
      return { id: transfer.id, name, ...packed };
    } catch (error) {
      await this.#transfers.end(transfer);
      throw error;
    }
  }

  /** The piece at `offset`; after the last one the file is forgotten. */
  async download(
    id: string,
    offset: number,
    mostBytes: number,
  ): Promise<{ bytes: Uint8Array; next: number | null }> {
    const transfer = this.#transfers.get(id);
    const piece = await this.#transfers.read(transfer, offset, mostBytes);
    if (piece.next === null) await this.#transfers.end(transfer);
    return piece;
  }

  dispose(): Promise<void> {
    return this.#transfers.dispose();
  }

  /** `named`: those of a bundle; null when the file is none. */
  async #withCredentials(
    file: ImportedFile,
    named: readonly NamedCredential[] | null,
  ): Promise<ImportedFile> {
    if (file.document === null || named === null) return file;
    const { document, notes } = matchCredentials(file.document, await this.#options.credentials(), named);
    return { ...file, document, notes: [...notes, ...file.notes] };
  }

  async #save(
    { document, format, problems, hints, notes }: ImportedFile,
    names: (string | undefined)[],
  ): Promise<Imported> {
    if (!document) {
      const newer = notes.find(({ place }) => place === null);
      throw new WorkflowError(
        'workflow-invalid',
        `This is not a workflow document. ${reasons(problems)}${newer ? ` ${newer.message}` : ''}`,
      );
    }
    const chosen = [document.name, ...names].find((each) => each !== undefined && each.trim() !== '');
    const workflow = await this.#options.library.saveWorkflow({
      name: (chosen ?? 'Imported agent').trim().slice(0, MAX_NAME_LENGTH),
      document,
    });
    return { workflow, format, problems, hints, notes };
  }

  /**
   * Keeps the recordings that are not here yet. One whose id is here with another sound gets an id of its own, and the
   * document names that. `added` grows by each, for whoever has to take them back.
   */
  async #adopt(
    document: WorkflowDocument,
    read: readonly ReadRecording[],
    added: string[],
  ): Promise<WorkflowDocument> {
    const { recordings } = this.#options;
    const here = new Map(
      (await recordings.list()).map((recording): [string, Recording] => [recording.id, recording]),
    );
    const renamed = new Map<string, string>();
    for (const { recording, path, sha256 } of read) {
      const isHere = here.has(recording.id);
      if (isHere && (await hashOf(recordings.file(recording.id))) === sha256) continue;
      const kept = await recordings.adopt(recording, path, { asNew: isHere });
      added.push(kept.id);
      if (kept.id !== recording.id) renamed.set(recording.id, kept.id);
    }
    return renameRecordings(document, renamed);
  }
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

/** Every message names the node or edge it is about. */
function reasons(problems: readonly WorkflowProblem[]): string {
  const named = problems.slice(0, REASONS_NAMED).map(({ message }) => message);
  const rest = problems.length - named.length;
  return [...named, ...(rest > 0 ? [`There are ${rest} more.`] : [])].join(' ');
}
