/**
 * Our own share of the answer time. `own-overhead`: from the moment the end of the caller's turn is decided (the
 * `turn-end` event as a listener is told) to the agent's first frame at the leg, with providers that answer at once.
 * Wall clock, real time, Silero on every call, every call recorded and logged in a real library.
 */
import { createSileroVad } from '#engine/providers/silero/index.ts';
import {
  machine,
  printDistribution,
  spoken,
  startCall,
  wait,
  withLibrary,
  type BenchCall,
} from './harness.ts';
import { scriptedProviders, talkingWorkflow } from './scripted-providers.ts';

const durationMs = 25_000;

function overheads({ events, leg }: BenchCall): number[] {
  const found: number[] = [];
  for (const { event, wallMs } of events) {
    if (event.type !== 'turn-end') continue;
    const first = leg.sent.find((frame) => frame.wallMs >= wallMs);
    if (first && first.wallMs - wallMs < 500) found.push(first.wallMs - wallMs);
  }
  // The first turn pays for code that has never run.
  return found.slice(1);
}

const utterance = await spoken('Yes, that is right.');
for (const count of [1, 10]) {
  const vad = createSileroVad();
  const values = await withLibrary(async (library) => {
    const calls: BenchCall[] = [];
    for (let index = 0; index < count; index++) {
      calls.push(
        await startCall({
          library,
          providers: scriptedProviders(vad, 300),
          workflow: talkingWorkflow,
          utterances: [utterance],
          pauseMs: 100,
        }),
      );
      await wait(37);
    }
    await wait(durationMs);
    for (const { call } of calls) call.hangUp();
    await Promise.all(calls.map(({ finished }) => finished));
    return calls.flatMap(overheads);
  });
  await vad.close();
  printDistribution('turn', 'own-overhead', 'ms', values, {
    ...machine,
    calls: count,
    providers: 'scripted, 0 ms',
  });
}
