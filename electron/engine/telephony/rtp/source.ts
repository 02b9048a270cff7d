/**
 * What is counted of one source (SSRC): validity, loss and jitter as RFC 3550 has them in appendices A.1, A.3 and A.8.
 */
import { sequenceDelta, timestampDelta, Unwrapper } from './sequence.ts';

/** A.1: a jump ahead of this many packets is a restart, and so is one of this many back. */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
/** §6.4.1: 24 bits, signed. */
const MAX_CUMULATIVE = 0x7f_ffff;

/**
 * `accepted`: its extended sequence number; `restart`: the same, and the numbering has begun anew; null: a jump that the next
 * packet has to confirm (A.1: two in sequence).
 */
export type SourceVerdict = { extendedSequence: number; restart: boolean } | null;

export interface SourceCounts {
  received: number;
  /** Until now, from the first packet on. */
  expected: number;
}

/** One source of packets. Times are those of the timeline, ms. */
export class RtpSource {
  readonly ssrc: number;
  #clockRateHz: number;
  #sequences = new Unwrapper(sequenceDelta);
  #base: number | null = null;
  #highest = 0;
  /** The number that would confirm a jump. */
  #confirmedBy: number | null = null;
  #received = 0;
  /** Counted before the last restart. */
  #earlier: SourceCounts = { received: 0, expected: 0 };
  #prior: SourceCounts = { received: 0, expected: 0 };
  /** Of the last packet whose jitter was counted. */
  #lastArrivalMs = 0;
  #lastTimestamp: number | null = null;
  /** In clock units. */
  #jitter = 0;

  constructor(ssrc: number, clockRateHz: number) {
    this.ssrc = ssrc;
    this.#clockRateHz = clockRateHz;
  }

  /** Counts a packet, A.1. */
  receive(sequence: number): SourceVerdict {
    if (this.#base === null) return this.#restart(sequence);
    const ahead = sequenceDelta(this.#highest & 0xffff, sequence);
    if (ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
      if (this.#confirmedBy !== sequence) {
        this.#confirmedBy = (sequence + 1) & 0xffff;
        return null;
      }
      return this.#restart(sequence);
    }
    this.#confirmedBy = null;
    this.#received += 1;
    const extendedSequence = this.#sequences.unwrap(sequence);
    if (extendedSequence > this.#highest) this.#highest = extendedSequence;
    return { extendedSequence, restart: false };
  }

  /**
   * Interarrival jitter, A.8. Only for packets of the audio: a telephone event repeats its timestamp, and after a pause it is
   * the sender's clock that jumped, not the network. The clock is another one after a change of codec.
   */
  measure(timestamp: number, arrivalMs: number, isTalkspurt: boolean, clockRateHz = this.#clockRateHz): void {
    if (clockRateHz !== this.#clockRateHz) {
      this.#jitter *= clockRateHz / this.#clockRateHz;
      this.#clockRateHz = clockRateHz;
      this.#lastTimestamp = null;
    }
    const last = this.#lastTimestamp;
    const passed = ((arrivalMs - this.#lastArrivalMs) * this.#clockRateHz) / 1000;
    this.#lastTimestamp = timestamp;
    this.#lastArrivalMs = arrivalMs;
    if (last === null || isTalkspurt) return;
    const difference = Math.abs(passed - timestampDelta(last, timestamp));
    // A jump of more than a second is a new clock, which would drown the estimate for minutes.
    if (difference < this.#clockRateHz) this.#jitter += (difference - this.#jitter) / 16;
  }

  /** The wrong packets of a jump never counted: what is expected runs from the first to the highest of each numbering. */
  get counts(): SourceCounts {
    const expected = this.#base === null ? 0 : this.#highest - this.#base + 1;
    return { received: this.#received + this.#earlier.received, expected: expected + this.#earlier.expected };
  }

  get jitterMs(): number {
    return (this.#jitter * 1000) / this.#clockRateHz;
  }

  /** A.3; calling it begins the next interval. */
  report(): {
    fractionLost: number;
    cumulativeLost: number;
    highestSequence: number;
    jitter: number;
  } {
    const { received, expected } = this.counts;
    const expectedNow = expected - this.#prior.expected;
    const lostNow = expectedNow - (received - this.#prior.received);
    this.#prior = { received, expected };
    return {
      fractionLost:
        expectedNow <= 0 || lostNow <= 0 ? 0 : Math.min(255, Math.floor((lostNow * 256) / expectedNow)),
      cumulativeLost: Math.max(-MAX_CUMULATIVE, Math.min(MAX_CUMULATIVE, expected - received)),
      highestSequence: this.#highest >>> 0,
      jitter: Math.floor(this.#jitter),
    };
  }

  #restart(sequence: number): SourceVerdict {
    const isRestart = this.#base !== null;
    this.#earlier = this.counts;
    this.#sequences.reset();
    this.#base = this.#highest = this.#sequences.unwrap(sequence);
    this.#received = 1;
    this.#confirmedBy = null;
    this.#lastTimestamp = null;
    return { extendedSequence: sequence, restart: isRestart };
  }
}
