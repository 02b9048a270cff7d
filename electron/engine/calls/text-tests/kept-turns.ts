/**
 * The checkpoints of a run, one after each turn, in `checkpoints.jsonl` of the run's folder: one line of JSON each.
 *
 * A conversation grows at its end, so a line holds of the history only what is new in it: `same` entries are those of
 * the line before. A line that was cut by a crash, and what follows it, is as if it had never been written.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { runCheckpointSchema } from '../../workflow/index.ts';

const keptTurnSchema = z.object({
  turn: z.number().int().nonnegative(),
  /** Number of the last event that belongs to it. */
  seq: z.number().int().positive(),
  /** What the caller said in it; empty for the opening. */
  line: z.string(),
  checkpoint: runCheckpointSchema,
});
export type KeptTurn = z.infer<typeof keptTurnSchema>;

const storedTurnSchema = keptTurnSchema.extend({ same: z.number().int().nonnegative() });

const fileName = 'checkpoints.jsonl';
const pathIn = (folder: string): string => join(folder, fileName);

/** As it is written after the turn before. */
function lineOf(kept: KeptTurn, before: KeptTurn | undefined): string {
  const { history } = kept.checkpoint;
  const known = before?.checkpoint.history.entries ?? [];
  let same = 0;
  while (
    same < known.length &&
    same < history.entries.length &&
    isDeepStrictEqual(known[same], history.entries[same])
  )
    same += 1;
  const checkpoint = { ...kept.checkpoint, history: { ...history, entries: history.entries.slice(same) } };
  return `${JSON.stringify({ ...kept, checkpoint, same })}\n`;
}

/** Appends the last of these turns; the others are there already. */
export async function keepTurn(folder: string, turns: readonly KeptTurn[]): Promise<void> {
  const last = turns.at(-1);
  if (last) await appendFile(pathIn(folder), lineOf(last, turns.at(-2)));
}

/** Writes all of these turns, into a folder that has none. */
export async function keepTurns(folder: string, turns: readonly KeptTurn[]): Promise<void> {
  await writeFile(pathIn(folder), turns.map((turn, index) => lineOf(turn, turns[index - 1])).join(''));
}

/** In their order; none when the run has kept none. Rejects when the file is there and cannot be read. */
export async function readKeptTurns(folder: string): Promise<KeptTurn[]> {
  let text: string;
  try {
    text = await readFile(pathIn(folder), 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
  const turns: KeptTurn[] = [];
  for (const line of text.split('\n')) {
    const stored = storedOf(line);
    if (!stored) break;
    const { same, ...kept } = stored;
    const known = turns.at(-1)?.checkpoint.history.entries ?? [];
    if (same > known.length) break;
    kept.checkpoint.history.entries.unshift(...known.slice(0, same));
    turns.push(kept);
  }
  return turns;
}

function storedOf(line: string): z.infer<typeof storedTurnSchema> | null {
  try {
    return storedTurnSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
