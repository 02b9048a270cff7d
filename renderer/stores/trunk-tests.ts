/** Tests of trunks as they go, step by step. */
import { create } from 'zustand';
import { trunkTestSteps, type TrunkTestStep } from '#shared/domain/trunk.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

export type ShownStep = TrunkTestStep | { step: TrunkTestStep['step']; outcome: 'waiting' };

export interface TrunkTest {
  isRunning: boolean;
  /** All six, in their order. */
  steps: readonly ShownStep[];
  /** Why there was no test; null otherwise. */
  failure: string | null;
}

const waiting: readonly ShownStep[] = trunkTestSteps.map((step) => ({ step, outcome: 'waiting' }));

interface TrunkTestsStore {
  tests: Readonly<Record<string, TrunkTest>>;
}

const useTrunkTests = create<TrunkTestsStore>()(() => ({ tests: {} }));

export const useTrunkTest = (id: string): TrunkTest | null => useTrunkTests(({ tests }) => tests[id] ?? null);

/** The steps after one was told; the others stay as they are. */
export function withStep(steps: readonly ShownStep[], told: TrunkTestStep): readonly ShownStep[] {
  return steps.map((shown) => (shown.step === told.step ? told : shown));
}

function set(id: string, change: (test: TrunkTest) => TrunkTest): void {
  useTrunkTests.setState(({ tests }) => {
    const test = tests[id];
    return test === undefined ? { tests } : { tests: { ...tests, [id]: change(test) } };
  });
}

let following = false;

function follow(): void {
  if (following) return;
  following = true;
  bridge.on('trunk.test-step', ({ id, step }) => {
    set(id, (test) => (test.isRunning ? { ...test, steps: withStep(test.steps, step) } : test));
  });
}

/** Walks the steps; what is found is kept until the next test. It never rejects. */
export async function testTrunk(id: string, withCall: boolean): Promise<void> {
  follow();
  if (useTrunkTests.getState().tests[id]?.isRunning === true) return;
  useTrunkTests.setState(({ tests }) => ({
    tests: { ...tests, [id]: { isRunning: true, steps: waiting, failure: null } },
  }));
  try {
    const steps = await bridge.call('trunks.test', { id, with_call: withCall });
    set(id, (test) => ({ isRunning: false, steps: steps.reduce(withStep, test.steps), failure: null }));
  } catch (thrown) {
    set(id, (test) => ({ ...test, isRunning: false, failure: errorText(thrown) }));
  }
}

export async function stopTrunkTest(id: string): Promise<void> {
  try {
    await bridge.call('trunks.stop-test', { id });
  } catch {
    // It has ended by itself, which its own answer tells.
  }
}
