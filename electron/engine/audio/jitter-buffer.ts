/**
 * Evens out what the network does to a stream: packets of 10–60 ms go in whenever they come, 20 ms of sound come out every
 * 20 ms. Positions are samples at 16 kHz, from the timestamps, so that codec, clock and packet length do not matter here.
 *
 *              first packet                waited as long as the network's jitter asks for
 *   idle ───────────────────► filling ─────────────────────────────────────────────► playing
 *    ▲                                                                                  │
 *    └──────────────────────────── nothing came for 100 ms ◄────────────────────────────┘
 *
 * While it plays, what is missing at its time is made up (`Concealer`). If it comes after all, the delay has grown by that much;
 * if what follows comes instead, it was lost. The delay goes back to its target in quiet moments (`time-stretch`).
 */
import { Concealer } from './concealment.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { DelayEstimator } from './jitter-delay.ts';
import { PacketPositions } from './jitter-positions.ts';
import { PlayoutPace } from './playout-pace.ts';
import { PlayoutQueue, type PlayoutKind } from './playout-queue.ts';
import { QuietMoments } from './quiet-moments.ts';

export interface PayloadDecoder {
  /** Of the timestamps, Hz. */
  readonly clockRateHz: number;
  /** Mono int16 at 16 kHz, as much as the payload holds; null: it cannot be read, and counts as lost. */
  decode(payload: Uint8Array): Int16Array | null;
}

export interface JitterPacket {
  /** Without wraps (`RtpSource`). */
  extendedSequence: number;
  /** As on the wire. */
  timestamp: number;
  payload: Uint8Array;
  /** Numbering or clock began anew: another SSRC, another sender behind the same address. */
  restart: boolean;
}

export interface JitterBufferOptions {
  /** Least and longest delay that is aimed at, ms. Defaults 20 and 200. */
  minDelayMs?: number;
  maxDelayMs?: number;
}

export interface JitterBufferStatistics {
  /** Came after their time, twice, or more than could be kept. */
  late: number;
  duplicate: number;
  overflowed: number;
  /** Made up, and left silent between stretches of sound, ms. */
  concealedMs: number;
  silentMs: number;
  /** What sound waits here, on the average of the last second or so, and what is aimed at, ms. */
  delayMs: number;
  targetMs: number;
  /** Put in and taken out to keep to the target, ms. */
  lengthenedMs: number;
  shortenedMs: number;
}

/** 20 ms. `frame` belongs to the caller. */
export interface PlayoutFrame {
  frame: Int16Array;
  kind: PlayoutKind;
}

interface Waiting {
  position: number;
  sequence: number;
  arrivalMs: number;
  lateMs: number;
  payload: Uint8Array;
  decoder: PayloadDecoder;
  /** Of comfort noise, −dBov; null: sound. */
  noiseDb: number | null;
}

const PER_MS = 16;
const FRAME_MS = 20;
/** A burst after a stall of the network: what is beyond is not worth hearing. */
const MAX_WAITING = 100;
/** So much more than the longest target is dropped at once, ms. */
const MAX_EXCESS_MS = 300;
/** A packet that begins so far within the one before it tells the same time again, samples: it is not played. */
const MAX_OVERLAP = 8 * PER_MS;
/** An underrun of this long ends the stretch of sound, ms. */
const END_MS = 100;

export class JitterBuffer {
  readonly #delay: DelayEstimator;
  readonly #maxSpan: number;
  readonly #concealer = new Concealer(16_000);
  readonly #quiet = new QuietMoments();
  readonly #positions = new PacketPositions();
  readonly #queue = new PlayoutQueue();
  readonly #pace = new PlayoutPace(this.#queue, this.#quiet);
  readonly #waiting: Waiting[] = [];
  #isPlaying = false;
  /** Where the next decoded sample belongs, in the positions of this stream. */
  #expected = 0;
  /** Made up while nothing was there, and not yet known to be a loss. */
  #stalled = 0;
  #lastSequence: number | null = null;
  /** Length of the last packet that was decoded. */
  #packetSamples = FRAME_SAMPLES;
  #noiseDb: number | null = null;
  #lastPullMs: number | null = null;
  /** What a packet that is not late at all waits before it is needed, smoothed. */
  #reserveMs = 0;
  #meanDelayMs = 0;
  readonly #counts = {
    late: 0,
    duplicate: 0,
    overflowed: 0,
    concealed: 0,
    silent: 0,
  };

  constructor({ minDelayMs = 20, maxDelayMs = 200 }: JitterBufferOptions = {}) {
    this.#delay = new DelayEstimator(minDelayMs, maxDelayMs);
    this.#maxSpan = (maxDelayMs + MAX_EXCESS_MS) * PER_MS;
  }

  get statistics(): JitterBufferStatistics {
    const { late, duplicate, overflowed, concealed, silent } = this.#counts;
    return {
      late,
      duplicate,
      overflowed,
      concealedMs: concealed / PER_MS,
      silentMs: silent / PER_MS,
      delayMs: this.#meanDelayMs,
      targetMs: this.#delay.targetMs,
      ...this.#pace.stretched,
    };
  }

  /** A packet of sound came, now; or up to `unsureMs` later, in a moment in which nobody looked. */
  push(packet: JitterPacket, decoder: PayloadDecoder, nowMs: number, unsureMs = 0): void {
    this.#insert(packet, decoder, null, nowMs, unsureMs);
  }

  /** A packet of comfort noise came (RFC 3389): `noiseDb` below full until sound comes again. */
  pushNoise(packet: JitterPacket, noiseDb: number, clockRateHz: number, nowMs: number, unsureMs = 0): void {
    this.#insert(packet, { clockRateHz, decode: () => null }, noiseDb, nowMs, unsureMs);
  }

  /** The next 20 ms; called every 20 ms. */
  pull(nowMs: number): PlayoutFrame {
    this.#lastPullMs = nowMs;
    if (!this.#isPlaying) this.#begin(nowMs);
    if (this.#isPlaying) this.#fill(FRAME_SAMPLES);
    else this.#pad(FRAME_SAMPLES - this.#queue.length);
    if (this.#isPlaying) {
      const excessMs = this.#reserveMs - this.#delay.targetMs;
      this.#reserveMs += this.#pace.adjust(excessMs, (samples) => this.#fetch(samples));
    }
    const { samples, kind } = this.#queue.take(FRAME_SAMPLES);
    if (kind === 'real') this.#quiet.hear(samples);
    return { frame: samples, kind };
  }

  #insert(
    packet: JitterPacket,
    decoder: PayloadDecoder,
    noiseDb: number | null,
    nowMs: number,
    unsureMs: number,
  ): void {
    const last = this.#waiting.at(-1);
    const end = Math.max(this.#expected, last ? last.position + this.#packetSamples : 0);
    const place = this.#positions.place(packet, decoder.clockRateHz, nowMs, end);
    if (!place) {
      this.#counts.late += 1;
      return;
    }
    if (place.isNewClock) {
      this.#lastSequence = null;
      this.#delay.rebase();
    }
    const sequence = packet.extendedSequence;
    if (this.#positions.isRepeated(sequence)) {
      this.#counts.duplicate += 1;
      return;
    }
    const { position } = place;
    const transitMs = this.#delay.believe(nowMs - position / PER_MS, unsureMs);
    const arrivalMs = transitMs + position / PER_MS;
    const lateMs = this.#delay.observe(transitMs, nowMs);
    if (position < this.#expected) {
      this.#counts.late += 1;
      return;
    }
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.position ?? 0) > position) at -= 1;
    this.#measure(position, lateMs, arrivalMs);
    const { payload } = packet;
    this.#waiting.splice(at, 0, { position, sequence, arrivalMs, lateMs, payload, decoder, noiseDb });
    this.#trim();
  }

  /** How much time this packet has left, and one that was not late would have had. */
  #measure(position: number, lateMs: number, arrivalMs: number): void {
    if (!this.#isPlaying || this.#lastPullMs === null) return;
    const ahead = this.#queue.length + Math.max(0, position - this.#expected - this.#stalled);
    // Below zero: pulls of that time are still to be made up for, as the process was held up.
    const untilPullMs = this.#lastPullMs + FRAME_MS - arrivalMs;
    const reserveMs = untilPullMs + Math.floor(ahead / FRAME_SAMPLES) * FRAME_MS + lateMs;
    this.#reserveMs += (reserveMs - this.#reserveMs) / 4;
    this.#meanDelayMs += (untilPullMs + ahead / PER_MS - this.#meanDelayMs) / 32;
  }

  /** Too much came at once: only the newest is worth hearing. */
  #trim(): void {
    const waiting = this.#waiting;
    const newest = waiting.at(-1);
    const first = waiting[0];
    if (!newest || !first) return;
    if (waiting.length <= MAX_WAITING && newest.position - first.position <= this.#maxSpan) return;
    const keep = newest.position - this.#delay.targetMs * PER_MS;
    while (waiting.length > MAX_WAITING || (waiting[0] && waiting[0].position < keep)) {
      waiting.shift();
      this.#counts.overflowed += 1;
    }
    const head = waiting[0];
    if (this.#isPlaying && head) {
      this.#expected = Math.max(this.#expected, head.position);
      this.#reserveMs = this.#delay.targetMs;
    }
  }

  /** Begins once the first packet has waited for as long as one of its lateness should. */
  #begin(nowMs: number): void {
    const first = this.#waiting[0];
    const newest = this.#waiting.at(-1);
    if (!first || !newest) return;
    const targetMs = this.#delay.targetMs;
    const reserveMs = nowMs - first.arrivalMs + first.lateMs;
    const isFull = (newest.position - first.position) / PER_MS >= targetMs + FRAME_MS;
    if (reserveMs < targetMs && !isFull) return;
    this.#isPlaying = true;
    this.#expected = first.position;
    this.#stalled = 0;
    this.#lastSequence = null;
    this.#reserveMs = reserveMs;
    this.#meanDelayMs = nowMs - first.arrivalMs;
  }

  #fill(wanted: number): void {
    while (this.#queue.length < wanted) {
      const next = this.#waiting[0];
      const missing = wanted - this.#queue.length;
      if (!next) this.#stall(missing);
      else if (next.position <= this.#expected) this.#decode();
      else this.#bridge(next, missing);
    }
  }

  #decode(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    if (next.noiseDb !== null) {
      this.#lastSequence = next.sequence;
      this.#noiseDb = next.noiseDb;
      return;
    }
    if (this.#expected - next.position > MAX_OVERLAP) {
      this.#counts.late += 1;
      return;
    }
    const sound = next.decoder.decode(next.payload);
    if (!sound) return;
    this.#packetSamples = sound.length;
    this.#lastSequence = next.sequence;
    this.#noiseDb = null;
    // It had been lost to all appearances, and is heard after all: the delay is longer by what was made up.
    this.#stalled = 0;
    this.#queue.append(this.#concealer.real(sound), 'real');
    this.#expected = next.position + sound.length;
  }

  /** Something is there, but not what should come next. */
  #bridge(next: Waiting, missing: number): void {
    const gap = next.position - this.#expected;
    const covered = Math.min(gap, this.#stalled);
    if (covered > 0) {
      this.#expected += covered;
      this.#stalled -= covered;
      return;
    }
    const count = Math.min(gap, missing);
    this.#expected += count;
    // The next in number: nothing was lost, the sender was silent meanwhile.
    if (this.#lastSequence !== null && next.sequence === this.#lastSequence + 1) this.#pad(count);
    else this.#makeUp(count);
  }

  /** Nothing is there. */
  #stall(missing: number): void {
    this.#stalled += missing;
    this.#makeUp(missing);
    if (this.#stalled >= END_MS * PER_MS) {
      this.#isPlaying = false;
      this.#stalled = 0;
    }
  }

  #makeUp(count: number): void {
    if (this.#noiseDb !== null || this.#concealer.isSilent) {
      this.#pad(count);
      return;
    }
    this.#counts.concealed += count;
    this.#queue.append(this.#concealer.conceal(count), 'concealed');
  }

  /** Silence, or the noise that the sender asked for; the sound before it fades first. */
  #pad(count: number): void {
    if (count <= 0) return;
    this.#counts.silent += count;
    const samples = this.#concealer.conceal(count);
    if (this.#noiseDb !== null) this.#quiet.addNoise(samples, this.#noiseDb);
    this.#queue.append(samples, 'silence');
  }

  /** Decodes what follows without a gap until so much is ready. */
  #fetch(wanted: number): boolean {
    while (this.#queue.length < wanted) {
      const next = this.#waiting[0];
      if (!next || next.position > this.#expected || next.noiseDb !== null) return false;
      this.#decode();
    }
    return true;
  }
}
