/**
 * One course of a text test: a run of the library with its dialogue, its log, and a checkpoint after each turn. A branch
 * that goes on from another begins with the other's events up to that turn, numbered anew. Its usage and cost are what it
 * spent itself: the other run has its own, and sums over runs count every token once.
 */
import { WorkflowError } from '../../base/errors.ts';
import type { DialogueAct } from '../../voice/dialogue.ts';
import { checkpointProblem, createWorkflowRun, type WorkflowRun } from '../../workflow/index.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import type { BranchOrigin } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { recordingsOf } from '../call-sounds.ts';
import { callTools } from '../call-tools.ts';
import type { CallWorkflow } from '../call-workflow.ts';
import { providerName, type CallProviders } from '../providers.ts';
import { closeRun, closeUnopenedRun, createLoggedRun, logFailure, logRunStart } from '../run-lifecycle.ts';
import type { RunLog } from '../run-log.ts';
import { keepTurn, keepTurns, type KeptTurn } from './kept-turns.ts';
import type { TextTestsOptions } from './test-options.ts';
import { writeAnswer, type SpokenSoFar } from './written-answer.ts';

/** Where a branch goes on from. */
export interface BranchStart {
  origin: BranchOrigin;
  /** All of that run's. */
  events: readonly RunEvent[];
  /** Up to the turn gone on from, which is the last. */
  turns: readonly KeptTurn[];
}

export interface BranchParts {
  options: TextTestsOptions;
  testId: string;
  workflow: CallWorkflow;
  initialContext: Record<string, unknown>;
  onEvent: (runId: string, event: RunEvent) => void;
  onWords: (runId: string, turn: number, said: SpokenSoFar) => void;
}

export class Branch {
  readonly run: Run;
  readonly origin: BranchOrigin | null;
  readonly providers: CallProviders;
  readonly turns: KeptTurn[];
  /** How its run ended; null while it is open. */
  disposition: string | null = null;
  readonly #parts: BranchParts;
  readonly #log: RunLog;
  readonly #dialogue: WorkflowRun;
  readonly #startedMs: number;
  readonly #stopFallbacks: () => void;
  #line = '';

  private constructor(
    parts: BranchParts,
    open: { run: Run; log: RunLog; dialogue: WorkflowRun; providers: CallProviders },
    start: BranchStart | null,
  ) {
    this.#parts = parts;
    this.run = open.run;
    this.#log = open.log;
    this.#dialogue = open.dialogue;
    this.providers = open.providers;
    this.origin = start?.origin ?? null;
    this.turns = renumbered(start?.turns ?? [], open.log.events);
    this.#startedMs = parts.options.date().getTime();
    const fallbacks = open.providers.onFallback?.((fallback) => {
      open.log.write('provider-fallback', fallback);
    });
    this.#stopFallbacks = () => fallbacks?.dispose();
  }

  get events(): readonly RunEvent[] {
    return this.#log.events;
  }

  /** Of the caller. */
  get turnCount(): number {
    return this.#log.turn;
  }

  get lastLine(): string {
    return this.#line;
  }

  /**
   * The run is made and running; nothing is said yet.
   *
   * @throws WorkflowError `workflow-invalid` when the draft cannot be called, or lacks the step gone on from
   * @throws ConfigError when no model can be asked
   */
  static async begin(parts: BranchParts, start: BranchStart | null): Promise<Branch> {
    const { options, workflow, testId, initialContext } = parts;
    const { store, date, logger, ids } = options;
    mustRun(workflow, start);
    const providers = await options.providers(workflow);
    const timeZone = await options.timeZone();
    const origin = start?.origin ?? null;
    const { run, log } = await createLoggedRun({
      store,
      workflow,
      mode: 'text',
      initialContext,
      // Known before the first event, so that the store does not count those of the other run again.
      extra: { test_id: testId, ...(origin === null ? {} : { branch_of: origin }) },
      date,
      logger,
      onEvent: (event) => {
        parts.onEvent(run.id, event);
      },
    });
    try {
      logRunStart(log, run, { vad: null, stt: null, llm: providerName(providers.llm), tts: null });
      const last = start?.turns.at(-1);
      if (start && last)
        log.adopt(start.events.filter(({ seq, type }) => seq <= last.seq && type !== 'run-start'));
      for (const fallback of providers.leftOut ?? [])
        if (fallback.stage === 'llm') log.write('provider-fallback', fallback);
      const recordings = await recordingsOf(options.sounds, workflow.document, log);
      const dialogue = createWorkflowRun({
        document: workflow.document,
        llm: providers.llm,
        emit: log.write,
        now: date,
        ids,
        initialContext,
        timeZone,
        tools: callTools(workflow, options.toolSecrets),
        recordings: recordings?.lines,
        from: last?.checkpoint,
      });
      await store.updateRun(run.id, {
        state: 'running',
        started_at: date().toISOString(),
        transcript_url: `parley://runs/${run.id}/transcript.txt`,
      });
      const branch = new Branch(parts, { run, log, dialogue, providers }, start);
      branch.#line = last?.line ?? '';
      await keepTurns(await store.runFolder(run.id), branch.turns);
      return branch;
    } catch (thrown) {
      providers.release?.();
      await closeUnopenedRun({ store, log, run, thrown, stage: 'call', endedAt: date(), logger });
      throw thrown;
    }
  }

  /** The opening. */
  open(signal: AbortSignal): Promise<void> {
    return this.#answer(this.#dialogue.open(signal), null);
  }

  /** Writes the caller's line down and answers it; resolves when the agent has spoken. Never rejects. */
  say(text: string, signal: AbortSignal): Promise<void> {
    this.#line = text;
    this.#log.turn += 1;
    this.#log.write('turn-start', {});
    this.#log.write('transcript-final', { text, understood: true, typed: true });
    this.#log.write('turn-end', { silence_ms: 0 });
    const decidedMs = this.#parts.options.date().getTime();
    return this.#answer(this.#dialogue.reply({ text, understood: true }, signal), decidedMs);
  }

  async #answer(acts: AsyncIterable<DialogueAct>, decidedMs: number | null): Promise<void> {
    const { options, onWords } = this.#parts;
    const { turn } = this.#log;
    let isTimed = decidedMs === null;
    let disposition: string | null;
    try {
      disposition = await writeAnswer(acts, {
        dialogue: this.#dialogue,
        log: this.#log,
        onWords: (said) => {
          onWords(this.run.id, turn, said);
          // After a failure the agent speaks by itself.
          if (isTimed || said.source !== 'model' || this.#log.events.at(-1)?.type === 'error') return;
          isTimed = true;
          this.#log.write('latency', {
            ...noLatency,
            llm_first_token_ms: options.date().getTime() - (decidedMs ?? 0),
          });
        },
      });
    } catch (thrown) {
      logFailure(this.#log, 'dialogue', thrown);
      disposition = 'unexpected_error';
    }
    if (disposition !== null) await this.close(disposition);
  }

  /** Keeps what is known after the turn. Waits for tools and values, within a limit; aborted, it gives tools up. */
  async settle(signal: AbortSignal): Promise<void> {
    if (this.disposition !== null) return;
    const checkpoint = await this.#dialogue.checkpoint(signal);
    const { turn, events } = this.#log;
    this.turns.push({ turn, seq: events.length, line: this.#line, checkpoint });
    await this.#log.flush();
    await keepTurn(await this.#parts.options.store.runFolder(this.run.id), this.turns);
  }

  /** Ends the run; once. Never rejects: what could not be kept is in the log of the studio. */
  async close(disposition: string, signal = new AbortController().signal): Promise<void> {
    if (this.disposition !== null) return;
    this.disposition = disposition;
    const { store, prices, date, logger } = this.#parts.options;
    try {
      await this.#dialogue.finish(disposition, signal);
      this.#stopFallbacks();
      await closeRun({
        store,
        log: this.#log,
        run: this.run,
        gatheredContext: this.#dialogue.gatheredContext,
        usage: {
          llm: Object.fromEntries(this.#dialogue.llmUsage),
          tts: {},
          stt: {},
          call_duration_seconds: (date().getTime() - this.#startedMs) / 1000,
        },
        prices: await prices?.(),
        endedAt: date(),
      });
    } catch (thrown) {
      logger.log('error', 'the run of a text test could not be closed', {
        run: this.run.id,
        error: String(thrown),
      });
    } finally {
      this.providers.release?.();
    }
  }
}

/** Events have other numbers here than in the run that they were taken from. */
function renumbered(turns: readonly KeptTurn[], events: readonly RunEvent[]): KeptTurn[] {
  const lastOf = new Map(events.map(({ turn, seq }) => [turn, seq]));
  return turns.map((kept) => ({ ...kept, seq: lastOf.get(kept.turn) ?? kept.seq }));
}

/** Of an answer in writing only the model's part is waited for. */
const noLatency = {
  voice_to_voice_ms: null,
  endpointing_ms: null,
  stt_final_ms: null,
  tts_first_audio_ms: null,
  own_overhead_ms: null,
};

function mustRun({ name, document }: CallWorkflow, start: BranchStart | null): void {
  const [first, ...more] = validateWorkflow(document);
  if (first)
    throw new WorkflowError(
      'workflow-invalid',
      `“${name}” cannot be tested yet: ${first.message}${more.length > 0 ? ` (and ${String(more.length)} more)` : ''}`,
    );
  const last = start?.turns.at(-1);
  const problem = last ? checkpointProblem(document, last.checkpoint) : null;
  if (problem !== null) throw new WorkflowError('workflow-invalid', problem);
}
