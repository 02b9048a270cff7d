/** The waveform of a recording, small enough to draw: least and greatest sample of each stretch of time. */
import { open } from 'node:fs/promises';
import type { Peaks } from '#shared/bridge/contract.ts';
import { AudioError } from '../base/errors.ts';
import { SAMPLE_RATE_HZ } from './frame.ts';
import { readWavLayout } from './wav-reader.ts';

/** Finest bucket; a longer recording doubles it until `MAX_BUCKETS` hold it. */
const FINEST_BUCKET_MS = 10;
/** Twice what the widest screen shows; a call of 40 s still has 10 ms buckets. */
const MAX_BUCKETS = 4096;
const READ_BYTES = 256 * 1024;

/**
 * Builds the peaks of a stereo recording (caller left, agent right) while it is being made. Memory is bounded: when the
 * buckets are full, neighbours are merged and each lasts twice as long.
 */
export class PeaksBuilder {
  readonly #sampleRateHz: number;
  #bucketMs = FINEST_BUCKET_MS;
  #bucketFrames: number;
  /** Least and greatest of caller, least and greatest of agent, bucket after bucket. */
  readonly #buckets = new Int16Array(MAX_BUCKETS * 4);
  #complete = 0;
  #inBucket = 0;
  #frames = 0;
  #open = emptyBucket();

  constructor(sampleRateHz = SAMPLE_RATE_HZ) {
    this.#sampleRateHz = sampleRateHz;
    this.#bucketFrames = Math.max(1, Math.round((sampleRateHz * FINEST_BUCKET_MS) / 1000));
  }

  /** Interleaved caller and agent samples, any number of pairs. */
  push(stereo: Int16Array): void {
    let { callerMin, callerMax, agentMin, agentMax } = this.#open;
    for (let at = 0; at + 1 < stereo.length; at += 2) {
      const caller = stereo[at] ?? 0;
      const agent = stereo[at + 1] ?? 0;
      if (caller < callerMin) callerMin = caller;
      if (caller > callerMax) callerMax = caller;
      if (agent < agentMin) agentMin = agent;
      if (agent > agentMax) agentMax = agent;
      this.#inBucket += 1;
      if (this.#inBucket < this.#bucketFrames) continue;
      this.#open = { callerMin, callerMax, agentMin, agentMax };
      this.#closeBucket();
      ({ callerMin, callerMax, agentMin, agentMax } = this.#open);
    }
    this.#open = { callerMin, callerMax, agentMin, agentMax };
    this.#frames += stereo.length >> 1;
  }

  /** The peaks so far; the last bucket may be a partial one. */
  finish(): Peaks {
    const caller: number[] = [];
    const agent: number[] = [];
    const add = (callerMin: number, callerMax: number, agentMin: number, agentMax: number): void => {
      caller.push(toUnit(callerMin), toUnit(callerMax));
      agent.push(toUnit(agentMin), toUnit(agentMax));
    };
    for (let at = 0; at < this.#complete * 4; at += 4) {
      const [callerMin = 0, callerMax = 0, agentMin = 0, agentMax = 0] = this.#buckets.subarray(at, at + 4);
      add(callerMin, callerMax, agentMin, agentMax);
    }
    if (this.#inBucket > 0) {
      add(this.#open.callerMin, this.#open.callerMax, this.#open.agentMin, this.#open.agentMax);
    }
    return {
      duration_ms: (this.#frames / this.#sampleRateHz) * 1000,
      bucket_ms: this.#bucketMs,
      caller,
      agent,
    };
  }

  #closeBucket(): void {
    const { callerMin, callerMax, agentMin, agentMax } = this.#open;
    this.#buckets.set([callerMin, callerMax, agentMin, agentMax], this.#complete * 4);
    this.#complete += 1;
    this.#inBucket = 0;
    this.#open = emptyBucket();
    if (this.#complete === MAX_BUCKETS) this.#mergeNeighbours();
  }

  #mergeNeighbours(): void {
    const buckets = this.#buckets;
    for (let to = 0; to < MAX_BUCKETS / 2; to += 1) {
      for (let lane = 0; lane < 4; lane += 1) {
        const first = buckets[to * 8 + lane] ?? 0;
        const second = buckets[to * 8 + 4 + lane] ?? 0;
        buckets[to * 4 + lane] = lane % 2 === 0 ? Math.min(first, second) : Math.max(first, second);
      }
    }
    this.#complete = MAX_BUCKETS / 2;
    this.#bucketMs *= 2;
    this.#bucketFrames *= 2;
  }
}

/** The peaks of a recording on disk (PCM int16; one channel fills both lanes' left one), read piece by piece. Throws AudioError naming the path. */
export async function peaksOfWavFile(path: string): Promise<Peaks> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    throw new AudioError('audio-file', `The recording ${path} cannot be opened${reason}.`, { cause });
  });
  try {
    const { size } = await file.stat();
    const piece = new Uint8Array(READ_BYTES);
    const head = await file.read(piece, 0, READ_BYTES, 0);
    const layout = layoutOf(path, piece.subarray(0, head.bytesRead), size);
    const builder = new PeaksBuilder(layout.sampleRateHz);
    const pieceBytes = READ_BYTES - (READ_BYTES % layout.blockBytes);
    for (let done = 0; done < layout.dataBytes;) {
      const wanted = Math.min(pieceBytes, layout.dataBytes - done);
      const { bytesRead } = await file.read(piece, 0, wanted, layout.dataOffset + done);
      const whole = bytesRead - (bytesRead % layout.blockBytes);
      if (whole === 0) break;
      const samples = new Int16Array(piece.buffer, 0, whole / 2);
      builder.push(layout.channels === 2 ? samples : withSilentAgent(samples));
      done += whole;
    }
    return builder.finish();
  } finally {
    await file.close();
  }
}

function layoutOf(path: string, head: Uint8Array, fileBytes: number): ReturnType<typeof readWavLayout> {
  let layout: ReturnType<typeof readWavLayout>;
  try {
    layout = readWavLayout(head, fileBytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AudioError('audio-invalid', `The recording ${path} cannot be read. ${reason}`, { cause });
  }
  if (layout.encoding !== 'pcm16' || layout.channels > 2) {
    throw new AudioError(
      'audio-invalid',
      `The recording ${path} is not 16-bit PCM with one or two channels.`,
    );
  }
  return layout;
}

function withSilentAgent(mono: Int16Array): Int16Array {
  const stereo = new Int16Array(mono.length * 2);
  for (let i = 0; i < mono.length; i += 1) stereo[i * 2] = mono[i] ?? 0;
  return stereo;
}

interface Bucket {
  callerMin: number;
  callerMax: number;
  agentMin: number;
  agentMax: number;
}

function emptyBucket(): Bucket {
  return { callerMin: 32_767, callerMax: -32_768, agentMin: 32_767, agentMax: -32_768 };
}

/** −1…1 with the four decimals that a drawing can use. */
function toUnit(sample: number): number {
  return Math.round((sample / 32_768) * 10_000) / 10_000;
}
