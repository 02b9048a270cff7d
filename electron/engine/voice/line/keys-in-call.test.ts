import { describe, expect, it } from 'vitest';
import { DtmfDetector } from '../../audio/dtmf-detector.ts';
import { dtmfTones } from '../../audio/dtmf-tones.ts';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { ScriptedDialogue, concatenate, silence } from '../testing/scripted.ts';
import { tapeCall } from '../testing/tape-call.ts';

const menu = (...lines: string[]): ScriptedDialogue => new ScriptedDialogue(lines);

describe('keys in a call', () => {
  it('heard as tones, they are one turn of the caller and no speech', async () => {
    const dialogue = menu('Enter your number.', 'Thanks. (hang up)');
    const { log } = await tapeCall({
      dialogue,
      tape: concatenate(silence(1000), dtmfTones(['4', '2', '#'])),
      untilMs: 8000,
    });
    expect(dialogue.turns).toEqual([{ text: '[pressed 4 2]', understood: true }]);
    const events = log.events.map(({ type, payload }) => ({ type, payload }));
    expect(events).toContainEqual({ type: 'dtmf', payload: { direction: 'in', digits: '42' } });
    expect(events).toContainEqual({
      type: 'transcript-final',
      payload: { text: '[pressed 4 2]', understood: true, typed: false },
    });
    expect(log.events.find(({ type }) => type === 'dtmf')?.atMs).toBeCloseTo(1000, -1.5);
  });

  it('told by the connection, they stop the agent at once', async () => {
    const dialogue = menu(
      'Hi.',
      'For sales press one, for support press two, and so on and on.',
      'Bye. (hang up)',
    );
    const { log } = await tapeCall({
      dialogue,
      tape: silence(100),
      untilMs: 8000,
      actions: [
        {
          atMs: 500,
          act: (session) => {
            session.type('menu please');
          },
        },
        {
          atMs: 900,
          act: (session) => {
            session.press('2x#');
          },
        },
      ],
    });
    const stop = log.events.find(({ type }) => type === 'interruption');
    expect(stop?.atMs).toBe(900);
    expect(dialogue.turns.map(({ text }) => text)).toEqual(['menu please', '[pressed 2]']);
  });

  it('pressed during an opening that may not be interrupted, they are answered after it', async () => {
    const dialogue = menu('Welcome to the company!', 'Bye. (hang up)');
    const { log, disposition } = await tapeCall({
      dialogue,
      tape: silence(100),
      untilMs: 8000,
      actions: [
        {
          atMs: 100,
          act: (session) => {
            session.press('1#');
          },
        },
      ],
    });
    expect(log.events.some(({ type }) => type === 'interruption')).toBe(false);
    expect(dialogue.turns).toEqual([{ text: '[pressed 1]', understood: true }]);
    expect(disposition).toBe('end_call_tool');
  });

  it('pressed by the agent, they are tones after what it has said, in the recording too', async () => {
    const outcomes: string[] = [];
    const { leg, log, recording } = await tapeCall({
      dialogue: menu('Hi.'),
      tape: silence(100),
      untilMs: 4000,
      actions: [
        {
          atMs: 40,
          act: (session) => {
            void session.sendKeys('20#', new AbortController().signal).then((sent) => outcomes.push(sent));
          },
        },
      ],
    });
    const sent = concatenate(...leg.sent.map(({ frame }) => frame));
    const agentLane = recording.filter((_, index) => index % 2 === 1);
    expect([keysIn(sent), keysIn(agentLane)]).toEqual(['20#', '20#']);
    expect(outcomes).toEqual(['sent']);
    const events = log.events.map(({ type, payload }) => ({ type, payload }));
    expect(events).toContainEqual({ type: 'dtmf', payload: { direction: 'out', digits: '20#' } });
    expect(events.filter(({ type }) => type === 'agent-speech-start')).toHaveLength(1);
  });

  it('pressed by the agent, they go as messages where the line has them', async () => {
    const messages: string[] = [];
    const { leg } = await tapeCall({
      dialogue: menu('Hi.'),
      tape: silence(100),
      untilMs: 2000,
      screen: (tape) => ({
        dialogue: menu('Hi.'),
        leg: Object.assign(tape, {
          sendKeys: (keys: readonly string[]) => {
            messages.push(keys.join(''));
            return Promise.resolve();
          },
        }),
      }),
      actions: [
        {
          atMs: 500,
          act: (session) => {
            void session.sendKeys('7', new AbortController().signal);
          },
        },
      ],
    });
    expect([messages, keysIn(concatenate(...leg.sent.map(({ frame }) => frame)))]).toEqual([['7'], '']);
  });
});

function keysIn(sound: Int16Array): string {
  const detector = new DtmfDetector();
  let keys = '';
  for (let at = 0; at < sound.length; at += FRAME_SAMPLES)
    keys += detector
      .push(sound.subarray(at, at + FRAME_SAMPLES))
      .map(({ key }) => key)
      .join('');
  return keys;
}
