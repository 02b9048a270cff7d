/** Reads a file that came in, or packs a bundle that goes out: work of a second or more, away from the beat of a call. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { StudioError, toStudioError, type ErrorCode } from '#engine/base/errors.ts';
import { shorten } from '#shared/base/shorten.ts';
import type { Recording } from '#shared/domain/sound.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { NamedCredential } from '#shared/exchange/bundle/match-credentials.ts';
import { importFile, type ImportedFile } from '#shared/exchange/import-file.ts';
import { parseJsonText } from '../ipc/json-text.ts';
import { keptSound } from './bundle/bundle-recording.ts';
import { looksLikeZip, readBundle } from './bundle/read-bundle.ts';
import { packBundle } from './bundle/pack-bundle.ts';

export type ExchangeTask =
  /** `folder` takes the recordings of a bundle. */
  | { kind: 'read'; path: string; folder: string }
  | {
      kind: 'pack';
      path: string;
      name: string;
      document: WorkflowDocument;
      appVersion: string;
      createdAt: string;
      recordings: { recording: Recording; path: string }[];
      credentials: NamedCredential[];
    };

export interface ReadRecording {
  recording: Recording;
  path: string;
  /** Of the whole file, hexadecimal. */
  sha256: string;
}

export interface ReadResult {
  file: ImportedFile;
  /** A bundle knows its name even where the document does not. */
  name: string | null;
  recordings: ReadRecording[];
  /** Of a bundle, as they were called where it was made; null: the file is no bundle. */
  credentials: NamedCredential[] | null;
}

export interface PackResult {
  sizeBytes: number;
  leftOut: string[];
}

export type ExchangeAnswer =
  | { kind: 'read'; result: ReadResult }
  | { kind: 'pack'; result: PackResult }
  | { kind: 'failed'; code: ErrorCode; message: string };

async function read({ path, folder }: Extract<ExchangeTask, { kind: 'read' }>): Promise<ReadResult> {
  const bytes = await readFile(path);
  if (!looksLikeZip(bytes))
    return { file: importFile(parseJsonText(textOf(bytes))), name: null, recordings: [], credentials: null };
  const { manifest, workflowText, recordings, notes } = readBundle(bytes);
  const file = importFile(parseJsonText(workflowText));
  const kept: ReadRecording[] = [];
  for (const recording of manifest.recordings) {
    const sound = recordings.get(recording.id);
    if (!sound || file.document === null) continue;
    try {
      const { wav, durationMs } = keptSound(sound);
      const wavPath = join(folder, `${kept.length}.wav`);
      await writeFile(wavPath, wav);
      kept.push({
        recording: { ...recording, duration_ms: durationMs },
        path: wavPath,
        sha256: createHash('sha256').update(wav).digest('hex'),
      });
    } catch (error) {
      const { message } = toStudioError(error);
      notes.push({
        place: shorten(recording.name),
        message: `This recording was left out; its text is spoken instead. ${message}`,
      });
    }
  }
  return {
    file: { ...file, format: 'bundle', notes: [...notes, ...file.notes] },
    name: manifest.name,
    recordings: kept,
    credentials: manifest.credentials,
  };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new StudioError(
      'input-invalid',
      'This file is neither JSON nor an agent bundle. Choose a .json or .parley file.',
      { cause },
    );
  }
}

async function pack(task: Extract<ExchangeTask, { kind: 'pack' }>): Promise<PackResult> {
  const { name, document, appVersion, createdAt, credentials } = task;
  const recordings = await Promise.all(
    task.recordings.map(async ({ recording, path }) => ({
      recording,
      wav: new Uint8Array(await readFile(path)),
    })),
  );
  const { bytes, leftOut } = packBundle({ name, document, appVersion, createdAt, recordings, credentials });
  await writeFile(task.path, bytes);
  return { sizeBytes: bytes.length, leftOut };
}

async function answer(task: ExchangeTask): Promise<ExchangeAnswer> {
  try {
    return task.kind === 'read'
      ? { kind: 'read', result: await read(task) }
      : { kind: 'pack', result: await pack(task) };
  } catch (thrown) {
    const { code, message } = toStudioError(thrown);
    return { kind: 'failed', code, message };
  }
}

parentPort?.postMessage(await answer(workerData as ExchangeTask));
