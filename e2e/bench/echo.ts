/**
 * Does the agent hear itself? Its own voice comes back on the caller's line, and sometimes a caller speaks over it; the
 * real voice detector judges. `false-turns`: turns begun by the echo alone, with the guard and without it.
 * `missed`: callers not heard at all; `barge-in-late`: how much later than on a line without echo they are heard.
 */
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import { playEchoScene, type EchoScene } from '#engine/voice/line/testing/echo-scene.ts';
import { machine, printDistribution, printValue } from './harness.ts';

const tts = createFliteTts();
const vad = createSileroVad();
const paths = ['straight', 'telephone', 'room'] as const;
const agents = ['slt', 'rms'];
const callers = ['awb', 'kal16'];
const levels = [-20, -12];
const microseconds: number[] = [];

async function play(scene: EchoScene) {
  const outcome = await playEchoScene(scene, { tts, vad });
  microseconds.push(outcome.microseconds);
  return outcome;
}

/** When the caller is heard, after each onset; Infinity when not within two seconds. */
function heardAfter(onsetsMs: number[], certainMs: number[]): number[] {
  return onsetsMs.map((onset) => {
    const heard = certainMs.find((atMs) => atMs >= onset - 50 && atMs < onset + 2000);
    return heard === undefined ? Infinity : heard - onset;
  });
}

for (const db of levels) {
  for (const path of paths) {
    const delays = [35.3, 200, 450.7];
    let guardedTurns = 0;
    let unguardedTurns = 0;
    let holds = 0;
    for (const agentVoice of agents) {
      for (const delayMs of delays) {
        const { guarded, unguarded } = await play({ agentVoice, echo: { db, delayMs, path }, caller: null });
        guardedTurns += guarded.certainMs.length;
        holds += guarded.likelyMs.length;
        unguardedTurns += unguarded.certainMs.length;
      }
    }
    const conditions = { ...machine, db, path, calls: agents.length * delays.length };
    printValue('echo', 'false-turns', 'turns', guardedTurns, conditions);
    printValue('echo', 'false-holds', 'holds', holds, conditions);
    printValue('echo', 'false-turns-unguarded', 'turns', unguardedTurns, conditions);
  }
}

for (const callerDb of [0, -6, -12]) {
  for (const db of [null, ...levels]) {
    const late: number[] = [];
    let missed = 0;
    for (const agentVoice of agents) {
      for (const voice of callers) {
        const caller = { voice, db: callerDb };
        const clear = await play({ agentVoice, echo: null, caller });
        const reference = heardAfter(clear.onsetsMs, clear.unguarded.certainMs);
        const echo = db === null ? null : { db, delayMs: 200.3, path: 'telephone' as const };
        const { onsetsMs, guarded } = await play({ agentVoice, echo, caller });
        for (const [index, afterMs] of heardAfter(onsetsMs, guarded.certainMs).entries()) {
          if (afterMs === Infinity) missed += 1;
          else late.push(afterMs - (reference[index] ?? 0));
        }
      }
    }
    const conditions = { ...machine, echo_db: db ?? 'none', caller_db: callerDb };
    printDistribution('echo', 'barge-in-late', 'ms', late, conditions);
    printValue('echo', 'missed', 'callers', missed, { ...conditions, callers: late.length + missed });
  }
}
printDistribution('echo', 'guard', 'µs/frame', microseconds, machine);
await Promise.all([tts.close(), vad.close()]);
