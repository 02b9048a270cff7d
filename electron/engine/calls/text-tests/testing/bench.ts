/** Text tests on a store in memory, with a draft that a test may change, and a wait for whatever phase is next. */
import { countingIds } from '../../../base/ids.ts';
import { silentLogger } from '../../../base/logger.ts';
import { VirtualTimeline } from '../../../base/timeline.ts';
import type { LanguageModel } from '../../../providers/spec/llm.ts';
import type { TestPhase, TestState, TestView } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { memoryStore, type MemoryStore } from '../../testing/memory-store.ts';
import { TextTests } from '../text-tests.ts';

export const agentId = 'agent';

export interface TestBench {
  tests: TextTests;
  store: MemoryStore;
  timeline: VirtualTimeline;
  draft: { document: WorkflowDocument };
  states: TestState[];
  pushed: { runId: string; event: RunEvent }[];
  words: string[];
  open: (from?: { runId: string; afterTurn: number | null }) => Promise<TestView>;
  /** Resolves when the test is in this phase. */
  phase: (testId: string, phase: TestPhase) => Promise<TestView>;
  /** Says the line and waits until the caller is waited for, or the talk is over. */
  say: (testId: string, text: string, runId?: string) => Promise<TestView>;
  rewind: (testId: string, afterTurn: number | null, text?: string, runId?: string) => Promise<TestView>;
  /** What the log says in words. */
  lines: (events: readonly RunEvent[]) => string[];
  dispose: () => Promise<void>;
}

export async function testBench(document: WorkflowDocument, llm: () => LanguageModel): Promise<TestBench> {
  const store = await memoryStore();
  const timeline = new VirtualTimeline();
  const draft = { document };
  const tests = new TextTests({
    store,
    workflow: (id) => Promise.resolve(id === agentId ? { id, name: 'Agent', ...draft } : null),
    // Nobody listens or speaks in a text test.
    providers: () => Promise.resolve({ llm: llm() } as never),
    timeline,
    date: () => new Date('2026-03-05T09:00:00Z'),
    ids: countingIds(),
    timeZone: () => Promise.resolve('UTC'),
    logger: silentLogger,
  });
  const states: TestState[] = [];
  const pushed: TestBench['pushed'] = [];
  const words: string[] = [];
  tests.onState((state) => states.push(state));
  tests.onEvent(({ runId, event }) => pushed.push({ runId, event }));
  tests.onWords(({ said }) => words.push(said.text));

  const until = (testId: string, wanted: (phase: TestPhase) => boolean): Promise<TestView> =>
    new Promise((resolve) => {
      const look = (): boolean => {
        const [state] = tests.list(null).filter(({ test_id: id }) => id === testId);
        if (!state || !wanted(state.phase)) return false;
        resolve(tests.get(testId));
        return true;
      };
      if (look()) return;
      const stop = tests.onState(() => {
        if (look()) stop.dispose();
      });
    });
  const settled = (testId: string): Promise<TestView> =>
    until(testId, (phase) => phase === 'waiting' || phase === 'ended');

  return {
    tests,
    store,
    timeline,
    draft,
    states,
    pushed,
    words,
    open: async (from) => {
      const { state } = await tests.open({ workflowId: agentId, initialContext: {}, from: from ?? null });
      return settled(state.test_id);
    },
    phase: (testId, phase) => until(testId, (now) => now === phase),
    say: async (testId, text, runId) => {
      await tests.say(testId, text, runId ?? null);
      return settled(testId);
    },
    rewind: async (testId, afterTurn, text, runId) => {
      await tests.rewind(testId, { runId: runId ?? null, afterTurn, text: text ?? null });
      return settled(testId);
    },
    lines: (events) =>
      events.flatMap((event) => {
        if (event.type === 'transcript-final') return [`caller: ${event.payload.text}`];
        if (event.type === 'agent-text') return [`agent: ${event.payload.text}`];
        if (event.type === 'node-enter') return [`(${event.payload.node_name})`];
        if (event.type === 'run-completed') return [`end: ${event.payload.call_disposition}`];
        if (event.type === 'error') return [`error: ${event.payload.message}`];
        if (event.type === 'extraction-end') return [JSON.stringify(event.payload.variables)];
        return [];
      }),
    dispose: async () => {
      await tests.dispose();
      await store.dispose();
      timeline.dispose();
    },
  };
}
