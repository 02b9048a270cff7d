import { describe, expect, it } from 'vitest';
import type { CallerTurn } from './dialogue.ts';
import { ScriptedDialogue, concatenate, silence, tone } from './testing/scripted.ts';
import { scriptedCall, type Outcome } from './testing/scripted-call.ts';

/** Notes when it is asked to prepare, and when that is called off. */
class PreparingDialogue extends ScriptedDialogue {
  readonly prepared: { text: string; aborted: boolean }[] = [];

  prepare(turn: CallerTurn, signal: AbortSignal): AsyncIterable<string> {
    const entry = { text: turn.text, aborted: false };
    this.prepared.push(entry);
    signal.addEventListener('abort', () => {
      entry.aborted = true;
    });
    return pieces();
  }
}

async function* pieces(): AsyncGenerator<string> {
  await Promise.resolve();
  yield 'All right.';
}

async function callWith(
  tape: Int16Array,
  transcripts: (string | null)[],
  more: Partial<Parameters<typeof scriptedCall>[0]> = {},
): Promise<{ outcome: Outcome; dialogue: PreparingDialogue }> {
  const dialogue = new PreparingDialogue(['Hi.', 'All right. (hang up)']);
  const outcome = await scriptedCall({ lines: [], dialogue, tape, transcripts, ...more });
  return { outcome, dialogue };
}

describe('an answer prepared before the end of the turn is certain', () => {
  it('is for the words so far, and kept when the turn ends with them', async () => {
    const { dialogue, outcome } = await callWith(concatenate(silence(500), tone(900)), ['I want a table']);
    expect(dialogue.prepared).toEqual([{ text: 'I want a table', aborted: false }]);
    expect(dialogue.turns).toEqual([{ text: 'I want a table', understood: true }]);
    expect(outcome.disposition).toBe('end_call_tool');
  });

  it('is called off when the caller goes on', async () => {
    const tape = concatenate(silence(500), tone(700), silence(400), tone(500));
    const { dialogue } = await callWith(tape, ['I want a table with a view now']);
    expect(dialogue.prepared.at(0)?.aborted).toBe(true);
    expect(dialogue.prepared.at(-1)).toEqual({ text: 'I want a table with a view now', aborted: false });
    expect(dialogue.turns.map(({ text }) => text)).toEqual(['I want a table with a view now']);
  });

  it('is not begun in mid-sentence, nor where the agent is told not to', async () => {
    const open = await callWith(concatenate(silence(500), tone(900)), ['I want a table for'], {
      hangUpAtMs: 2500,
    });
    const off = await callWith(concatenate(silence(500), tone(900)), ['I want a table'], {
      turnTaking: { speculate: false },
    });
    expect([open.dialogue.prepared, off.dialogue.prepared]).toEqual([[], []]);
  });

  it('is called off when the call ends', async () => {
    const { dialogue } = await callWith(concatenate(silence(500), tone(900)), ['I want a table'], {
      hangUpAtMs: 1700,
    });
    expect(dialogue.prepared).toEqual([{ text: 'I want a table', aborted: true }]);
  });
});
