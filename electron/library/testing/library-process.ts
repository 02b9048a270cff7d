/**
 * A real process with a library, driven by one JSON line a command on standard input; each is answered by one line
 * on standard output. `LibraryProcess` speaks to it.
 */
import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { wavHeader } from '#engine/audio/wav-format.ts';
import { StudioError } from '#engine/base/errors.ts';
import { silentLogger } from '#engine/base/logger.ts';
import { someEvents } from './fixtures.ts';
import { openLibrary, type Library, type LibraryChange } from '../index.ts';

interface Command {
  method: string;
  args: unknown[];
}

const dataDir = process.argv[2] ?? '';
let library: Library | null = null;
const changes: LibraryChange[] = [];

/** Half a second of sound whose header does not yet count it, and a torn last sample: as a killed call leaves it. */
async function record(runId: string): Promise<void> {
  const folder = await opened().runFolder(runId);
  const samples = Int16Array.from({ length: 16_000 }, (_, at) => (at % 2 === 0 ? 8000 : -4000));
  const header = wavHeader({ sampleRateHz: 16_000, channels: 2 }, 0);
  const bytes = Buffer.concat([header, new Uint8Array(samples.buffer), new Uint8Array(3)]);
  await writeFile(join(folder, 'recording.wav'), bytes);
}

/** Appends one event after another until it is killed, and notes each number that was acknowledged on a line of a file. */
async function appendForever(runId: string, acknowledged: string): Promise<never> {
  for (let seq = 1; ; seq += 1) {
    await opened().appendEvents(runId, someEvents(seq, 1));
    appendFileSync(acknowledged, `${String(seq)}\n`);
  }
}

function opened(): Library {
  if (library === null) throw new Error('The library is not open.');
  return library;
}

async function perform({ method, args }: Command): Promise<unknown> {
  switch (method) {
    case 'open':
      library = await openLibrary({ dataDir, logger: silentLogger });
      library.onChanged((change) => {
        changes.push(change);
      });
      return library.isOwner;
    case 'isOwner':
      return opened().isOwner;
    case 'changes':
      return changes.splice(0);
    case 'record':
      await record(String(args[0]));
      return null;
    case 'appendForever':
      return await appendForever(String(args[0]), String(args[1]));
    default: {
      const target = opened() as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
      return await target[method]?.(...args);
    }
  }
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  perform(JSON.parse(line) as Command).then(
    (value) => process.stdout.write(`${JSON.stringify({ value: value ?? null })}\n`),
    (thrown: unknown) => {
      const error =
        thrown instanceof StudioError
          ? { code: thrown.code, message: thrown.message }
          : { code: 'thrown', message: String(thrown) };
      process.stdout.write(`${JSON.stringify({ error })}\n`);
    },
  );
});
