/** What the **Test** button of a connection answers: one result a stage, in words. */
import type { ProviderStage } from '#shared/domain/providers.ts';

/** Why a connection does not work. */
export type ConnectionProblemCode =
  | 'wrong-key'
  | 'no-quota'
  | 'rate-limited'
  | 'unknown-model'
  | 'unknown-voice'
  /** A setting that the vendor does not take: language, region, address. */
  | 'wrong-setting'
  /** Name not resolvable, refused, reset, TLS. */
  | 'network'
  /** The certificate is not valid at the time that this machine believes it to be. */
  | 'clock'
  | 'timeout'
  /** The vendor failed, or answered in a form that is not its own. */
  | 'vendor-failed';

export interface ConnectionProblem {
  code: ConnectionProblemCode;
  /** What happened, and with which thing. */
  message: string;
  /** What to do about it. */
  fix: string;
}

export interface ConnectionTestResult {
  stage: ProviderStage;
  ok: boolean;
  /** From the first byte sent to the answer, connecting included. */
  ms: number;
  problem?: ConnectionProblem;
}
