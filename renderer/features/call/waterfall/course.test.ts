import { expect, it } from 'vitest';
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import { coursesOf, markLines, scaleOf, spreadsOf } from './course.ts';

const marks: RunEventPayload<'waterfall'> = {
  anchor: 'voice-end',
  vad_stop_ms: 210,
  turn_decided_ms: 600,
  stt_final_ms: 850,
  llm_request_ms: 300,
  llm_first_token_ms: 866,
  first_sentence_ms: 900,
  tts_request_ms: 900,
  tts_first_byte_ms: 975,
  first_frame_ms: 976,
  last_frame_ms: 2976,
  speculated: true,
  cut: false,
  providers: { stt: 'a/stt', llm: 'b/llm', tts: 'c/tts' },
};

function event(type: RunEvent['type'], turn: number, atMs: number, payload: object, seq = 1): RunEvent {
  return { seq, time: '', at_ms: atMs, turn, node_id: null, node_name: null, type, payload } as RunEvent;
}

const log: RunEvent[] = [
  event('waterfall', 0, 900, {
    ...marks,
    anchor: 'decision',
    turn_decided_ms: 0,
    stt_final_ms: null,
    first_frame_ms: 75,
  }),
  event('turn-end', 1, 5600, { silence_ms: 600 }),
  event('agent-speech-start', 1, 5976, { speech_id: 'a', text: 'x' }),
  event('latency', 1, 5976, { own_overhead_ms: 1.5 }),
  event('agent-speech-start', 1, 7000, { speech_id: 'a', text: 'y' }),
  event('waterfall', 1, 7976, marks, 9),
  event('turn-end', 2, 9600, { silence_ms: 600 }),
  event('waterfall', 2, 9900, {
    ...marks,
    tts_first_byte_ms: null,
    first_frame_ms: null,
    last_frame_ms: null,
    cut: true,
  }),
];

it('reads the answers of a run: stages, waits and where they lie in the recording', () => {
  const courses = coursesOf(log);
  expect(courses[1]).toMatchObject({
    seq: 9,
    heardMs: 976,
    spokenMs: 2000,
    ownMs: 1.5,
    anchorAtMs: 5000,
    stages: [
      { name: 'silence', fromMs: 0, toMs: 600 },
      { name: 'words', fromMs: 600, toMs: 850, provider: 'a/stt' },
      { name: 'model', fromMs: 300, toMs: 866, provider: 'b/llm' },
      { name: 'voice', fromMs: 900, toMs: 975, provider: 'c/tts' },
    ],
  });
  expect(courses.map(({ anchorAtMs }) => anchorAtMs)).toEqual([null, 5000, 9000]);
  expect(courses[0]?.stages.map(({ name }) => name)).toEqual(['model', 'voice']);
});

it('gives the spread of the answers to turns, an opening aside', () => {
  expect(spreadsOf(coursesOf(log))).toEqual([
    { label: 'Heard after', p50: 976, p95: 976, count: 1 },
    { label: 'Silence', p50: 600, p95: 600, count: 2 },
    { label: 'Words', p50: 250, p95: 250, count: 2 },
    { label: 'Model', p50: 566, p95: 566, count: 2 },
    { label: 'Voice', p50: 75, p95: 75, count: 1 },
    { label: 'Parley itself', p50: 1.5, p95: 1.5, count: 1 },
  ]);
  expect(spreadsOf([])).toEqual([]);
});

it('names the marks in the order of time', () => {
  const [, course] = coursesOf(log);
  expect(course && markLines(course).map(({ label, text }) => `${label} ${text}`)).toEqual([
    'End of voice noticed 210 ms',
    'Model asked 300 ms',
    'Turn over 600 ms',
    'Words final 850 ms',
    'First token 866 ms',
    'First clause 900 ms',
    'Voice asked 900 ms',
    'First audio 975 ms',
    'First frame out 976 ms',
    'Last frame out 2.98 s',
  ]);
});

it('has one scale for all, of a second at least', () => {
  const long = coursesOf([event('waterfall', 1, 0, { ...marks, first_frame_ms: 2400 })]);
  expect([scaleOf([]), scaleOf(coursesOf(log)), scaleOf(long)]).toEqual([1000, 1000, 2400]);
});
