/**
 * Many calls at once on this machine, full duplex, Silero on each, each recorded and logged in a real library.
 * `playout-late`: delay of the agent's frames behind their 20 ms grid. `cpu-per-call`: share of one core.
 * `rss-per-call`: slope of resident memory over the number of calls. `keyless-calls`: most calls of the keyless stack
 * (real recogniser, rehearsal, synthesis) with playout late p99 ≤ 10 ms and answers that stay usable.
 */
import { createSileroVad } from '#engine/providers/silero/index.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { keylessProviders } from '../../electron/keyless.ts';
import { resourcesDir } from '../../electron/paths.ts';
import type { Library } from '#library/index.ts';
import { callerTurns } from './field/callers-words.ts';
import { fieldTimes, startVendors } from './field/vendors.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import {
  machine,
  percentile,
  playoutLateness,
  printDistribution,
  printValue,
  slope,
  spoken,
  startCall,
  wait,
  withLibrary,
  type BenchCall,
} from './harness.ts';
import { scriptedProviders, talkingWorkflow } from './scripted-providers.ts';

interface Load {
  calls: BenchCall[];
  cpuPercent: number;
  rssMb: number;
}

/** Runs `count` calls for `durationMs` after they have all started; the calls' first two seconds are not counted. */
async function load(options: {
  library: Library;
  providers: CallProviders;
  workflow: CallWorkflow;
  utterances: Int16Array[];
  count: number;
  durationMs: number;
}): Promise<Load> {
  const calls: BenchCall[] = [];
  for (let index = 0; index < options.count; index++) {
    calls.push(await startCall({ ...options, pauseMs: 300 }));
    await wait(20 + (index % 7));
  }
  await wait(2000);
  const sentBefore = calls.map(({ leg }) => leg.sent.length);
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let rssBytes = 0;
  while (performance.now() - startedMs < options.durationMs) {
    await wait(250);
    rssBytes = Math.max(rssBytes, process.memoryUsage().rss);
  }
  const used = process.cpuUsage(cpu);
  const elapsedMs = performance.now() - startedMs;
  for (const { call } of calls) call.hangUp();
  await Promise.all(calls.map(({ finished }) => finished));
  for (const [index, { leg }] of calls.entries()) leg.sent.splice(0, sentBefore[index] ?? 0);
  return {
    calls,
    cpuPercent: ((used.user + used.system) / 1000 / elapsedMs) * 100,
    rssMb: rssBytes / 1024 / 1024,
  };
}

async function scripted(): Promise<void> {
  const utterances = [await spoken('Yes, that is right.')];
  const vad = createSileroVad();
  const memory: { x: number; y: number }[] = [];
  await withLibrary(async (library) => {
    const providers = scriptedProviders(vad, 1500);
    // Loads the models and warms the code, so that the first point is not cheaper or dearer than the others.
    await load({ library, providers, workflow: talkingWorkflow, utterances, count: 4, durationMs: 2000 });
    for (const count of [1, 10, 50]) {
      const { calls, cpuPercent, rssMb } = await load({
        library,
        providers,
        workflow: talkingWorkflow,
        utterances,
        count,
        durationMs: 12_000,
      });
      const conditions = { ...machine, calls: count, providers: 'scripted, 0 ms', vad: 'silero' };
      const late = calls.flatMap(({ leg }) => playoutLateness(leg.sent));
      printDistribution('calls', 'playout-late', 'ms', late, conditions);
      printValue('calls', 'cpu-per-call', '%', cpuPercent / count, conditions);
      memory.push({ x: count, y: rssMb });
    }
  });
  await vad.close();
  printValue('calls', 'rss-per-call', 'MB', slope(memory), { ...machine, calls: '1, 10, 50' });
}

/**
 * Over the vendors' real protocols: one WebSocket of recognition a call, streamed chat over HTTP, voices over shared
 * WebSockets; the vendors run in a process of their own on this same machine and answer as late as in the field.
 */
async function overTheWire(): Promise<void> {
  const voice = 'rms';
  const vendors = await startVendors(voice, fieldTimes);
  const vad = createSileroVad();
  const utterances = (await callerTurns(voice)).map(({ samples }) => samples);
  const memory: { x: number; y: number }[] = [];
  await withLibrary(async (library) => {
    const measure = async (count: number, stalling: boolean): Promise<void> => {
      const { stt, tts, stallingLlm } = vendors;
      const llm = stalling ? stallingLlm : vendors.llm;
      const stallsBefore = vendors.stalls();
      const { calls, cpuPercent, rssMb } = await load({
        library,
        providers: { vad, stt, llm, tts, isHosted: true },
        workflow: talkingWorkflow,
        utterances,
        count,
        durationMs: 15_000,
      });
      const late = calls.flatMap(({ leg }) => playoutLateness(leg.sent));
      const errors = calls.flatMap(({ events }) => events.filter(({ event }) => event.type === 'error'));
      const conditions = {
        ...machine,
        calls: count,
        providers: 'on the local wire',
        vad: 'silero',
        stalls: vendors.stalls() - stallsBefore,
        errors: errors.length,
      };
      const name = stalling ? 'playout-late-stalling' : 'playout-late';
      printDistribution('calls', name, 'ms', late, conditions);
      printValue('calls', 'cpu-per-call', '%', cpuPercent / count, conditions);
      if (!stalling) memory.push({ x: count, y: rssMb });
    };
    await load({
      library,
      providers: { vad, ...vendors, isHosted: true },
      workflow: talkingWorkflow,
      utterances,
      count: 4,
      durationMs: 3000,
    });
    for (const count of [10, 100, 200]) await measure(count, false);
    for (const count of [100, 200]) await measure(count, true);
  });
  vendors.close();
  await vad.close();
  printValue('calls', 'rss-per-call', 'MB', slope(memory), {
    ...machine,
    calls: '10, 100, 200',
    providers: 'on the local wire',
  });
}

/** Answers later than this after the end of a turn are no conversation any more. */
const usableAnswerMs = 1500;

async function keyless(): Promise<void> {
  const file = join(resourcesDir(), 'workflows', 'survey.json');
  const { document } = parseWorkflow(JSON.parse(await readFile(file, 'utf8')));
  if (!document) throw new Error(`${file} is not a workflow`);
  const workflow: CallWorkflow = { id: 'survey', name: 'Survey', document };
  const utterances = await Promise.all(['Yes, I do.', 'Nine.', 'No, thank you.'].map(spoken));
  const providers = keylessProviders();
  let ceiling = 0;
  let late: number[] = [];
  await withLibrary(async (library) => {
    for (const count of [4, 8, 16, 24, 32, 48, 64, 96]) {
      const { calls } = await load({ library, providers, workflow, utterances, count, durationMs: 20_000 });
      const measured = calls.flatMap(({ leg }) => playoutLateness(leg.sent));
      const answers = calls.flatMap(({ events }) =>
        events.flatMap(({ event }) => {
          if (event.type !== 'latency') return [];
          const { voice_to_voice_ms: total, endpointing_ms: waiting } = event.payload;
          return total === null || waiting === null ? [] : [total - waiting];
        }),
      );
      // Each call has had time for an answer or more: with fewer the stack is behind.
      if (answers.length < count) break;
      if (percentile(measured, 0.99) > 10 || percentile(answers, 0.95) > usableAnswerMs) break;
      ceiling = count;
      late = measured;
    }
  });
  await providers.close();
  const conditions = { ...machine, calls: ceiling, providers: 'grammar, rehearsal, flite' };
  printValue('calls', 'keyless-calls', 'calls', ceiling, conditions);
  printDistribution('calls', 'keyless-playout-late', 'ms', late, conditions);
}

await scripted();
await overTheWire();
await keyless();
