/** Waiting until everything after a run has been tried once: for a command, which ends when its call has ended. */
import type { Subscribe } from '../base/event.ts';
import type { AfterRun } from '#shared/bridge/deliveries.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { enabledReviews } from './review-due.ts';
import { enabledWebhooks } from './webhook-node.ts';

export function hasAfterRun(document: WorkflowDocument): boolean {
  return enabledReviews(document).length > 0 || enabledWebhooks(document).length > 0;
}

export interface FirstAttempts extends AfterRun {
  /** All of it has been tried at least once. */
  isTried: boolean;
}

/** Resolves then, or when the signal aborts, whichever is first. */
export async function firstAttempts(
  store: {
    afterRunOf(runId: string): Promise<AfterRun>;
    onChanged: Subscribe<{ what: string; id: string | null }>;
  },
  runId: string,
  signal: AbortSignal,
): Promise<FirstAttempts> {
  let wake: () => void = () => undefined;
  const subscription = store.onChanged(({ what, id }) => {
    if (what === 'runs' && (id === null || id === runId)) wake();
  });
  const stop = (): void => {
    wake();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const after = await store.afterRunOf(runId);
      const isTried =
        !after.is_waiting &&
        after.deliveries.every(({ state, attempts }) => state !== 'pending' || attempts > 0);
      if (isTried || signal.aborted) return { ...after, isTried };
      await changed;
    }
  } finally {
    subscription.dispose();
    signal.removeEventListener('abort', stop);
  }
}
