import { describe, expect, it } from 'vitest';
import type { VoiceSession } from './session.ts';
import { concatenate, silence, tone } from './testing/scripted.ts';
import { scriptedCall as call, type Outcome } from './testing/scripted-call.ts';

const frame = tone(20, 6000);

/** When the other party hears something, in spans of milliseconds. */
function heard({ leg }: Outcome): [number, number][] {
  const spans: [number, number][] = [];
  for (const { atMs, loud } of leg.sent.filter((sent) => sent.loud)) {
    const last = spans.at(-1);
    if (loud && last && atMs - last[1] <= 1) last[1] = atMs + 20;
    else spans.push([atMs, atMs + 20]);
  }
  return spans;
}

describe('an agent that stands aside', () => {
  it('is frozen while the caller is held: its words stop and go on, and nothing is heard of the caller', async () => {
    const outcome = await call({
      lines: ['Hello to you all.', 'Never said.'],
      transcripts: ['not listened to'],
      tape: concatenate(silence(300), tone(600)),
      maxUserIdleMs: 1000,
      acts: [
        [
          100,
          (session) => {
            session.standBy('hold', true);
          },
        ],
        [
          5100,
          (session) => {
            session.standBy('hold', false);
          },
        ],
      ],
      hangUpAtMs: 6000,
    });
    expect({ heard: heard(outcome), turns: outcome.dialogue.turns, types: outcome.types }).toEqual({
      heard: [
        [0, 120],
        [5100, 5340],
      ],
      turns: [],
      types: [
        'media-open',
        'caller-mute',
        'agent-text',
        'agent-speech-start',
        'agent-speech-stop',
        'waterfall',
        'caller-unmute',
        'media-close',
      ],
    });
  });

  it('asks a held caller nothing, however long they are silent', async () => {
    const outcome = await call({
      lines: ['Hello.'],
      maxUserIdleMs: 1000,
      acts: [
        [
          500,
          (session) => {
            session.standBy('held', true);
          },
        ],
        [
          8000,
          (session) => {
            session.standBy('held', false);
          },
        ],
      ],
      hangUpAtMs: 8500,
    });
    expect(outcome.types).not.toContain('idle-prompt');
  });

  it('muted, falls silent, remembers what the caller says, and answers it when it may speak again', async () => {
    const outcome = await call({
      lines: ['Hello to you all.', 'Now I answer.'],
      transcripts: ['are you there'],
      tape: concatenate(silence(1000), tone(600)),
      acts: [
        [
          100,
          (session) => {
            session.standBy('muted', true);
          },
        ],
        [
          4000,
          (session) => {
            session.standBy('muted', false);
          },
        ],
      ],
      hangUpAtMs: 5000,
    });
    const { turns, overheard, heardSpeeches } = outcome.dialogue;
    expect({ turns, overheard, heardSpeeches, spans: heard(outcome).map(([from]) => from) }).toEqual({
      turns: [],
      overheard: [{ text: 'are you there', understood: true }],
      heardSpeeches: [
        ['speech_1', 'Hello'],
        ['speech_2', 'Now I answer.'],
      ],
      spans: [0, 4000],
    });
    expect(outcome.types).toContain('transcript-final');
    expect(outcome.types).not.toContain('interruption');
  });

  it('muted before its first word, opens the call when it may', async () => {
    const outcome = await call({
      lines: ['Hello.'],
      openAtMs: 0,
      delayMs: 200,
      acts: [
        [
          100,
          (session) => {
            session.standBy('muted', true);
          },
        ],
        [
          1000,
          (session) => {
            session.standBy('muted', false);
          },
        ],
      ],
      hangUpAtMs: 2000,
    });
    expect(heard(outcome)).toEqual([[1000, 1120]]);
  });

  it('lets a person speak instead, into the recording too, and goes on when handed back', async () => {
    const speaks = (session: VoiceSession): void => {
      session.operatorFrame(frame);
    };
    const outcome = await call({
      lines: ['Hello to you all.', 'I am back.'],
      acts: [
        [
          100,
          (session) => {
            session.standBy('operator', true);
          },
        ],
        [200, speaks],
        [220, speaks],
        [
          1000,
          (session) => {
            session.standBy('operator', false);
          },
        ],
        [1400, speaks],
      ],
      hangUpAtMs: 2000,
    });
    const lane = (atMs: number): number => Math.abs(outcome.recording[2 * atMs * 16 + 1] ?? 0);
    expect({ heard: heard(outcome), recorded: [lane(150), lane(210), lane(230), lane(300)] }).toEqual({
      heard: [
        [0, 120],
        [200, 240],
        [1000, 1200],
      ],
      recorded: [0, 6000, 6000, 0],
    });
  });

  it('is listened in on from both sides', async () => {
    const frames = { caller: 0, agent: 0 };
    const count = (side: 'caller' | 'agent') => (): void => void (frames[side] += 1);
    await call({
      lines: ['Hello.'],
      acts: [[0, (session) => void session.tap({ caller: count('caller'), agent: count('agent') })]],
      hangUpAtMs: 1010,
    });
    expect(frames).toEqual({ caller: 50, agent: 6 });
  });
});
