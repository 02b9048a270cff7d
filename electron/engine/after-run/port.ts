/** What the work after a run needs of the world. `library` keeps it; `studio` and the command join the rest. */
import type { Subscribe } from '../base/event.ts';
import type { Disposable } from '../base/disposable.ts';
import type { LanguageModel } from '../providers/spec/llm.ts';
import type { Delivery, DeliveryRequest, QaAnnotation } from '#shared/domain/after-run.ts';
import type { ProviderChoice } from '#shared/domain/providers.ts';
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import type { CostInfo, Run, UsageInfo } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

/** With what it sends. */
export interface NewDelivery extends Delivery {
  request: DeliveryRequest;
}

/** What is due now, and when to ask again; null when nothing waits. */
export interface DueWork {
  /** Runs whose reviews and webhooks are to be made, oldest first. */
  runs: string[];
  deliveries: NewDelivery[];
  next_at: string | null;
}

export type AfterRunEvent =
  | { type: 'qa-result'; payload: RunEventPayload<'qa-result'> }
  | { type: 'webhook-attempt'; payload: RunEventPayload<'webhook-attempt'> }
  | { type: 'usage'; payload: RunEventPayload<'usage'> };

/** Written together or not at all. */
export interface AfterRunRecord {
  /** Appended to the run's log, in this order. */
  events: AfterRunEvent[];
  /** Added to those of the run. */
  annotations?: Record<string, QaAnnotation | { skipped: true; reason: string } | { error: string }>;
  /** Takes the place of the run's. */
  usage?: { usage_info: UsageInfo; cost_info: CostInfo };
  /** The run is prepared: these, and no others, are what it sends. */
  prepared?: NewDelivery[];
  /** What has become of one of its deliveries. */
  attempted?: Pick<
    Delivery,
    'delivery_uuid' | 'state' | 'attempts' | 'next_attempt_at' | 'status_code' | 'error'
  >;
}

export interface AfterRunStore {
  /** Only the owner of a data directory works on what is due there. */
  readonly isOwner: boolean;
  readonly onChanged: Subscribe<{ what: 'workflows' | 'runs' | 'do-not-call'; id: string | null }>;
  /** At most a few of each. */
  dueAfterRuns(now: string): Promise<DueWork>;
  recordAfterRun(runId: string, record: AfterRunRecord): Promise<void>;
  getRun(id: string): Promise<Run | null>;
  getRunDocument(id: string): Promise<WorkflowDocument | null>;
  getEvents(runId: string): Promise<RunEvent[]>;
}

/** A model that reviews; `release` it afterwards. */
export interface Reviewer {
  llm: LanguageModel;
  release: () => void;
}

/**
 * @param choice the QA node's own; null: the agent's
 * @throws ConfigError when there is none that could be asked
 */
export type FindReviewer = (document: WorkflowDocument, choice: ProviderChoice | null) => Promise<Reviewer>;

export interface AfterRunClock {
  date(): Date;
  /** Runs the task once, after so many milliseconds. */
  in(ms: number, task: () => void): Disposable;
}

export const wallClock: AfterRunClock = {
  date: () => new Date(),
  in: (ms, task) => {
    const timer = setTimeout(task, ms);
    timer.unref();
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};
