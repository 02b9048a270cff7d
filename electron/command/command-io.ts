/** What a command of `parley` is given: where it prints, and the library it works on. */
import { stderrLogger } from '#engine/base/logger.ts';
import { openLibrary, type Library } from '#library/index.ts';
import { defaultDataDir } from '../data-dir.ts';
import type { Values } from './arguments.ts';

export interface CommandIo {
  /** Standard output: the result and nothing else. */
  print: (text: string) => void;
  /** Standard error: what went wrong. */
  complain: (text: string) => void;
  /** Standard output is read by a person. */
  isTerminal: boolean;
  /** Aborted by Ctrl-C: the caller of a call hangs up. */
  interrupted: AbortSignal;
}

export const logger = stderrLogger('error');

export function dataDirOf(values: Pick<Values, 'data'>): string {
  return values.data ?? defaultDataDir();
}

export async function withLibrary<T>(
  values: Pick<Values, 'data'>,
  use: (library: Library) => Promise<T>,
): Promise<T> {
  const library = await openLibrary({ dataDir: dataDirOf(values), logger });
  try {
    return await use(library);
  } finally {
    await library.close();
  }
}
