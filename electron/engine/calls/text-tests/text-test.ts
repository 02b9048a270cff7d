/**
 * One text test: a tree of branches, of which at most one is open.
 *
 *   open, rewind ──► answering ──► settling ──► waiting ──► say ──► answering …
 *                        │ the agent hangs up                 rewind: the open branch is left, another begins
 *                        ▼
 *                      ended ──► rewind                       close: closed
 *
 * What a person asks for is done one after another; only `stop` comes between.
 */
import { StudioError, WorkflowError } from '../../base/errors.ts';
import type { TestPhase, TestState, TestView } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { providerName } from '../providers.ts';
import { Branch, type BranchParts, type BranchStart } from './branch.ts';
import { branchOfRun, shownBranches, turnsUpTo, type KnownBranch } from './branch-tree.ts';
import { readKeptTurns, type KeptTurn } from './kept-turns.ts';
import type { TextTestsOptions } from './test-options.ts';
import type { SpokenSoFar } from './written-answer.ts';

/** Longest talk. */
export const maxTurns = 500;

export interface TextTestEvents {
  onState: (state: TestState) => void;
  onEvent: (runId: string, event: RunEvent) => void;
  onWords: (runId: string, turn: number, said: SpokenSoFar) => void;
}

export interface TextTestParts extends TextTestEvents {
  options: TextTestsOptions;
  id: string;
  workflowId: string;
  initialContext: Record<string, unknown>;
}

export class TextTest {
  readonly id: string;
  readonly workflowId: string;
  readonly #parts: TextTestParts;
  /** Left or ended, by run. */
  readonly #past = new Map<string, KnownBranch>();
  #branch: Branch | null = null;
  #name = '';
  #phase: TestPhase = 'answering';
  /** Begins with the wall clock, so that a test gone on with after a restart is newer than what pages remember of it. */
  #changes: number;
  #abort = new AbortController();
  /** The answer under way, and what is kept after it. */
  #turn: Promise<void> = Promise.resolve();
  #queue: Promise<unknown> = Promise.resolve();
  readonly #closing = new Set<Promise<void>>();

  constructor(parts: TextTestParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.workflowId = parts.workflowId;
    this.#changes = parts.options.date().getTime();
  }

  get state(): TestState {
    const branch = this.#open;
    return {
      test_id: this.id,
      workflow_id: this.workflowId,
      workflow_name: this.#name,
      phase: this.#phase,
      change: this.#changes,
      run_id: branch.run.id,
      definition_id: branch.run.definition_id,
      initial_context: this.#parts.initialContext,
      model: providerName(branch.providers.llm),
      is_rehearsal: branch.providers.llm.rehearsal,
      branches: shownBranches([...this.#past.values(), known(branch)]),
    };
  }

  get view(): TestView {
    return { state: this.state, events: [...this.#open.events] };
  }

  /** Begins with the opening, or where a run of the library stands; `siblings` are known from before. */
  open(
    from: { runId: string; afterTurn: number | null } | null,
    siblings: readonly KnownBranch[],
  ): Promise<void> {
    for (const sibling of siblings) this.#past.set(sibling.run_id, sibling);
    return this.#inTurn(() =>
      from ? this.#goOn(from.runId, from.afterTurn, null) : this.#begin(null, null),
    );
  }

  /** Resolves when the line is taken. */
  say(text: string, runId: string | null): Promise<void> {
    return this.#inTurn(async () => {
      const branch = this.#open;
      if (runId !== null && runId !== branch.run.id) return this.#goOn(runId, null, text);
      if (this.#phase === 'answering')
        throw new StudioError('run-active', 'The agent is still answering. Stop it, or wait for its end.');
      await this.#turn;
      if (branch.disposition !== null)
        throw new StudioError(
          'call-not-found',
          'This talk is over: one side has hung up. Go back to an earlier turn, or start over.',
        );
      if (branch.turnCount >= maxTurns)
        throw new StudioError(
          'input-invalid',
          `A test has at most ${String(maxTurns)} turns. Start a new one.`,
        );
      this.#begun(branch, (signal) => branch.say(text, signal));
    });
  }

  /** `afterTurn` null: from the opening. */
  rewind(runId: string | null, afterTurn: number | null, text: string | null): Promise<void> {
    return this.#inTurn(async () => {
      this.stop();
      await this.#turn;
      await (afterTurn === null
        ? this.#begin(null, text)
        : this.#goOn(runId ?? this.#open.run.id, afterTurn, text));
    });
  }

  stop(): void {
    this.#abort.abort();
  }

  events(runId: string): readonly RunEvent[] | null {
    return this.#open.run.id === runId ? this.#open.events : null;
  }

  /** Ends it; a branch that is open is closed with this disposition. */
  close(disposition: string, signal?: AbortSignal): Promise<void> {
    this.stop();
    return this.#inTurn(async () => {
      this.stop();
      await this.#turn;
      await Promise.all([...this.#closing, this.#branch?.close(disposition, signal)]);
      this.#setPhase('closed');
    });
  }

  get #open(): Branch {
    if (!this.#branch) throw new StudioError('call-not-found', 'That test has not begun.');
    return this.#branch;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(() => {
      if (this.#phase === 'closed') throw testIsOver();
      return task();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #goOn(runId: string, afterTurn: number | null, text: string | null): Promise<void> {
    const { branch, events, turns } = await this.#read(runId);
    const kept = turnsUpTo(turns, afterTurn);
    const last = kept.at(-1) as KeptTurn;
    if (!this.#past.has(runId)) this.#past.set(runId, branch);
    await this.#begin({ origin: { run_id: runId, after_turn: last.turn }, events, turns: kept }, text);
  }

  async #read(
    runId: string,
  ): Promise<{ branch: KnownBranch; events: readonly RunEvent[]; turns: readonly KeptTurn[] }> {
    const { store } = this.#parts.options;
    const open = this.#branch;
    if (open?.run.id === runId) return { branch: known(open), events: open.events, turns: open.turns };
    const run = await store.getRun(runId);
    if (!run) throw new StudioError('run-not-found', `There is no run “${runId}”. It may have been deleted.`);
    const [events, turns] = await Promise.all([
      store.getEvents(runId),
      store.runFolder(runId).then(readKeptTurns),
    ]);
    return { branch: branchOfRun(run, turns), events, turns };
  }

  /** The newest draft, from the start or from a turn; the branch that is open is left once the new one stands. */
  async #begin(start: BranchStart | null, text: string | null): Promise<void> {
    const { options, workflowId, onEvent, onWords, initialContext, id } = this.#parts;
    const workflow = await options.workflow(workflowId);
    if (!workflow)
      throw new WorkflowError('workflow-not-found', `There is no agent with the id ${workflowId}.`);
    const parts: BranchParts = { options, testId: id, workflow, initialContext, onEvent, onWords };
    const next = await Branch.begin(parts, start);
    this.#leave();
    this.#name = workflow.name;
    this.#branch = next;
    if (start === null)
      this.#begun(next, async (signal) => {
        await next.open(signal);
        if (text === null || next.disposition !== null) return;
        await next.settle(signal);
        await next.say(text, signal);
      });
    else if (text === null) this.#setPhase('waiting');
    else this.#begun(next, (signal) => next.say(text, signal));
  }

  /** The branch that is open stays as it is; its record is completed beside what goes on. */
  #leave(): void {
    const left = this.#branch;
    if (!left) return;
    const closing = left.close('branch_left').finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    this.#past.set(left.run.id, known(left));
  }

  /** Lets the agent speak; what is asked next waits for what is kept after it. */
  #begun(branch: Branch, speak: (signal: AbortSignal) => Promise<void>): void {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    // Before the first word, so that no page hears an answer of a run that it does not know.
    this.#setPhase('answering');
    this.#turn = (async () => {
      await speak(signal);
      this.#setPhase(branch.disposition === null ? 'settling' : 'ended');
      await branch.settle(signal);
      if (branch.disposition === null) this.#setPhase('waiting');
    })().catch((thrown: unknown) => {
      this.#parts.options.logger.log('error', 'a turn of a text test could not be kept', {
        run: branch.run.id,
        error: String(thrown),
      });
      this.#setPhase(branch.disposition === null ? 'waiting' : 'ended');
    });
  }

  #setPhase(phase: TestPhase): void {
    this.#phase = phase;
    this.#changes += 1;
    if (this.#branch) this.#parts.onState(this.state);
  }
}

function known({ run, origin, turnCount, lastLine, disposition }: Branch): KnownBranch {
  return {
    run_id: run.id,
    branch_of: origin,
    turn_count: turnCount,
    last_line: lastLine,
    disposition,
    createdAt: run.created_at,
  };
}

export function testIsOver(): StudioError {
  return new StudioError(
    'call-not-found',
    'This test is over. Its runs are in the library, and the talk can be gone on with from there.',
  );
}
