/** What text tests need of the studio. */
import type { IdSource } from '../../base/ids.ts';
import type { Logger } from '../../base/logger.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { ToolSecrets } from '../../tools/index.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { CallSounds } from '../call-sounds.ts';
import type { CallWorkflow } from '../call-workflow.ts';
import type { CallProviders } from '../providers.ts';
import type { RunStore } from '../run-store.ts';

/** The library, which tests also read: a branch is gone on with from what its run has kept. */
export interface TestStore extends RunStore {
  getRun(runId: string): Promise<Run | null>;
  getEvents(runId: string): Promise<RunEvent[]>;
  /** Newest first. */
  listRuns(filter: { workflow_id: string; mode: 'text'; limit: number }): Promise<{ runs: Run[] }>;
}

export interface TextTestsOptions {
  store: TestStore;
  /** The stored draft. */
  workflow: (id: string) => Promise<CallWorkflow | null>;
  /** Throws ConfigError when no model can be asked. */
  providers: (workflow: CallWorkflow) => Promise<CallProviders>;
  /** Read for every branch: settings may change. */
  prices?: () => Promise<PriceBook>;
  toolSecrets?: ToolSecrets;
  /** Recordings stand in the answers with their words. */
  sounds?: CallSounds;
  /** Of the studio, not of a call: for what has been left alone too long. */
  timeline: Timeline;
  date: () => Date;
  ids: IdSource;
  /** IANA zone for templates that name none; null is the machine's. */
  timeZone: () => Promise<string | null>;
  logger: Logger;
}
