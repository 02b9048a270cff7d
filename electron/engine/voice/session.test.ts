import { describe, expect, it } from 'vitest';
import { concatenate, silence, tone } from './testing/scripted.ts';
import { scriptedCall as call } from './testing/scripted-call.ts';

describe('VoiceSession', () => {
  it('greets, listens, answers and hangs up after the last words', async () => {
    const outcome = await call({
      lines: ['Hello you.', 'Good bye. (hang up)'],
      transcripts: ['two words'],
      tape: concatenate(silence(1000), tone(600)),
      fixed: { stt: 250, llm: 0, tts: 75, extraction: 0 },
    });
    expect(outcome.log.events.map(({ type, turn, atMs }) => [type, turn, atMs])).toEqual([
      ['media-open', 0, 0],
      ['caller-mute', 0, 0],
      ['agent-text', 0, 0],
      ['agent-speech-start', 0, 75],
      ['agent-speech-stop', 0, 275],
      ['waterfall', 0, 275],
      ['caller-unmute', 0, 275],
      ['turn-start', 1, 992],
      ['caller-speech-start', 1, 992],
      ['transcript-partial', 1, 1100],
      ['transcript-partial', 1, 1100],
      ['caller-speech-stop', 1, 1600],
      ['turn-end', 1, 2240],
      ['transcript-final', 1, 2490],
      ['agent-text', 1, 2490],
      ['caller-mute', 1, 2490],
      ['agent-speech-start', 1, 2565],
      ['latency', 1, 2565],
      ['agent-speech-stop', 1, 2745],
      ['waterfall', 1, 2745],
      ['media-close', 1, 2745],
    ]);
    const [, waterfall] = outcome.log.events.filter(({ type }) => type === 'waterfall');
    expect(waterfall?.payload).toMatchObject({
      anchor: 'voice-end',
      vad_stop_ms: 224,
      turn_decided_ms: 640,
      stt_final_ms: 890,
      first_frame_ms: 965,
      last_frame_ms: 1125,
      cut: false,
    });
    expect(outcome.disposition).toBe('end_call_tool');
    expect(outcome.dialogue.turns).toEqual([{ text: 'two words', understood: true }]);
    expect(outcome.dialogue.heardSpeeches).toEqual([
      ['speech_1', 'Hello you.'],
      ['speech_2', 'Good bye.'],
    ]);
  });

  it('records the caller left and the agent right, each where it was heard', async () => {
    const { recording } = await call({
      lines: ['Hello you.', 'Good bye. (hang up)'],
      transcripts: ['yes'],
      tape: concatenate(silence(1000), tone(600)),
      fixed: { stt: 250, llm: 0, tts: 75, extraction: 0 },
    });
    const spans = (lane: 0 | 1): [number, number][] => {
      const found: [number, number][] = [];
      for (let at = 0; at < recording.length / 2; at++) {
        if (recording[2 * at + lane] === 0) continue;
        const last = found.at(-1);
        if (last && at / 16 - last[1] < 1) last[1] = at / 16;
        else found.push([at / 16, at / 16]);
      }
      return found.map(([from, to]) => [Math.round(from), Math.round(to)]);
    };
    expect({ caller: spans(0), agent: spans(1) }).toEqual({
      caller: [[1000, 1600]],
      agent: [
        [75, 275],
        [2565, 2740],
      ],
    });
  });

  it('falls silent when the caller speaks over it, and remembers only the words that were heard', async () => {
    const outcome = await call({
      lines: ['Hi.', 'One two three four five six seven eight nine ten.', 'Sorry. (hang up)'],
      transcripts: ['go on', 'stop'],
      // First turn at 500–900 ms; the answer starts at about 1500 ms and takes 980 ms; the caller cuts in at 2000 ms.
      tape: concatenate(silence(500), tone(400), silence(1100), tone(500)),
    });
    const stop = outcome.log.events.find(({ type }) => type === 'interruption');
    expect(stop).toMatchObject({ payload: { text_played: 'One two three four five' } });
    const { onset_to_stop_ms: stopMs } = stop?.payload as { onset_to_stop_ms: number };
    expect(stopMs).toBeLessThanOrEqual(150);
    const framesAfter = outcome.leg.sent.filter(({ atMs }) => atMs > (stop?.atMs ?? 0) && atMs < 3000);
    expect(framesAfter).toEqual([]);
    expect(outcome.leg.cleared).toBe(1);
    expect(outcome.dialogue.heardSpeeches[1]).toEqual(['speech_2', 'One two three four five']);
    expect(outcome.dialogue.turns.map(({ text }) => text)).toEqual(['go on', 'stop']);
  });

  it('does not listen while a speech may not be interrupted, nor before the opening has been heard', async () => {
    const outcome = await call({
      lines: ['A very long greeting that nobody may interrupt!', 'Bye. (hang up)'],
      transcripts: ['later'],
      tape: concatenate(silence(100), tone(500), silence(2000), tone(500)),
    });
    expect(outcome.types.filter((type) => type === 'turn-start')).toHaveLength(1);
    expect(outcome.types).not.toContain('interruption');
    expect(outcome.dialogue.turns).toEqual([{ text: 'later', understood: true }]);
  });

  it('asks whether the caller is there, then says goodbye', async () => {
    const outcome = await call({ lines: ['Hi.'], maxUserIdleMs: 2000 });
    const prompts = outcome.log.events.filter(({ type }) => type === 'idle-prompt');
    expect(prompts.map(({ atMs, payload }) => [atMs, payload])).toEqual([
      [2060, { attempt: 1 }],
      [4300, { attempt: 2 }],
    ]);
    expect(outcome.disposition).toBe('end_call_tool');
  });

  it('ends at the longest duration, even in the middle of a speech', async () => {
    const outcome = await call({ lines: ['word '.repeat(200)], maxCallDurationMs: 3000 });
    expect(outcome.disposition).toBe('call_duration_exceeded');
    expect(outcome.log.events.at(-1)).toMatchObject({ type: 'media-close', atMs: 3000 });
    expect(outcome.log.events.at(-2)).toMatchObject({
      type: 'agent-speech-stop',
      payload: { interrupted: true },
    });
  });

  it('takes a typed line as the turn of the caller, after the opening', async () => {
    const outcome = await call({
      lines: ['Hello.', 'Thank you. (hang up)'],
      type: { atMs: 10, text: 'typed words' },
    });
    expect(outcome.log.events.find(({ type }) => type === 'transcript-final')).toMatchObject({
      atMs: 120,
      payload: { text: 'typed words', understood: true, typed: true },
    });
    expect(outcome.disposition).toBe('end_call_tool');
  });

  it('keeps what is typed before the media opens until the opening has been heard', async () => {
    const outcome = await call({
      lines: ['Hello.', 'Thank you. (hang up)'],
      openAtMs: 100,
      type: { atMs: 10, text: 'typed words' },
    });
    expect(outcome.types.slice(0, 3)).toEqual(['media-open', 'caller-mute', 'agent-text']);
    expect(outcome.log.events.find(({ type }) => type === 'transcript-final')).toMatchObject({ atMs: 120 });
    expect(outcome.dialogue.turns).toEqual([{ text: 'typed words', understood: true }]);
  });

  it('passes on speech that was not understood, and overlooks a short noise', async () => {
    const noise = await call({
      lines: ['Hi.'],
      transcripts: [null],
      tape: concatenate(silence(500), tone(150)),
      hangUpAtMs: 3000,
    });
    const speech = await call({
      lines: ['Hi.', 'Pardon? (hang up)'],
      transcripts: [null],
      tape: concatenate(silence(500), tone(400)),
    });
    expect([noise.dialogue.turns, speech.dialogue.turns]).toEqual([[], [{ text: '', understood: false }]]);
  });

  it('joins what the caller said before and after a pause that ended the turn too early', async () => {
    const outcome = await call({
      lines: ['Hi.', 'All right. (hang up)'],
      transcripts: ['it is red', 'and blue'],
      // A pause of 700 ms ends the turn; the transcript takes 300 ms, and by then the caller has gone on.
      tape: concatenate(silence(500), tone(500), silence(700), tone(500)),
      fixed: { stt: 300, llm: 0, tts: 0, extraction: 0 },
    });
    expect(outcome.dialogue.turns).toEqual([{ text: 'it is red and blue', understood: true }]);
  });

  it('waits before the opening when the start is delayed', async () => {
    const outcome = await call({ lines: ['Hi.'], delayMs: 1500, hangUpAtMs: 2500 });
    expect(outcome.log.events.find(({ type }) => type === 'agent-speech-start')).toMatchObject({
      atMs: 1500,
    });
  });

  it('sends frames exactly 20 ms apart while it speaks', async () => {
    const outcome = await call({ lines: ['One sentence here. Another sentence there.'], hangUpAtMs: 2000 });
    const gaps = outcome.leg.sent
      .slice(1)
      .map(({ atMs }, index) => atMs - (outcome.leg.sent[index]?.atMs ?? 0));
    expect(new Set(gaps)).toEqual(new Set([20]));
    expect(outcome.states).toEqual(['listening', 'agent-speaking', 'listening', 'ended']);
  });
});
