import { afterAll, describe, expect, it } from 'vitest';
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import { whiteNoise } from '../../audio/testing/sounds.ts';
import { createFliteTts } from '../../providers/flite/index.ts';
import { createSileroVad } from '../../providers/silero/index.ts';
import { type CollectedLog, ScriptedDialogue, scriptedStt } from '../testing/scripted.ts';
import { tapeCall } from '../testing/tape-call.ts';
import { wholeSpeech } from '../whole-speech.ts';
import { echoingLeg } from './testing/echoing-leg.ts';
import { mixed } from './testing/line-sounds.ts';

const tts = createFliteTts();
const vad = createSileroVad();

afterAll(async () => {
  await Promise.all([tts.close(), vad.close()]);
});

const speech =
  'Good morning, this is the front desk of Riverside Dental. I can book, move or cancel an appointment. ' +
  'We have openings on Tuesday at nine, on Friday all morning, and on Saturday until half past one.';
const callMs = 18_000;
const questionAtMs = 1200;

/**
 * The whole session with a real detector; the agent's voice comes back 200 ms later. The caller asks once, and the agent
 * gives a long answer, which may be interrupted (a greeting may not).
 */
async function call(echoDb: number | null, callerAtMs: number | null): Promise<CollectedLog> {
  const question = await wholeSpeech(tts, 'When are you open?', 'rms');
  const parts = [
    { sound: Int16Array.from(whiteNoise(callMs * SAMPLES_PER_MS, -60, 3)), atMs: 0, db: 0 },
    { sound: Int16Array.from(question), atMs: questionAtMs, db: 0 },
  ];
  if (callerAtMs !== null) {
    const sound = await wholeSpeech(tts, 'Stop please, I would like to speak to somebody.', 'rms');
    parts.push({ sound: Int16Array.from(sound), atMs: callerAtMs, db: 0 });
  }
  const dialogue = new ScriptedDialogue(['Hello.', speech, 'All right.']);
  const { log } = await tapeCall({
    tape: mixed(callMs * SAMPLES_PER_MS, parts),
    dialogue,
    untilMs: callMs,
    screen: (leg) => ({
      dialogue,
      leg: echoDb === null ? leg : echoingLeg(leg, { db: echoDb, delayMs: 200 }),
    }),
    options: {
      vad: vad.open(),
      stt: scriptedStt(['when are you open', 'stop please I would like to speak to somebody']).open(),
      tts,
      ttsVoice: 'slt',
      maxUserIdleMs: 60_000,
    },
  });
  return log;
}

const heldMs = (log: CollectedLog): number[] =>
  log.events.flatMap(({ type, payload }) =>
    type === 'speech-resume' ? [(payload as { held_ms: number }).held_ms] : [],
  );
const count = (log: CollectedLog, type: string): number =>
  log.events.filter((event) => event.type === type).length;

describe('a whole call whose line sends the agent back to itself at −20 dB, 200 ms later', () => {
  it('no turn begins by it, nothing interrupts it and no hold is longer than 600 ms', async () => {
    const log = await call(-20, null);
    expect({
      turns: count(log, 'turn-start'),
      interruptions: count(log, 'interruption'),
      longHolds: heldMs(log).filter((ms) => ms > 600),
      unresolvedHolds: count(log, 'speech-hold') - heldMs(log).length,
    }).toEqual({ turns: 1, interruptions: 0, longHolds: [], unresolvedHolds: 0 });
  });

  it.each([null, -20])('a caller who speaks over it stops it (echo: %s dB)', async (echoDb) => {
    const log = await call(echoDb, 7000);
    expect({ turns: count(log, 'turn-start'), interruptions: count(log, 'interruption') }).toEqual({
      turns: 2,
      interruptions: 1,
    });
    const onset = log.events.findLast(({ type }) => type === 'turn-start')?.atMs ?? 0;
    expect(onset).toBeGreaterThan(6900);
    expect(onset).toBeLessThan(7600);
  });
});
