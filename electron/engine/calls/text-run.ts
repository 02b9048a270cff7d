/** A run in text: the same dialogue, with lines for turns and no media. */
import type { Subscribe } from '../base/event.ts';
import type { IdSource } from '../base/ids.ts';
import type { Logger } from '../base/logger.ts';
import type { ProviderFallback } from '../providers/chain/index.ts';
import type { LanguageModel } from '../providers/spec/llm.ts';
import type { ToolSecrets } from '../tools/index.ts';
import type { DialogueAct } from '../voice/dialogue.ts';
import { createWorkflowRun, type WorkflowRun } from '../workflow/index.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { recordingsOf, type CallSounds } from './call-sounds.ts';
import { callTools } from './call-tools.ts';
import { providerName } from './providers.ts';
import { closeRun, closeUnopenedRun, createLoggedRun, logFailure, logRunStart } from './run-lifecycle.ts';
import type { RunLog } from './run-log.ts';
import type { RunStore } from './run-store.ts';
import type { CallWorkflow } from './call-workflow.ts';
import { writeAnswer } from './text-tests/written-answer.ts';

export interface TextRunOptions {
  store: RunStore;
  llm: LanguageModel;
  workflow: CallWorkflow;
  initialContext: Record<string, unknown>;
  /** What the caller writes, a turn each; after the last answer the caller hangs up. */
  lines: string[];
  ids: IdSource;
  date: () => Date;
  timeZone: string | null;
  /** Absent: only what is free has a known price. */
  prices?: PriceBook | undefined;
  /** The model's chain: who could not be used, and who gave way during the run. */
  leftOut?: readonly ProviderFallback[] | undefined;
  onFallback?: Subscribe<ProviderFallback> | undefined;
  /** Credentials of tools; absent: there are none. */
  toolSecrets?: ToolSecrets | undefined;
  /** Recordings stand in it with their words. */
  sounds?: CallSounds | undefined;
  logger: Logger;
  onEvent: (event: RunEvent) => void;
}

/** Plays the lines until either side ends the run. */
export async function textRun(options: TextRunOptions): Promise<Run> {
  const { store, llm, date } = options;
  const { run, log } = await createLoggedRun({ ...options, mode: 'text' });
  logRunStart(log, run, { vad: null, stt: null, llm: providerName(llm), tts: null });
  for (const fallback of options.leftOut ?? []) log.write('provider-fallback', fallback);
  const fallbacks = options.onFallback?.((fallback) => {
    log.write('provider-fallback', fallback);
  });
  const dialogue = await open(options, run, log);
  const { signal } = new AbortController();
  const startedMs = date().getTime();

  const answer = (acts: AsyncIterable<DialogueAct>): Promise<string | null> =>
    writeAnswer(acts, { dialogue, log });

  /** Who ended the run, and how. */
  const converse = async (): Promise<string> => {
    let disposition = await answer(dialogue.open(signal));
    for (const text of options.lines) {
      if (disposition !== null) break;
      log.turn += 1;
      log.write('turn-start', {});
      log.write('transcript-final', { text, understood: true, typed: true });
      log.write('turn-end', { silence_ms: 0 });
      disposition = await answer(dialogue.reply({ text, understood: true }, signal));
    }
    return disposition ?? 'user_hangup';
  };

  const disposition = await converse().catch((thrown: unknown) => {
    logFailure(log, 'dialogue', thrown);
    return 'unexpected_error';
  });
  await dialogue.finish(disposition, signal);
  fallbacks?.dispose();
  return closeRun({
    store,
    log,
    run,
    gatheredContext: dialogue.gatheredContext,
    usage: {
      llm: Object.fromEntries(dialogue.llmUsage),
      tts: {},
      stt: {},
      call_duration_seconds: (date().getTime() - startedMs) / 1000,
    },
    prices: options.prices,
    endedAt: date(),
  });
}

/** The run is under way, or closed as failed and the reason thrown. */
async function open(options: TextRunOptions, run: Run, log: RunLog): Promise<WorkflowRun> {
  const { store, llm, workflow, initialContext, ids, date, timeZone, logger } = options;
  try {
    const { document } = workflow;
    const emit = log.write;
    const tools = callTools(workflow, options.toolSecrets);
    const recordings = await recordingsOf(options.sounds, document, log);
    const dialogue = createWorkflowRun({
      document,
      llm,
      emit,
      now: date,
      ids,
      initialContext,
      timeZone,
      tools,
      recordings: recordings?.lines,
    });
    await store.updateRun(run.id, {
      state: 'running',
      started_at: date().toISOString(),
      transcript_url: `parley://runs/${run.id}/transcript.txt`,
    });
    return dialogue;
  } catch (thrown) {
    await closeUnopenedRun({ store, log, run, thrown, stage: 'call', endedAt: date(), logger });
    throw thrown;
  }
}
