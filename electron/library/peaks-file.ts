/** The waveform beside a recording. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { peaksOfWavFile } from '#engine/audio/peaks.ts';
import { peaksSchema, type Peaks } from '#shared/bridge/contract.ts';
import { PEAKS_FILE, RECORDING_FILE } from './layout.ts';

/** As stored; null when there is no such file or it does not hold peaks. */
export async function readPeaks(folder: string): Promise<Peaks | null> {
  try {
    const parsed = peaksSchema.safeParse(JSON.parse(await readFile(join(folder, PEAKS_FILE), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Of the recording as it is now; null when there is none. Throws AudioError when it cannot be read. */
export async function measurePeaks(folder: string): Promise<Peaks | null> {
  try {
    return await peaksOfWavFile(join(folder, RECORDING_FILE));
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    if (cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}

/** Whole or not at all. */
export async function writePeaks(folder: string, peaks: Peaks): Promise<void> {
  const path = join(folder, PEAKS_FILE);
  const partial = `${path}.${String(process.pid)}.part`;
  await writeFile(partial, JSON.stringify(peaks));
  await rename(partial, path);
}
