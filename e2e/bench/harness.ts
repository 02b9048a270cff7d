/** What the benches share: measured calls over real parts, and figures as JSON lines (see docs: "Benchmarks"). */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAME_MS, FRAME_SAMPLES } from '#engine/audio/frame.ts';
import { randomIds } from '#engine/base/ids.ts';
import { stderrLogger } from '#engine/base/logger.ts';
import { RealTimeline } from '#engine/base/timeline.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import { VoiceCall } from '#engine/calls/voice-call.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import type { Leg, LegEvents } from '#engine/voice/leg.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { openLibrary, type Library } from '#library/index.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';

export type Conditions = Record<string, string | number>;

/** The machine, for every line. */
export const machine: Conditions = { node: process.version, cores: cpus().length };

export function printDistribution(
  bench: string,
  metric: string,
  unit: string,
  values: number[],
  conditions: Conditions,
): void {
  const at = (share: number): number => round(percentile(values, share));
  print({ bench, metric, unit, n: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), conditions });
}

/** The value below which `share` (0–1) of them lie; 0 when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Slope of a straight line through the points. */
export function slope(points: readonly { x: number; y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const above = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return above / below;
}

export function printValue(
  bench: string,
  metric: string,
  unit: string,
  value: number,
  conditions: Conditions,
): void {
  print({ bench, metric, unit, value: round(value), conditions });
}

function print(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A library in a temporary folder, removed afterwards. */
export async function withLibrary<T>(use: (library: Library) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const library = await openLibrary({ dataDir, logger: stderrLogger('error') });
  try {
    return await use(library);
  } finally {
    await library.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A line of speech, for callers: flite's `rms`, a voice that no agent of the benches uses. */
export async function spoken(text: string): Promise<Int16Array> {
  const tts = createFliteTts();
  const speech = await wholeSpeech(tts, text, 'rms');
  await tts.close();
  return speech;
}

/** One sent frame, as the far end would note it. */
export interface SentFrame {
  /** `performance.now()` when it left. */
  wallMs: number;
}

/**
 * A live caller on this machine: frames on the wall clock's grid, an utterance whenever the agent has been quiet for
 * `pauseMs`, and a note of when each of the agent's frames arrived.
 */
export class BenchLeg implements Leg {
  readonly sent: SentFrame[] = [];
  readonly #timeline: RealTimeline;
  readonly #utterances: Int16Array[];
  readonly #pauseMs: number;
  readonly #agentQuiet: () => boolean;
  #events: LegEvents | null = null;
  #next = 0;
  #position: number | null = null;
  #quietMs = 0;
  /** Samples of the call in which each utterance so far was spoken: first, and one past the last. */
  readonly spoken: { startSample: number; endSample: number }[] = [];
  #frames = 0;

  constructor(timeline: RealTimeline, utterances: Int16Array[], pauseMs: number, agentQuiet: () => boolean) {
    this.#timeline = timeline;
    this.#utterances = utterances;
    this.#pauseMs = pauseMs;
    this.#agentQuiet = agentQuiet;
  }

  open(events: LegEvents): void {
    this.#events = events;
    this.#schedule(this.#timeline.now() + FRAME_MS);
  }

  send(): void {
    this.sent.push({ wallMs: performance.now() });
  }

  clear(): void {
    // Nothing is buffered here.
  }

  close(): void {
    this.#events = null;
  }

  #schedule(dueMs: number): void {
    this.#timeline.at(dueMs, () => {
      if (!this.#events) return;
      this.#schedule(dueMs + FRAME_MS);
      void this.#events.frame(this.#frame());
    });
  }

  /** Utterances begun. */
  get turns(): number {
    return this.spoken.length;
  }

  #frame(): Int16Array {
    this.#quietMs = this.#agentQuiet() ? this.#quietMs + FRAME_MS : 0;
    const startSample = this.#frames * FRAME_SAMPLES;
    this.#frames += 1;
    const utterance = this.#utterances[this.#next % this.#utterances.length] ?? new Int16Array(0);
    if (this.#position === null && this.#quietMs >= this.#pauseMs) {
      this.#position = 0;
      this.spoken.push({ startSample, endSample: startSample + utterance.length });
    }
    const frame = new Int16Array(FRAME_SAMPLES);
    if (this.#position === null) return frame;
    frame.set(utterance.subarray(this.#position, this.#position + FRAME_SAMPLES));
    this.#position += FRAME_SAMPLES;
    if (this.#position >= utterance.length) {
      this.#position = null;
      this.#next += 1;
      this.#quietMs = 0;
    }
    return frame;
  }
}

export interface BenchCall {
  call: VoiceCall;
  leg: BenchLeg;
  finished: Promise<Run>;
  /** Events with the wall time at which they were told. */
  events: { event: RunEvent; wallMs: number }[];
}

/** Starts one recorded call with a talkative caller. */
export async function startCall(options: {
  library: Library;
  providers: CallProviders;
  workflow: CallWorkflow;
  utterances: Int16Array[];
  pauseMs: number;
}): Promise<BenchCall> {
  const failures: unknown[] = [];
  const timeline = new RealTimeline({ onError: (error) => failures.push(error) });
  const events: BenchCall['events'] = [];
  const legs: BenchLeg[] = [];
  const call = await VoiceCall.create({
    store: options.library,
    providers: options.providers,
    workflow: options.workflow,
    initialContext: {},
    timeline,
    leg: (agentQuiet) => {
      const made = new BenchLeg(timeline, options.utterances, options.pauseMs, agentQuiet);
      legs.push(made);
      return made;
    },
    fixedProviderTime: null,
    lockstep: false,
    ids: randomIds,
    date: () => new Date(),
    timeZone: null,
    defaultVoice: null,
    logger: stderrLogger('error'),
    onEvent: (event) => events.push({ event, wallMs: performance.now() }),
    onState: () => undefined,
  });
  const [leg] = legs;
  if (!leg) throw new Error('the call made no leg');
  await call.open();
  const finished = call.finished.finally(() => {
    timeline.dispose();
    if (failures.length > 0) throw failures[0] as Error;
  });
  return { call, leg, finished, events };
}

/** Each frame's delay behind the 20 ms grid of its talk spurt, ms. A spurt begins after a gap of over 100 ms. */
export function playoutLateness(sent: readonly SentFrame[]): number[] {
  const late: number[] = [];
  let startMs = 0;
  let index = 0;
  let lastMs = -Infinity;
  for (const { wallMs } of sent) {
    if (wallMs - lastMs > 100) {
      startMs = wallMs;
      index = 0;
    }
    late.push(Math.max(0, wallMs - (startMs + index * FRAME_MS)));
    index += 1;
    lastMs = wallMs;
  }
  return late;
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
