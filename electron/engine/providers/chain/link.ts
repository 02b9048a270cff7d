/** The links of a fallback chain, and what is told when one gives way to the next. */
import type { Disposable } from '../../base/disposable.ts';
import type { ProviderStage } from '#shared/domain/providers.ts';
import type { Circuits } from './circuits.ts';

/** Every provider says who it is. */
export interface NamedProvider {
  readonly provider: string;
  readonly model: string;
}

/** Time for deadlines. A `Timeline` is one; `wallClock` is the one of live calls. */
export interface ChainClock {
  now(): number;
  at(dueMs: number, task: () => void): Disposable;
}

/** Longest waits of a stream, milliseconds. */
export interface StreamDeadlines {
  /** From the request to its first item. */
  firstMs: number;
  /** From one item to the next. */
  betweenMs: number;
}

export interface ChainLink<P extends NamedProvider, D> {
  /** The same in every call of the process: a failure in one call is remembered in the others. */
  readonly id: string;
  readonly provider: P;
  /** Null: on this machine, where a wait means work and not a broken line. */
  readonly deadlines: D | null;
}

/** One provider gave way to another, or to none. */
export interface ProviderFallback {
  stage: ProviderStage;
  /** `provider/model`. */
  from: string;
  /** Null: there was no other. */
  to: string | null;
  /** Code of the error for which it was left. */
  code: string;
  message: string;
}

export interface ChainOptions {
  clock: ChainClock;
  /** Shared by all chains of the process. */
  circuits: Circuits;
  onFallback: (fallback: ProviderFallback) => void;
}

/** `provider/model`, as events name it. */
export function linkName({ provider }: { provider: NamedProvider }): string {
  return `${provider.provider}/${provider.model}`;
}
