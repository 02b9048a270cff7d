/** One step of Test trunk, and what all of them may use. */
import { StudioError } from '#engine/base/errors.ts';
import type { Timeline } from '#engine/base/timeline.ts';
import type { PhoneRules } from '#engine/calls/phone/ports.ts';
import type { PhoneMedia } from '#engine/telephony/media/api.ts';
import type { SipUri } from '#engine/telephony/sip/message/uri.ts';
import type { Network } from '#engine/telephony/sip/transport/network.ts';
import type { Hop } from '#engine/telephony/sip/transport/transport-layer.ts';
import type { Registration, SipAccount, SipUserAgent } from '#engine/telephony/sip/user-agent/api.ts';
import type { Trunk } from '#shared/domain/trunk.ts';

/** The running telephone. */
export interface TestStack {
  timeline: Timeline;
  network: Pick<Network, 'connect'>;
  resolve(uri: SipUri, account: SipAccount): Promise<readonly Hop[]>;
  userAgent: Pick<SipUserAgent, 'register' | 'options' | 'invite'>;
  openMedia(options: { trunk: Trunk; account: SipAccount; peer: string }): Promise<PhoneMedia>;
  /** The line of a trunk that is switched on: its registration is asked anew, not a second one made. */
  lineOf(trunkId: string): { account: SipAccount; registration: Registration | null } | null;
  rules: Pick<PhoneRules, 'admit'>;
  /** How long an answer is waited for, ms. */
  patience?: Partial<Patience>;
}

export interface Patience {
  registerMs: number;
  optionsMs: number;
  ringMs: number;
}

export const usualPatience: Patience = { registerMs: 15_000, optionsMs: 10_000, ringMs: 20_000 };

export interface Walk {
  readonly stack: TestStack;
  readonly trunk: Trunk;
  readonly account: SipAccount;
  readonly withCall: boolean;
  readonly signal: AbortSignal;
  readonly patience: Patience;
  /** Where the server is, best first: found by the first step. */
  hops: readonly Hop[];
  /** The one that a connection could be made to. */
  hop: Hop | null;
}

export interface StepResult {
  outcome: 'passed' | 'failed' | 'skipped';
  message: string;
  advice: string | null;
}

export type Step = (walk: Walk) => Promise<StepResult>;

export const passed = (message: string, advice: string | null = null): StepResult => ({
  outcome: 'passed',
  message,
  advice,
});
export const failed = (message: string, advice: string | null): StepResult => ({
  outcome: 'failed',
  message,
  advice,
});
export const skipped = (message: string): StepResult => ({ outcome: 'skipped', message, advice: null });

/** The first sentence is what happened, the others what to do: so are the errors of this house written. */
export function failedWith(error: unknown, advice: string | null = null): StepResult {
  const text = error instanceof StudioError || error instanceof Error ? error.message : String(error);
  const [, first = text, rest = ''] = /^(.*?[.!?…])\s+(\S.*)$/s.exec(text) ?? [];
  return failed(first, rest === '' ? advice : advice === null ? rest : `${rest} ${advice}`);
}

/** Aborts when the walk is stopped, or after so long. */
export function withDeadline(
  signal: AbortSignal,
  timeline: Timeline,
  afterMs: number,
): { signal: AbortSignal; dispose(): void } {
  const late = new AbortController();
  const timer = timeline.at(timeline.now() + afterMs, () => {
    late.abort();
  });
  return {
    signal: AbortSignal.any([signal, late.signal]),
    dispose: () => {
      timer.dispose();
    },
  };
}
