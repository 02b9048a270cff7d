import { describe, expect, it } from 'vitest';
import { dtmfTones } from '../../audio/dtmf-tones.ts';
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
});
