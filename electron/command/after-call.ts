/** What is done after a call of the command: reviews and webhooks, as far as they can be waited for. */
import {
  AfterRuns,
  firstAttempts,
  hasAfterRun,
  wallClock,
  type FirstAttempts,
} from '#engine/after-run/index.ts';
import { randomIds } from '#engine/base/ids.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { Library } from '#library/index.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { reviewersOf } from '../providers/reviewers.ts';
import type { RunOutput } from './output.ts';
import { plainLine } from './plain-text.ts';
import type { CommandProviders } from './providers.ts';

/** Longest wait for reviews and for the first attempt of every webhook, ms; what is left is not lost. */
const firstAttemptsMs = 60_000;

/** Takes up what is due in this library, of earlier runs too, if this process owns it. */
export function takeUpAfterRuns(library: Library, providers: CommandProviders, logger: Logger): AfterRuns {
  return new AfterRuns({
    store: library,
    reviewer: reviewersOf(providers.providers),
    prices: providers.prices,
    newId: () => randomIds.next('delivery'),
    secrets: providers.toolSecrets,
    clock: wallClock,
    logger,
  });
}

export interface AfterCall {
  library: Library;
  document: WorkflowDocument;
  output: RunOutput;
  complain: (text: string) => void;
  /** Ctrl-C: nothing more is waited for. */
  interrupted: AbortSignal;
}

/** Answers the run as it is then. */
export async function afterCall(run: Run, options: AfterCall): Promise<Run> {
  const { library, document, output, complain, interrupted } = options;
  if (!hasAfterRun(document)) return run;
  const before = (await library.getEvents(run.id)).findLast(({ type }) => type === 'run-completed')?.seq;
  const enough = new AbortController();
  const stop = (): void => {
    enough.abort();
  };
  const timer = setTimeout(stop, firstAttemptsMs);
  interrupted.addEventListener('abort', stop, { once: true });
  if (interrupted.aborted) stop();
  try {
    const left = stillToDo(await firstAttempts(library, run.id, enough.signal));
    if (left !== null) complain(plainLine(left) + '\n');
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', stop);
  }
  for (const event of await library.getEvents(run.id))
    if (before !== undefined && event.seq > before) output.event(event);
  return (await library.getRun(run.id)) ?? run;
}

function stillToDo({ is_waiting, deliveries }: FirstAttempts): string | null {
  const goesOn = 'The studio, or the next `parley call`, goes on with it.';
  if (is_waiting) return `The reviews and webhooks of this run are still to be done. ${goesOn}`;
  const names = deliveries
    .filter(({ state }) => state === 'pending')
    .map(({ node_name }) => `“${node_name}”`);
  if (names.length === 0) return null;
  return `${names.join(', ')} could not be delivered yet and will be tried again. ${goesOn}`;
}
