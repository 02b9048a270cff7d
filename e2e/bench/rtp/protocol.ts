/** What the bench and its far end (a process of its own) say to each other, and the clock that both read. */
import type { Impairment } from '#engine/telephony/rtp/testing/impairments.ts';

/** Milliseconds of the machine's monotonic clock, which all processes share. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export const loopback = '127.0.0.1';

/** What the far end of one call says, and through which network it reaches us. */
export interface FarPlan {
  /** µ-law at 8 kHz, said one after the other, each once the agent has been quiet for `quietMs`. */
  lines: Uint8Array[];
  quietMs: number;
  /** After the last line, the first again. */
  repeats: boolean;
  /** It answers: nothing is said before the agent was heard again, and what is said the bench tells when it is `turn`. */
  answers: boolean;
  impairment: Impairment;
  seed: number;
}

/** One way, as the far end saw it pass. */
export interface SipSeen {
  callId: string;
  /** `INVITE`, `200 INVITE`, `BYE`, … */
  what: string;
  from: 'studio' | 'peer';
  atMs: number;
}

/** Of one line of the far end since it was last asked. */
export interface FarReport {
  user: string;
  callId: string | null;
  /** Our packets, in the order in which they came: time of arrival, RTP timestamp (not wrapped), sequence (not wrapped). */
  arrivedMs: Float64Array;
  timestamps: Float64Array;
  sequences: Float64Array;
  /** When the first packet of each line was due to leave, and which packets of the whole stream the network lost. */
  spoken: { line: number; startMs: number; packet: number }[];
  lost: number[];
  /** When the stream began, and packets that have left since. */
  startMs: number;
  sent: number;
}

export type ToFarEnd =
  | { type: 'sipp'; port: number; studioPort: number }
  | { type: 'plan'; user: string; plan: FarPlan }
  /** In answer to `turn`. */
  | { type: 'say'; user: string; line: Uint8Array }
  /** What came so far is told, and forgotten. */
  | { type: 'report' }
  /** All calls and messages are forgotten. */
  | { type: 'reset' };

export type FromFarEnd =
  /** `toStudio`: where the studio calls; `toPeer`: where sipp does; `mediaPort`: of the first call, 4 further each. */
  | { type: 'ready'; toStudio: number; toPeer: number; mediaPort: number }
  /** The agent has asked something and waits. */
  | { type: 'turn'; user: string }
  | { type: 'report'; lines: FarReport[]; sip: SipSeen[]; timerLateMs: Float64Array };
