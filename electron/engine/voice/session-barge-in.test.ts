import { describe, expect, it } from 'vitest';
import { SAMPLES_PER_MS } from '../audio/frame.ts';
import { concatenateSamples } from '../audio/frames.ts';
import type { Overlap, SpeechToText } from '../providers/spec/stt.ts';
import { concatenate, noise, scriptedStt, silence, tone } from './testing/scripted.ts';
import { scriptedCall, type Outcome } from './testing/scripted-call.ts';
import type { RunEventType } from '#shared/domain/run-event.ts';
import type { TurnTaking } from '#shared/domain/turn-taking.ts';

const answer = 'One two three four five six seven eight nine ten eleven twelve thirteen.';
/** The answer takes 1,440 ms. */
const answerMs = 20 * answer.length;

/**
 * The caller asks at 500–900 ms; the answer begins at 1560 ms or so. 400 ms into it the caller makes `sound`, while the
 * recogniser hears `words`.
 */
async function soundDuringAnswer(
  sound: Int16Array,
  words: string | null,
  options: {
    turnTaking?: TurnTaking;
    later?: Int16Array;
    transcripts?: string[];
    answer?: string;
    stt?: SpeechToText;
  } = {},
): Promise<Outcome> {
  return scriptedCall({
    lines: ['Hi.', options.answer ?? answer, 'All right. (hang up)'],
    transcripts: ['tell me more', words, ...(options.transcripts ?? [])],
    tape: concatenate(
      silence(500),
      tone(600),
      silence(900),
      sound,
      silence(1500),
      options.later ?? silence(0),
    ),
    hangUpAtMs: 6000,
    ...(options.turnTaking ? { turnTaking: options.turnTaking } : {}),
    ...(options.stt ? { stt: options.stt } : {}),
  });
}

/** A recogniser that tells no word before the end of a turn. */
function silentUntilTheEnd(transcripts: string[]): SpeechToText {
  const stt = scriptedStt(transcripts);
  return { ...stt, open: () => ({ ...stt.open(), push: () => Promise.resolve(null) }) };
}

/** A recogniser of few words: of what is said over the agent it tells the kind after 400 ms, and no text that counts. */
function placing(transcripts: (string | null)[], overlap: Overlap): SpeechToText {
  const stt = scriptedStt(transcripts);
  return {
    ...stt,
    open: () => {
      const stream = stt.open();
      let over = false;
      let samples = 0;
      return {
        ...stream,
        setHints: ({ listening }) => {
          over = listening !== undefined;
          samples = 0;
        },
        push: async (pushed) => {
          samples += pushed.length;
          if (!over) return stream.push(pushed);
          const heard = samples >= 400 * SAMPLES_PER_MS;
          return { text: 'a guess', overlap: heard ? overlap : { kind: 'unknown', text: '' } };
        },
      };
    },
  };
}

const payloads = (outcome: Outcome, type: RunEventType): unknown[] =>
  outcome.log.events.filter((event) => event.type === type).map(({ payload }) => payload);

/** What was decided about the sound, and whether all of the answer was heard in the end. */
const verdict = (outcome: Outcome): unknown => ({
  holds: payloads(outcome, 'speech-hold').length,
  resumed: payloads(outcome, 'speech-resume').map((payload) => (payload as { reason: string }).reason),
  interrupted: payloads(outcome, 'interruption').length,
  turns: outcome.dialogue.turns.map(({ text }) => text),
});

describe('a sound during the agent’s speech', () => {
  it('that says something stops it, held since the onset was likely', async () => {
    const outcome = await soundDuringAnswer(tone(700), 'wait a moment please');
    expect(verdict(outcome)).toEqual({
      holds: 1,
      resumed: [],
      interrupted: 1,
      turns: ['tell me more', 'wait a moment please'],
    });
    const [hold] = payloads(outcome, 'speech-hold') as { onset_to_hold_ms: number }[];
    expect(hold?.onset_to_hold_ms).toBeLessThanOrEqual(96);
    const [cut] = payloads(outcome, 'interruption') as { onset_to_stop_ms: number }[];
    expect(cut?.onset_to_stop_ms).toBe(hold?.onset_to_hold_ms);
    const turns = outcome.log.events.filter(({ type }) => type === 'turn-start');
    expect(turns.map(({ turn }) => turn)).toEqual([1, 2]);
  });

  it('that is a backchannel holds it for a moment, and is no turn', async () => {
    const outcome = await soundDuringAnswer(tone(350), 'okay right');
    expect(verdict(outcome)).toEqual({
      holds: 1,
      resumed: ['backchannel'],
      interrupted: 0,
      turns: ['tell me more'],
    });
    const [resume] = payloads(outcome, 'speech-resume') as { held_ms: number; text: string }[];
    expect(resume?.held_ms).toBeLessThanOrEqual(600);
    expect(resume?.text).toBe('okay right');
    expect(payloads(outcome, 'agent-speech-stop').at(1)).toMatchObject({
      text_played: answer,
      interrupted: false,
    });
    expect(payloads(outcome, 'turn-start')).toHaveLength(1);
  });

  it('loses and doubles no sample of the speech that goes on', async () => {
    const outcome = await soundDuringAnswer(tone(350), 'mm-hm');
    const sent = outcome.leg.sent.filter(({ atMs }) => atMs > 1000 && atMs < 5000);
    const silentAt = sent.findIndex(({ samples }) => samples.subarray(80).every((sample) => sample === 0));
    const fade = sent[silentAt]?.samples ?? new Int16Array(0);
    const heard = sent.flatMap(({ samples }, index) =>
      index === silentAt
        ? []
        : [index === silentAt + 1 ? samples.map((sample, at) => sample + (fade[at] ?? 0)) : samples],
    );
    expect(silentAt).toBeGreaterThan(0);
    expect(concatenateSamples(heard)).toEqual(tone(answerMs, 4000));
  });

  it('that has no pitch is a cough', async () => {
    expect(verdict(await soundDuringAnswer(noise(300), null))).toEqual({
      holds: 1,
      resumed: ['noise'],
      interrupted: 0,
      turns: ['tell me more'],
    });
  });

  it('that is too short for speech is a click', async () => {
    const outcome = await soundDuringAnswer(tone(60), null);
    expect(verdict(outcome)).toMatchObject({ resumed: ['noise'], interrupted: 0, turns: ['tell me more'] });
    expect(payloads(outcome, 'caller-speech-start')).toHaveLength(1);
  });

  it('stops it without words too when it is a voice that goes on', async () => {
    const stt = silentUntilTheEnd(['tell me more', 'wait a moment please']);
    expect(verdict(await soundDuringAnswer(tone(900), null, { stt }))).toMatchObject({
      holds: 1,
      resumed: [],
      interrupted: 1,
      turns: ['tell me more', 'wait a moment please'],
    });
  });

  it('of which the recogniser tells no word, though it told others, stops it later', async () => {
    expect(verdict(await soundDuringAnswer(tone(900), null))).toMatchObject({
      resumed: ['undecided'],
      interrupted: 0,
    });
    expect(verdict(await soundDuringAnswer(tone(1500), null))).toMatchObject({
      resumed: ['undecided'],
      interrupted: 1,
    });
  });

  it('that was short, but something after all, stops it when its words are known', async () => {
    const stt = silentUntilTheEnd(['tell me more', 'stop']);
    expect(verdict(await soundDuringAnswer(tone(300), null, { stt }))).toMatchObject({
      resumed: ['short'],
      interrupted: 1,
      turns: ['tell me more', 'stop'],
    });
  });

  it('of fewer words than the agent asks for does not stop it', async () => {
    const turnTaking: TurnTaking = { minimum_words: 3 };
    expect(verdict(await soundDuringAnswer(tone(350), 'stop it', { turnTaking }))).toMatchObject({
      resumed: ['few-words'],
      turns: ['tell me more'],
    });
    expect(verdict(await soundDuringAnswer(tone(700), 'stop it now', { turnTaking }))).toMatchObject({
      interrupted: 1,
      turns: ['tell me more', 'stop it now'],
    });
  });

  it('that begins as a backchannel and goes on with words stops it', async () => {
    expect(verdict(await soundDuringAnswer(tone(1300), 'yeah yeah but wait please'))).toMatchObject({
      interrupted: 1,
      turns: ['tell me more', 'yeah yeah but wait please'],
    });
  });

  it('that answers the question just put is an answer', async () => {
    const question =
      'You would like to come at ten on the first Monday of the next month. Is that right for you?';
    const outcome = await soundDuringAnswer(tone(350), 'yeah', { answer: question });
    // Said 400 ms into it: nobody has asked anything yet.
    expect(verdict(outcome)).toMatchObject({ interrupted: 0, turns: ['tell me more'] });
    const early = await soundDuringAnswer(tone(350), 'yeah', { answer: 'Is that right for you, please?' });
    expect(verdict(early)).toMatchObject({ interrupted: 1, turns: ['tell me more', 'yeah'] });
  });

  it('that is a backchannel stops it where the agent is told to heed everything', async () => {
    expect(
      verdict(await soundDuringAnswer(tone(350), 'okay', { turnTaking: { ignore_backchannels: false } })),
    ).toMatchObject({ interrupted: 1, turns: ['tell me more', 'okay'] });
  });

  it('is followed by a turn like any other', async () => {
    const outcome = await soundDuringAnswer(tone(350), 'mm-hm', {
      later: tone(600),
      transcripts: ['good bye then'],
    });
    expect(outcome.dialogue.turns.map(({ text }) => text)).toEqual(['tell me more', 'good bye then']);
  });

  it('that a recogniser of few words places among those of a listener is no turn, whatever it understands in the end', async () => {
    const stt = placing(['tell me more', 'book it'], { kind: 'listening', text: 'got it' });
    const outcome = await soundDuringAnswer(tone(350), null, { stt });
    expect(verdict(outcome)).toEqual({
      holds: 1,
      resumed: ['backchannel'],
      interrupted: 0,
      turns: ['tell me more'],
    });
    expect(payloads(outcome, 'speech-resume')).toMatchObject([{ text: 'got it' }]);
    expect(payloads(outcome, 'turn-start')).toHaveLength(1);
  });

  it('that it places among commands stops the agent, and is heard as the turn it is', async () => {
    const stt = placing(['tell me more', 'No'], { kind: 'command', text: 'no' });
    expect(verdict(await soundDuringAnswer(tone(300), null, { stt }))).toEqual({
      holds: 1,
      resumed: [],
      interrupted: 1,
      turns: ['tell me more', 'No'],
    });
  });

  it('that it cannot place lets the agent go on when it was short, and stops it when it goes on', async () => {
    const stt = (): SpeechToText => placing(['tell me more', null], { kind: 'other', text: '' });
    expect(verdict(await soundDuringAnswer(tone(350), null, { stt: stt() }))).toEqual({
      holds: 1,
      resumed: ['short'],
      interrupted: 0,
      turns: ['tell me more'],
    });
    expect(verdict(await soundDuringAnswer(tone(1200), null, { stt: stt() }))).toMatchObject({
      resumed: ['undecided'],
      interrupted: 1,
    });
  });
});
