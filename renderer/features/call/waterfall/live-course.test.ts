import { describe, expect, it } from 'vitest';
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import { logOf, type LogEntry } from '../conversation/testing/log.ts';
import { lastCourse } from './live-course.ts';

const latency: RunEventPayload<'latency'> = {
  voice_to_voice_ms: 900,
  endpointing_ms: 300,
  stt_final_ms: 100,
  llm_first_token_ms: 420,
  tts_first_audio_ms: 75,
  own_overhead_ms: 5,
};
const waterfall: RunEventPayload<'waterfall'> = {
  anchor: 'voice-end',
  vad_stop_ms: 210,
  turn_decided_ms: 300,
  stt_final_ms: 400,
  llm_request_ms: 402,
  llm_first_token_ms: 822,
  first_sentence_ms: 824,
  tts_request_ms: 824,
  tts_first_byte_ms: 899,
  first_frame_ms: 900,
  last_frame_ms: 2900,
  speculated: false,
  cut: false,
  providers: { stt: 'a/s', llm: 'b/m', tts: 'c/v' },
};
const heard: LogEntry[] = [
  [5300, 'turn-end', { silence_ms: 300 }, 1],
  [5900, 'agent-speech-start', { speech_id: 'a', text: 'Which day?' }, 1],
  [5900, 'latency', latency, 1],
];

const shown = (entries: readonly LogEntry[]): unknown => {
  const last = lastCourse(logOf(entries));
  return (
    last && [
      last.speaking,
      last.course.heardMs,
      ...last.course.stages.map(({ name, fromMs, toMs }) => `${name} ${fromMs}–${toMs}`),
    ]
  );
};

describe('the last answer of a live call', () => {
  it('is shown at its first frame, its parts as they fit in', () => {
    expect(shown(heard)).toEqual([
      true,
      900,
      'silence 0–300',
      'words 300–400',
      'model 400–820',
      'voice 825–900',
    ]);
  });

  it('is shown as it was once it has been heard', () => {
    expect(shown([...heard, [7900, 'waterfall', waterfall, 1]])).toEqual([
      false,
      900,
      'silence 0–300',
      'words 300–400',
      'model 402–822',
      'voice 824–899',
    ]);
  });

  it('was asked ahead where the model took longer than there was time', () => {
    const early = { ...latency, voice_to_voice_ms: 500, tts_first_audio_ms: null };
    const last = lastCourse(
      logOf([
        [5300, 'turn-end', { silence_ms: 300 }, 1],
        [5500, 'latency', early, 1],
      ]),
    );
    expect([last?.course.marks.speculated, last?.course.stages.at(-1)]).toEqual([
      true,
      { name: 'model', label: 'Model', fromMs: 80, toMs: 500, provider: null },
    ]);
  });

  it('counts from the decision where the caller typed', () => {
    const typed = { ...latency, voice_to_voice_ms: null, endpointing_ms: null, stt_final_ms: null };
    expect(
      shown([
        [5300, 'turn-end', { silence_ms: 0 }, 1],
        [5800, 'latency', typed, 1],
      ]),
    ).toEqual([true, 500, 'model 0–420', 'voice 425–500']);
  });

  it('is the one before while nothing is heard of the next', () => {
    const next: LogEntry[] = [
      [7900, 'waterfall', waterfall, 1],
      [9000, 'waterfall', { ...waterfall, first_frame_ms: null, last_frame_ms: null, cut: true }, 2],
    ];
    expect([shown([]), shown([...heard, ...next])]).toEqual([
      undefined,
      [false, 900, 'silence 0–300', 'words 300–400', 'model 402–822', 'voice 824–899'],
    ]);
  });
});
