import { afterAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { sine, whiteNoise } from '../../audio/testing/sounds.ts';
import { createFliteTts } from '../../providers/flite/index.ts';
import { createSileroVad } from '../../providers/silero/index.ts';
import { EchoGuard } from './echo-guard.ts';
import { playEchoScene, type EchoScene } from './testing/echo-scene.ts';

const tts = createFliteTts();
const vad = createSileroVad();

afterAll(async () => {
  await Promise.all([tts.close(), vad.close()]);
});

const play = (scene: EchoScene) => playEchoScene({ lines: 1, ...scene }, { tts, vad });

describe('EchoGuard before the real voice detector', () => {
  it.each([
    [-20, 200.3, 'telephone'],
    [-12, 200.3, 'room'],
    [-20, 40, 'room'],
  ] as const)('at %d dB, %d ms, %s: the agent is not taken for a caller', async (db, delayMs, path) => {
    const { guarded, unguarded } = await play({
      agentVoice: 'slt',
      echo: { db, delayMs, path },
      caller: null,
    });
    expect(unguarded.certainMs.length).toBeGreaterThan(0);
    expect(guarded.certainMs).toEqual([]);
  });

  it('a caller who speaks over the echo is heard, at −20 dB within 150 ms of when they would be without it', async () => {
    const caller = { voice: 'rms', db: 0 };
    const clear = await play({ agentVoice: 'slt', echo: null, caller });
    for (const [db, lateMs] of [
      [-20, 150],
      [-12, 300],
    ] as const) {
      const echo = { db, delayMs: 200.3, path: 'telephone' as const };
      const { guarded } = await play({ agentVoice: 'slt', echo, caller });
      for (const expected of clear.unguarded.certainMs.slice(0, 2)) {
        const after = guarded.certainMs.find((atMs) => atMs >= expected - 100) ?? Infinity;
        expect(after - expected).toBeLessThanOrEqual(lateMs);
      }
    }
  });

  it('without an echo a caller is heard as if there were no guard', async () => {
    const { guarded, unguarded } = await play({
      agentVoice: 'slt',
      echo: null,
      caller: { voice: 'awb', db: 0 },
    });
    expect(guarded).toEqual(unguarded);
  });
});

describe('EchoGuard', () => {
  it('explains nothing while the agent is silent', () => {
    const guard = new EchoGuard();
    const sound = sine(300, 2000, -20);
    let explained = false;
    for (let at = 0; at < sound.length; at += FRAME_SAMPLES) {
      guard.caller(sound.subarray(at, at + FRAME_SAMPLES));
      explained ||= guard.explains(at, at + FRAME_SAMPLES);
    }
    expect(explained).toBe(false);
  });

  it('finds the delay, and lets it go when the echo is gone', () => {
    const guard = new EchoGuard();
    const agent = whiteNoise(16_000 * 4, -20, 5);
    const delayMs = 120;
    const lengthMs = 4000;
    const found: (number | null)[] = [];
    for (let atMs = 0; atMs < lengthMs; atMs += 20) {
      guard.agent(agent.subarray(atMs * 16, atMs * 16 + FRAME_SAMPLES), atMs);
      const echo = new Int16Array(FRAME_SAMPLES);
      const from = (atMs - delayMs) * 16;
      for (let at = 0; at < FRAME_SAMPLES; at += 1) echo[at] = 0.1 * (agent[from + at] ?? 0);
      const other = whiteNoise(FRAME_SAMPLES, -42, atMs);
      guard.caller(atMs < 2000 ? echo : other);
      if (atMs === 1000 || atMs === 3980) found.push(guard.delayMs);
    }
    expect(found).toEqual([delayMs, null]);
  });

  it('holds nobody back any more where a second of the agent brought no echo, though the line was never quiet', () => {
    const guard = new EchoGuard();
    const agent = whiteNoise(16_000 * 4, -20, 5);
    const explainedMs: number[] = [];
    for (let atMs = 0; atMs < 4000; atMs += 20) {
      guard.agent(agent.subarray(atMs * 16, atMs * 16 + FRAME_SAMPLES), atMs);
      // Somebody else's sounds, each too short to be cleared as a false suspicion.
      guard.caller(whiteNoise(FRAME_SAMPLES, atMs % 220 < 200 ? -32 : -60, 1000 + atMs));
      if (guard.explains(atMs * 16, atMs * 16 + FRAME_SAMPLES)) explainedMs.push(atMs);
    }
    expect(guard.delayMs).toBeNull();
    // An echo may come 500 ms late, and its start is waited for: 1.5 s in all.
    expect(explainedMs.length).toBeGreaterThan(0);
    expect(explainedMs.filter((atMs) => atMs >= 1500)).toEqual([]);
  });
});
