/** What the tests of streaming recognisers do with a stream: speak into it, listen to its partials, see it fail. */
import { expect } from 'vitest';
import { SAMPLES_PER_MS } from '../../../audio/frame.ts';
import { ProviderError } from '../../../base/errors.ts';
import type { SttStream } from '../../spec/stt.ts';
import { evenly, type ScriptedUtterance } from './scripted-words.ts';

/** The key of every account in these tests; no error may show it. */
export const KEY = 'key-that-nobody-may-see';

export interface Heard {
  partials: string[];
  /** Resolves once this partial has been told. */
  told: (text: string) => Promise<void>;
}

export function listenTo(stream: SttStream): Heard {
  const partials: string[] = [];
  let heard: () => void = () => undefined;
  stream.onPartial?.(({ text }) => {
    partials.push(text);
    heard();
  });
  const told = async (text: string): Promise<void> => {
    while (partials.at(-1) !== text) await new Promise<void>((resolve) => (heard = resolve));
  };
  return { partials, told };
}

/** The utterance with this number of those that are said, none past the last. */
export function saidOf(
  utterances: readonly (string | ScriptedUtterance)[],
  utterance: number,
): ScriptedUtterance {
  const said = utterances[utterance] ?? '';
  return typeof said === 'string' ? evenly(said) : said;
}

/** Pushes so many milliseconds of sound, 20 ms at a time. */
export async function speak(stream: SttStream, lengthMs: number): Promise<void> {
  for (let sent = 0; sent < lengthMs; sent += 20) await stream.push(new Int16Array(20 * SAMPLES_PER_MS));
}

export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    expect(error.message).not.toContain(KEY);
    return { code: error.code, retryable: error.retryable };
  }
  throw new Error('It did not fail');
}
