/** The text tests of the studio that are open: several at once, each in any number of windows. */
import { StudioError } from '../../base/errors.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { TestState, TestView } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { branchOfRun, testOfRun, type KnownBranch } from './branch-tree.ts';
import { readKeptTurns } from './kept-turns.ts';
import { testIsOver, TextTest } from './text-test.ts';
import type { TextTestsOptions } from './test-options.ts';
import type { SpokenSoFar } from './written-answer.ts';

/** A test that nobody has asked anything of for so long is closed, ms. It can be gone on with from the library. */
export const idleTestMs = 60 * 60_000;
/** More than anybody looks at; a page that opens tests without end meets a limit. */
const maxOpenTests = 50;
/** Newest text runs of an agent among which the branches of an older test are looked for. */
const searchedRuns = 500;

export interface OpenTest {
  workflowId: string;
  initialContext: Record<string, unknown>;
  /** `afterTurn` null: the last that was kept. */
  from: { runId: string; afterTurn: number | null } | null;
}

export class TextTests {
  readonly #options: TextTestsOptions;
  readonly #tests = new Map<string, TextTest>();
  readonly #idle = new Map<string, Disposable>();
  readonly #state = new Emitter<TestState>();
  readonly #event = new Emitter<{ testId: string; runId: string; event: RunEvent }>();
  readonly #words = new Emitter<{
    testId: string;
    runId: string;
    turn: number;
    said: SpokenSoFar;
  }>();
  readonly onState = this.#state.on;
  readonly onEvent = this.#event.on;
  readonly onWords = this.#words.on;
  #disposed = false;

  constructor(options: TextTestsOptions) {
    this.#options = options;
  }

  list(workflowId: string | null): TestState[] {
    return [...this.#tests.values()]
      .filter((test) => workflowId === null || test.workflowId === workflowId)
      .map((test) => test.state);
  }

  get(testId: string): TestView {
    return this.#find(testId).view;
  }

  async open({ workflowId, initialContext, from }: OpenTest): Promise<TestView> {
    if (this.#disposed) throw new StudioError('call-not-found', 'Parley is closing. Start it again to test.');
    if (this.#tests.size >= maxOpenTests)
      throw new StudioError(
        'run-active',
        `${String(maxOpenTests)} tests are open. Close some of them first.`,
      );
    const known = from ? await this.#known(from.runId, workflowId) : null;
    // Its branches are already at hand: two sessions of one test would each leave the other's.
    const same = known && this.#tests.get(known.testId);
    if (same && from) {
      await same.rewind(from.runId, from.afterTurn ?? known.lastTurn, null);
      return same.view;
    }
    const id = known?.testId ?? this.#options.ids.next('test');
    const test = new TextTest({
      options: this.#options,
      id,
      workflowId,
      initialContext: known?.initialContext ?? initialContext,
      onState: (state) => {
        this.#touch(id);
        this.#state.emit(state);
      },
      onEvent: (runId, event) => {
        this.#event.emit({ testId: id, runId, event });
      },
      onWords: (runId, turn, said) => {
        this.#words.emit({ testId: id, runId, turn, said });
      },
    });
    await test.open(from, known?.branches ?? []);
    this.#tests.set(id, test);
    this.#touch(id);
    return test.view;
  }

  async say(testId: string, text: string, runId: string | null): Promise<TestView> {
    const test = this.#find(testId);
    await test.say(text, runId);
    return test.view;
  }

  async rewind(
    testId: string,
    to: { runId: string | null; afterTurn: number | null; text: string | null },
  ): Promise<TestView> {
    const test = this.#find(testId);
    await test.rewind(to.runId, to.afterTurn, to.text);
    return test.view;
  }

  stop(testId: string): void {
    this.#find(testId).stop();
  }

  /** The log of a branch, whichever it is. */
  async branch(testId: string, runId: string): Promise<RunEvent[]> {
    const open = this.#find(testId).events(runId);
    return open ? [...open] : this.#options.store.getEvents(runId);
  }

  async close(testId: string, disposition = 'user_hangup', signal?: AbortSignal): Promise<void> {
    const test = this.#tests.get(testId);
    if (!test) return;
    this.#tests.delete(testId);
    this.#idle.get(testId)?.dispose();
    this.#idle.delete(testId);
    await test.close(disposition, signal);
  }

  /** Closes all of them; nothing more is looked for in what was said. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const atOnce = AbortSignal.abort();
    await Promise.all([...this.#tests.keys()].map((id) => this.close(id, 'system_cancelled', atOnce)));
    for (const emitter of [this.#state, this.#event, this.#words]) emitter.dispose();
  }

  #find(testId: string): TextTest {
    const test = this.#tests.get(testId);
    if (!test) throw testIsOver();
    this.#touch(testId);
    return test;
  }

  #touch(testId: string): void {
    const { timeline, logger } = this.#options;
    if (!this.#tests.has(testId)) return;
    this.#idle.get(testId)?.dispose();
    this.#idle.set(
      testId,
      timeline.at(timeline.now() + idleTestMs, () => {
        logger.log('info', 'closed a text test that was left alone', { test: testId });
        void this.close(testId, 'system_cancelled');
      }),
    );
  }

  /** A run of the library with the branches of its test. A run that belongs to none begins one of its own. */
  async #known(
    runId: string,
    workflowId: string,
  ): Promise<{
    testId: string;
    lastTurn: number;
    initialContext: Record<string, unknown>;
    branches: KnownBranch[];
  }> {
    const { store, ids } = this.#options;
    const run = await store.getRun(runId);
    if (!run) throw new StudioError('run-not-found', `There is no run “${runId}”. It may have been deleted.`);
    if (run.workflow_id !== workflowId)
      throw new StudioError(
        'input-invalid',
        `That run is one of “${run.workflow_name}”: go on with it there.`,
      );
    const testId = testOfRun(run);
    const siblings =
      testId === null
        ? [run]
        : (await store.listRuns({ workflow_id: workflowId, mode: 'text', limit: searchedRuns })).runs.filter(
            (other) => testOfRun(other) === testId,
          );
    const branches = await Promise.all(
      siblings
        .filter(({ is_completed: isOver }) => isOver)
        .map(async (other) => branchOfRun(other, await readKeptTurns(await store.runFolder(other.id)))),
    );
    return {
      testId: testId ?? ids.next('test'),
      lastTurn: branches.find(({ run_id: id }) => id === runId)?.turn_count ?? 0,
      initialContext: run.initial_context,
      branches,
    };
  }
}
