import { describe, expect, it } from 'vitest';
import { sine } from '../../audio/testing/sounds.ts';
import { VirtualTimeline } from '../../base/timeline.ts';
import type { AnsweringMachineSettings } from '#shared/domain/line-craft.ts';
import {
  ScriptedDialogue,
  concatenate,
  scriptedStt,
  scriptedVad,
  silence,
  tone,
} from '../testing/scripted.ts';
import { CollectedLog } from '../testing/scripted.ts';
import { TapeLeg, tapeCall } from '../testing/tape-call.ts';
import { defaultVoiceSettings } from '../voice-settings.ts';
import { screenedCall } from './screened-dialogue.ts';

const hello = concatenate(silence(500), tone(500));
const beep = sine(1000, 300, -15);
const mailbox = concatenate(silence(500), tone(6000), silence(700), beep);

async function outbound(options: {
  tape: Int16Array;
  machine?: AnsweringMachineSettings;
  words?: (string | null)[];
  transcripts?: (string | null)[];
  untilMs?: number;
}) {
  const inner = new ScriptedDialogue(['Hello, here is the shop.', 'Fine. (hang up)']);
  const { tape, machine = { on_machine: 'hang-up' }, words = [] } = options;
  const log = new CollectedLog();
  let speeches = 0;
  const screened = { answeredBy: null as string | null };
  const outcome = await tapeCall({
    tape,
    dialogue: inner,
    transcripts: options.transcripts ?? [],
    untilMs: options.untilMs ?? 40_000,
    options: { log },
    screen: (leg) => {
      const call = screenedCall(inner, leg, {
        vad: scriptedVad().open(),
        stt: scriptedStt(words).open(),
        settings: defaultVoiceSettings,
        language: 'en-US',
        lockstep: true,
        machine,
        message: 'Please call us back.',
        log,
        nextSpeechId: () => `left_${String(++speeches)}`,
        failed: () => undefined,
      });
      Object.defineProperty(screened, 'answeredBy', { get: () => call.answeredBy });
      return call;
    },
  });
  const answered = log.events.filter(({ type }) => type === 'answering-machine');
  const texts = log.events.filter(({ type }) => type === 'agent-speech-start');
  return {
    disposition: outcome.disposition,
    answered: answered.map(({ payload }) => (payload as { result: string }).result),
    decidedMs: answered[0]?.atMs ?? null,
    said: texts.map(({ payload, atMs }) => [(payload as { text: string }).text, atMs] as const),
    answeredBy: screened.answeredBy,
    turns: inner.turns,
  };
}

describe('an outbound call that is screened', () => {
  it('greets a person soon after their hello, and goes on as usual', async () => {
    const call = await outbound({
      tape: concatenate(hello, silence(3000), tone(500)),
      transcripts: ['fine'],
    });
    expect(call).toMatchObject({ answered: ['human'], answeredBy: 'human', disposition: 'end_call_tool' });
    expect(call.decidedMs).toBeLessThanOrEqual(500 + 500 + 600);
    expect(call.said[0]).toEqual(['Hello, here is the shop.', call.decidedMs]);
    expect(call.turns).toEqual([{ text: 'fine', understood: true }]);
  });

  it('knows a person by the word, and needs less silence then', async () => {
    const call = await outbound({ tape: hello, words: ['Hello?'], untilMs: 5000 });
    expect(call.answered).toEqual(['human']);
    expect(call.decidedMs).toBeLessThanOrEqual(500 + 500 + 320);
  });

  it('hangs up on a mailbox without a word', async () => {
    const call = await outbound({ tape: mailbox });
    expect(call).toMatchObject({ answered: ['voicemail'], disposition: 'voicemail_detected', said: [] });
  });

  it('leaves its message right after the beep, and hangs up when it has been said', async () => {
    const call = await outbound({ tape: mailbox, machine: { on_machine: 'leave-message' } });
    expect(call).toMatchObject({ answered: ['voicemail'], disposition: 'voicemail_detected' });
    const beepEndMs = 500 + 6000 + 700 + 300;
    const [text, atMs] = call.said[0] ?? ['', null];
    expect([call.said.length, text]).toEqual([1, 'Please call us back.']);
    expect(atMs).toBeGreaterThanOrEqual(beepEndMs);
    expect(atMs).toBeLessThanOrEqual(beepEndMs + 100);
  });

  it('knows a mailbox by its words, and still waits for the beep', async () => {
    const words = ['please leave a message after the tone'];
    const call = await outbound({ tape: mailbox, words, machine: { on_machine: 'leave-message' } });
    expect(call.answered).toEqual(['voicemail']);
    expect(call.decidedMs).toBeLessThan(4000);
    expect(call.said[0]?.[1]).toBeGreaterThanOrEqual(7500);
  });

  it('leaves its message after four seconds of silence when no beep comes', async () => {
    const words = ['please leave a message after the tone'];
    const tape = concatenate(silence(500), tone(5000));
    const call = await outbound({ tape, words, machine: { on_machine: 'leave-message' } });
    expect(call.said[0]?.[1]).toBeGreaterThanOrEqual(9400);
    expect(call.said[0]?.[1]).toBeLessThanOrEqual(9700);
    expect(call.disposition).toBe('voicemail_detected');
  });

  it('hangs up on a menu and on a number that cannot be reached, each with its own outcome', async () => {
    const tape = concatenate(silence(500), tone(4000));
    const menu = await outbound({ tape, words: ['for sales press one for support press two'] });
    const gone = await outbound({ tape, words: ['the number you have dialed is not in service'] });
    expect([menu.disposition, menu.answeredBy, gone.disposition, gone.answeredBy]).toEqual([
      'ivr_detected',
      'ivr',
      'no-answer',
      'unavailable',
    ]);
  });

  it('talks to machines where it is told to go on', async () => {
    const tape = concatenate(silence(500), tone(4000));
    const words = ['for sales press one for support press two'];
    const call = await outbound({ tape, words, machine: { on_machine: 'go-on' }, untilMs: 12_000 });
    expect(call.answered).toEqual(['ivr']);
    expect(call.said[0]?.[0]).toBe('Hello, here is the shop.');
  });

  it('greets when nobody speaks for ten seconds', async () => {
    const call = await outbound({ tape: silence(100), untilMs: 15_000 });
    expect(call).toMatchObject({ answered: ['uncertain'], decidedMs: 10_000 });
    expect(call.said[0]?.[1]).toBe(10_000);
  });

  it('finds out later that the person was a mailbox, by its beep', async () => {
    const tape = concatenate(hello, silence(1500), tone(2500), silence(400), beep, silence(100));
    const call = await outbound({
      tape,
      transcripts: ['you know what to do'],
      machine: { on_machine: 'leave-message' },
    });
    expect(call.answered).toEqual(['human', 'voicemail']);
    expect(call.said.at(-1)?.[0]).toBe('Please call us back.');
    expect(call).toMatchObject({ disposition: 'voicemail_detected', answeredBy: 'voicemail', turns: [] });
  });

  it('ends quietly when the other side hangs up while it is still listening', async () => {
    const call = await outbound({ tape: silence(100), untilMs: 2000 });
    expect(call).toMatchObject({ disposition: 'user_hangup', answered: [], said: [], answeredBy: null });
  });
});

it('keeps tones audible to the session behind the screening', () => {
  const timeline = new VirtualTimeline();
  const leg = new TapeLeg(timeline, silence(100));
  const inner = new ScriptedDialogue(['Hi.']);
  const call = screenedCall(inner, leg, {
    vad: scriptedVad().open(),
    stt: scriptedStt([]).open(),
    settings: defaultVoiceSettings,
    language: 'en',
    lockstep: true,
    machine: {},
    message: '',
    log: new CollectedLog(),
    nextSpeechId: () => 'x',
    failed: () => undefined,
  });
  expect(call.leg.keysAsTones).toBe(true);
  call.close();
});
