/** A call with a sound beneath it, and the same call without. */
import { expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { levelOf } from '../../audio/frames.ts';
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import { scriptedCall, type Outcome } from '../testing/scripted-call.ts';
import { concatenate, noise, silence, tone } from '../testing/scripted.ts';
import { comfortNoise } from './comfort-noise.ts';
import { SoundBed } from './sound-bed.ts';

const loop = noise(2000, 1000);

/** The agent greets, is answered, and is spoken over. */
function call(bed: SoundBed | null): Promise<Outcome> {
  return scriptedCall({
    lines: [
      'Hello there, this is a greeting.',
      'A long answer that the caller does not want to hear to its end.',
    ],
    transcripts: ['yes please tell me', 'no stop it right there'],
    tape: concatenate(silence(3000), tone(900), silence(1800), tone(1200), silence(4000)),
    hangUpAtMs: 11_000,
    bed,
  });
}

const agentLane = ({ recording }: Outcome): Int16Array => recording.filter((_, index) => index % 2 === 1);
/** What happened, and which words were heard; times aside. */
const story = ({ log }: Outcome): unknown[] =>
  log.events.map(({ type, payload }) => [type, (payload as { text_played?: string }).text_played ?? null]);
const latencies = ({ log }: Outcome): number[] =>
  log.events.flatMap(({ type, payload }) =>
    type === 'latency' ? [(payload as RunEventPayload<'latency'>).voice_to_voice_ms ?? 0] : [],
  );

it('goes on from the opening to the end, a frame every 20 ms, also while the agent is spoken over', async () => {
  const outcome = await call(new SoundBed({ loop, volume: 1, ducks: true }));
  const { leg, log } = outcome;
  const lane = agentLane(outcome);
  const times = leg.sent.map(({ atMs }) => atMs);
  const silentFrames = Array.from({ length: lane.length / FRAME_SAMPLES - 1 }, (_, index) =>
    lane.subarray(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES),
  ).filter((frame) => frame.every((sample) => sample === 0));
  expect(log.events.some(({ type }) => type === 'interruption')).toBe(true);
  expect([times[0], Math.max(...times.map((time, index) => time - (times[index - 1] ?? 0)))]).toEqual([
    0,
    FRAME_MS,
  ]);
  expect(times.length).toBe(Math.ceil(11_000 / FRAME_MS));
  expect(silentFrames).toEqual([]);
});

it('changes nothing in what happens: the same events, answers at most a frame later', async () => {
  const [plain, bedded] = [await call(null), await call(new SoundBed({ loop, volume: 0.3, ducks: true }))];
  expect(story(bedded)).toEqual(story(plain));
  expect(bedded.states).toEqual(plain.states);
  latencies(plain).forEach((latency, index) => {
    const later = (latencies(bedded)[index] ?? Infinity) - latency;
    expect(later).toBeGreaterThanOrEqual(0);
    expect(later).toBeLessThanOrEqual(FRAME_MS);
  });
});

it('stands on the recording at its level: comfort noise at −60 dBFS where nothing is said', async () => {
  const bed = new SoundBed({ loop: comfortNoise(), volume: 1, ducks: false });
  const lane = agentLane(await call(bed));
  const speechStops = lane.findLastIndex((sample) => Math.abs(sample) > 1000);
  const idle = lane.subarray(speechStops + 2 * FRAME_SAMPLES, lane.length - FRAME_SAMPLES);
  expect(Math.round(levelOf(idle).rmsDbfs)).toBe(-60);
});

it('costs nothing when it is off: frames leave only while the agent speaks', async () => {
  const { leg } = await call(null);
  const speechMs = leg.sent.length * FRAME_MS;
  expect(speechMs).toBeLessThan(6000);
});
