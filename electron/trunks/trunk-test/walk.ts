/**
 * Test trunk: DNS → connect → TLS → register → OPTIONS → call, on the running telephone. The first step that fails ends the walk;
 * the others are told as skipped, so that a person sees how far it came.
 */
import { trunkTestSteps, type Trunk, type TrunkTestStep } from '#shared/domain/trunk.ts';
import { accountOf } from '../account-of.ts';
import { within } from '../within.ts';
import { options, register } from './ask.ts';
import { call } from './echo-call.ts';
import { connect, dns, tls } from './reach.ts';
import { failedWith, skipped, usualPatience, type Step, type TestStack, type Walk } from './step.ts';

export type { TestStack } from './step.ts';

const steps: Readonly<Record<(typeof trunkTestSteps)[number], Step>> = {
  dns,
  connect,
  tls,
  register,
  options,
  call,
};

export interface WalkOptions {
  withCall: boolean;
  signal: AbortSignal;
  /** Each step as it begins and as it ends. */
  tell: (step: TrunkTestStep) => void;
}

/** Never rejects; a walk that is stopped ends with its other steps skipped. */
export async function walkTrunk(
  stack: TestStack,
  trunk: Trunk,
  password: string | null,
  { withCall, signal, tell }: WalkOptions,
): Promise<TrunkTestStep[]> {
  const account = stack.lineOf(trunk.id)?.account ?? accountOf(trunk, password);
  const patience = { ...usualPatience, ...stack.patience };
  const walk: Walk = { stack, trunk, account, withCall, signal, patience, hops: [], hop: null };
  const told: TrunkTestStep[] = [];
  let hasFailed = false;
  for (const step of trunkTestSteps) {
    const startedMs = await clockMs(stack);
    let result;
    if (hasFailed) result = skipped('Not tried, because a step before it failed.');
    else if (signal.aborted) result = skipped('The test was stopped.');
    else {
      tell({ step, outcome: 'running', message: '', advice: null, duration_ms: null });
      result = await steps[step](walk).catch((error: unknown) =>
        signal.aborted ? skipped('The test was stopped.') : failedWith(error),
      );
    }
    hasFailed ||= result.outcome === 'failed';
    const isTried = result.outcome !== 'skipped';
    const ended = { step, ...result, duration_ms: isTried ? (await clockMs(stack)) - startedMs : null };
    tell(ended);
    told.push(ended);
  }
  return told;
}

/** Time is that of the last event; in an event of its own it is now. */
function clockMs({ timeline }: TestStack): Promise<number> {
  return within(timeline, () => timeline.now());
}
