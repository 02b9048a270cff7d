/** The run's event log, as the session loop writes it. `calls` fulfils it. */
import type { RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';

export interface EventLog {
  /** Number of the turn that events belong to: 0 for the opening. */
  turn: number;
  /** Milliseconds of media now; null while there is none. Set by whoever holds the media. */
  mediaClock: (() => number) | null;
  /** `atMs`: where in the media it happened, when that is not now. */
  write<T extends RunEventType>(type: T, payload: RunEventPayload<T>, atMs?: number): void;
}
