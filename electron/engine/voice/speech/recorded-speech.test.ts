/** Recordings in a call: played like speech, cut like speech, and spoken when they cannot be read. */
import { expect, it } from 'vitest';
import { AudioError } from '../../base/errors.ts';
import type { CallerTurn, DialogueAct } from '../dialogue.ts';
import { scriptedCall, type Outcome } from '../testing/scripted-call.ts';
import { ScriptedDialogue, concatenate, silence, tone } from '../testing/scripted.ts';
import type { RecordedSpeech } from './recorded-speech.ts';

const words = 'One two three four five six seven eight nine ten.';

/** Says hello; the first answer has a recording of four seconds in its middle. */
class Recorded extends ScriptedDialogue {
  constructor() {
    super(['Hello.', 'Fine.']);
  }

  override reply(turn: CallerTurn): AsyncIterable<DialogueAct> {
    return this.turns.length > 0 ? super.reply(turn) : this.#play(turn);
  }

  async *#play(turn: CallerTurn): AsyncGenerator<DialogueAct> {
    this.turns.push(turn);
    await Promise.resolve();
    const speech = { speechId: 'speech_r', source: 'model' as const, interruptible: true };
    const recording = { id: 'rec_1', instead: 'Spoken instead.' };
    yield { type: 'say', text: 'Good morning.', ...speech };
    yield { type: 'say', text: words, recording, ...speech };
    yield { type: 'say', text: ' And now?', ...speech };
    yield { type: 'say-end', speechId: 'speech_r' };
  }
}

/** The caller speaks at 1 s, and again `againMs` after that, if so. */
function call(recordings: RecordedSpeech, againMs: number | null = null): Promise<Outcome> {
  const again = againMs === null ? [] : [silence(againMs - 900), tone(1500)];
  return scriptedCall({
    lines: [],
    transcripts: ['please go on', 'wait a moment please'],
    dialogue: new Recorded(),
    tape: concatenate(silence(1000), tone(900), ...again, silence(3000)),
    hangUpAtMs: 12_000,
    recordings,
  });
}

const of = ({ log }: Outcome, type: string): unknown[] =>
  log.events.filter((event) => event.type === type).map(({ payload }) => payload);
const heard = (outcome: Outcome): unknown => outcome.dialogue.heardSpeeches[1];
const read = (): Int16Array => tone(4000, 3000);

it.each([
  ['in memory', read],
  [
    'in a file',
    () =>
      new Promise<Int16Array>((resolve) =>
        setImmediate(() => {
          resolve(read());
        }),
      ),
  ],
])(
  'a recording %s is heard in its place, to the sample, between what is spoken',
  async (_where, recordings) => {
    const outcome = await call(recordings);
    const levels = outcome.leg.sent.map(({ samples }) => Math.abs(samples[10] ?? 0));
    expect(of(outcome, 'agent-text').slice(1)).toEqual([
      { speech_id: 'speech_r', source: 'model', text: 'Good morning.' },
      { speech_id: 'speech_r', source: 'model', text: words, recording_id: 'rec_1' },
      { speech_id: 'speech_r', source: 'model', text: 'And now?' },
    ]);
    expect(levels.filter((level) => level === 3000)).toHaveLength(200);
    expect(levels.findLastIndex((level) => level === 3000) - levels.indexOf(3000)).toBe(199);
    expect(heard(outcome)).toEqual(['speech_r', `Good morning. ${words} And now?`]);
  },
);

it('a recording that is spoken over is held, cut, and remembered by the share of its words that was heard', async () => {
  const outcome = await call(read, 4000);
  const [stop] = of(outcome, 'interruption') as { text_played: string }[];
  expect(of(outcome, 'speech-hold')).toHaveLength(1);
  expect(stop?.text_played).toMatch(/^One two( \w+)*$/);
  expect(heard(outcome)).toEqual(['speech_r', `Good morning. ${stop?.text_played ?? ''}`]);
});

it.each<[string, RecordedSpeech]>([
  [
    'at once',
    () => {
      throw new AudioError('audio-file', 'It is damaged.');
    },
  ],
  ['later', () => Promise.reject(new AudioError('audio-file', 'It is damaged.'))],
])('what cannot be read (%s) is spoken, and told', async (_when, recordings) => {
  const outcome = await call(recordings);
  expect(of(outcome, 'error')).toEqual([
    { code: 'audio-file', message: 'It is damaged.', retryable: false, stage: 'tts' },
  ]);
  // The scripted voice takes 20 ms a character.
  const spokenMs = outcome.leg.sent.filter(({ loud }) => loud).length * 20;
  expect(spokenMs).toBe(
    20 * ('Hello.'.length + 'Good morning.'.length + 'Spoken instead.'.length + 'And now?'.length),
  );
});
