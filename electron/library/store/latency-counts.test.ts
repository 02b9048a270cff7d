import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { openLibrary, type Library } from '../index.ts';
import { newRun, temporaryDataDir } from '../testing/fixtures.ts';

let remove: () => Promise<void>;
let library: Library;

beforeEach(async () => {
  const folder = await temporaryDataDir();
  remove = folder.remove;
  library = await openLibrary({ dataDir: folder.dataDir, logger: silentLogger });
});

afterEach(async () => {
  await library.close();
  await remove();
});

function answer(seq: number, heardMs: number, llm = 'a/m'): RunEvent[] {
  const base = { time: '2026-01-01T00:00:00.000Z', at_ms: 0, turn: 1, node_id: null, node_name: null };
  return [
    {
      ...base,
      seq,
      type: 'latency',
      payload: {
        voice_to_voice_ms: heardMs,
        endpointing_ms: 400,
        stt_final_ms: null,
        llm_first_token_ms: null,
        tts_first_audio_ms: null,
        own_overhead_ms: 0.3,
      },
    },
    {
      ...base,
      seq: seq + 1,
      type: 'waterfall',
      payload: {
        anchor: 'voice-end',
        vad_stop_ms: 200,
        turn_decided_ms: 400,
        stt_final_ms: null,
        llm_request_ms: 100,
        llm_first_token_ms: 600,
        first_sentence_ms: 600,
        tts_request_ms: null,
        tts_first_byte_ms: null,
        first_frame_ms: heardMs,
        last_frame_ms: 2000,
        speculated: true,
        cut: false,
        providers: { stt: 's/s', llm, tts: 't/t' },
      },
    },
  ];
}

async function runOf(workflowId: string, events: RunEvent[]): Promise<string> {
  const run = await library.createRun({ ...newRun(), workflow_id: workflowId });
  await library.appendEvents(run.id, events);
  await library.updateRun(run.id, { state: 'completed', is_completed: true, status: 'completed' });
  return run.id;
}

const near = (ms: number): unknown => expect.closeTo(ms, -Math.log10(ms * 0.025)) as unknown;

test('percentiles of one agent and of all, a stage and a provider', async () => {
  const waits = Array.from({ length: 20 }, (_, index) => 500 + 50 * index);
  await runOf(
    'one',
    waits.flatMap((heardMs, index) => answer(2 * index + 1, heardMs)),
  );
  await runOf('two', answer(1, 3000, 'b/m'));
  expect(await library.runLatency('one')).toEqual([
    { stage: 'heard', provider: null, count: 20, p50_ms: near(950), p95_ms: near(1400) },
    { stage: 'silence', provider: null, count: 20, p50_ms: near(400), p95_ms: near(400) },
    { stage: 'model', provider: 'a/m', count: 20, p50_ms: near(500), p95_ms: near(500) },
    { stage: 'own', provider: null, count: 20, p50_ms: near(0.3), p95_ms: near(0.3) },
  ]);
  expect(
    (await library.runLatency(null)).map(({ stage, provider, count }) => [stage, provider, count]),
  ).toEqual([
    ['heard', null, 21],
    ['silence', null, 21],
    ['model', 'a/m', 20],
    ['model', 'b/m', 1],
    ['own', null, 21],
  ]);
});

test('a batch that is sent again counts once, and a run that is deleted no more', async () => {
  const run = await library.createRun({ ...newRun(), workflow_id: 'one' });
  await library.appendEvents(run.id, answer(1, 700));
  await library.appendEvents(run.id, answer(1, 700));
  expect((await library.runLatency('one'))[0]).toMatchObject({ stage: 'heard', count: 1 });
  await library.updateRun(run.id, { state: 'completed', is_completed: true, status: 'completed' });
  await library.deleteRun(run.id);
  expect(await library.runLatency(null)).toEqual([]);
});
