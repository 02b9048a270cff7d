/** A run as a folder of plain files, for people and for other programs. */
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { LibraryError } from '#engine/base/errors.ts';
import { transcriptOf, transcriptText } from '#shared/domain/transcript.ts';
import type { Library } from './contract.ts';
import { runNotFound, toLibraryError } from './errors.ts';
import { dataLayout, RECORDING_FILE, runFolderPath } from './layout.ts';

const exportedFiles = ['run.json', 'events.ndjson', 'transcript.txt', 'workflow.json', RECORDING_FILE];

/**
 * Writes `run.json`, `events.ndjson`, `transcript.txt`, `workflow.json` and, where there is one, `recording.wav` into
 * `folder`: all of them or nothing. A folder with something in it is refused unless it is an earlier export of this run,
 * which is replaced. Answers the folder's full path. Rejects with LibraryError `run-not-found`, `input-invalid` or `library-failed`.
 */
export async function exportRun(library: Library, runId: string, folder: string): Promise<string> {
  const target = resolve(folder);
  const [run, document, events] = await Promise.all([
    library.getRun(runId),
    library.getRunDocument(runId),
    library.getEvents(runId),
  ]);
  if (run === null) throw runNotFound(runId);
  const exists = await assertReplaceable(target, runId);

  const partial = join(dirname(target), `.${basename(target)}-${randomUUID()}.part`);
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
    await writeFile(
      join(partial, 'events.ndjson'),
      events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    );
    await writeFile(join(partial, 'transcript.txt'), transcriptText(transcriptOf(events)));
    await writeFile(join(partial, 'workflow.json'), `${JSON.stringify(document, null, 2)}\n`);
    if (run.recording_url !== null) await copyRecording(library, runId, partial);
    await moveIntoPlace(partial, target, exists);
    return target;
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true });
    throw toLibraryError(thrown, target);
  }
}

/** Answers whether there is a folder already. */
async function assertReplaceable(target: string, runId: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(target);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw toLibraryError(thrown, target);
  }
  if (names.length === 0) return true;
  const isOurs =
    names.every((name) => exportedFiles.includes(name)) && (await exportedRunId(target)) === runId;
  if (isOurs) return true;
  throw new LibraryError(
    'input-invalid',
    `${target} is not empty and is not an earlier export of run ${runId}. Choose another folder.`,
  );
}

async function exportedRunId(target: string): Promise<unknown> {
  try {
    const run: unknown = JSON.parse(await readFile(join(target, 'run.json'), 'utf8'));
    return typeof run === 'object' && run !== null && 'id' in run ? run.id : null;
  } catch {
    return null;
  }
}

async function copyRecording(library: Library, runId: string, partial: string): Promise<void> {
  const source = join(runFolderPath(dataLayout(library.dataDir), runId), RECORDING_FILE);
  try {
    await copyFile(source, join(partial, RECORDING_FILE));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    throw new LibraryError(
      'library-failed',
      `The recording of run ${runId} is missing: ${source} is gone. Put it back, then export again.`,
      { cause: thrown },
    );
  }
}

async function moveIntoPlace(partial: string, target: string, exists: boolean): Promise<void> {
  if (!exists) {
    await rename(partial, target);
    return;
  }
  const former = `${partial}.former`;
  await rename(target, former);
  try {
    await rename(partial, target);
  } catch (thrown) {
    await rename(former, target);
    throw thrown;
  }
  await rm(former, { recursive: true, force: true });
}
