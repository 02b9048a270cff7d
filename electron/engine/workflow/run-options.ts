/** What a workflow run needs, and what it gives. */
import type { RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { GatheredContext, LlmUsage } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { IdSource } from '../base/ids.ts';
import type { LanguageModel } from '../providers/spec/llm.ts';
import type { SttHints } from '../providers/spec/stt.ts';
import type { RunCheckpoint } from './checkpoint.ts';
import type { CompiledNode } from './compile.ts';
import type { RunAct } from './acts.ts';
import type { RecordedLines } from './recorded-lines.ts';
import type { WorkflowSettings } from './settings.ts';
import type { OfferedTools } from './tool-port.ts';

/** Writes a run event; the owner of the run adds sequence number, times, turn and node. */
export type Emit = <T extends RunEventType>(type: T, payload: RunEventPayload<T>) => void;

export interface WorkflowRunOptions {
  document: WorkflowDocument;
  llm: LanguageModel;
  emit: Emit;
  now: () => Date;
  ids: IdSource;
  initialContext: Record<string, unknown>;
  /** IANA zone for templates that name none; null is the machine's. */
  timeZone: string | null;
  /** The sound of it is kept, which the document may want to have announced; a text run's is not. */
  isRecorded?: boolean;
  /** The tools that the document's nodes name; null for none. */
  tools: OfferedTools | null;
  /** Recordings that may be played; absent: there are none. */
  recordings?: RecordedLines | undefined;
  /** Goes on from here instead of from the start; the document may be another than the one it was taken with. */
  from?: RunCheckpoint | undefined;
}

/** Fulfils the `Dialogue` port of the voice room (see there for what each method promises). */
export interface WorkflowRun {
  readonly openingDelayMs: number;
  /** The node that the run is in. */
  readonly node: Pick<CompiledNode, 'id' | 'name' | 'type'>;
  /** Complete once `finish` has resolved. */
  readonly gatheredContext: GatheredContext;
  /** Tokens so far by `provider|||model`. */
  readonly llmUsage: ReadonlyMap<string, LlmUsage>;
  readonly settings: WorkflowSettings;
  hints(): SttHints;
  open(signal: AbortSignal): AsyncIterable<RunAct>;
  reply(turn: { text: string; understood: boolean }, signal: AbortSignal): AsyncIterable<RunAct>;
  prepare(turn: { text: string; understood: boolean }, signal: AbortSignal): AsyncIterable<string>;
  ahead(): readonly string[];
  overhear(turn: { text: string; understood: boolean }, by: 'caller' | 'operator'): void;
  goOn(signal: AbortSignal): AsyncIterable<RunAct>;
  /** A supervisor's word, for the next reply and those after it; the caller never hears of it. */
  instruct(text: string): void;
  idle(attempt: number, signal: AbortSignal): AsyncIterable<RunAct>;
  heard(speechId: string, textPlayed: string): void;
  /** Between two turns: see `checkpoint.ts`. Waits for tools and extraction, within a limit; aborted, it gives tools up. */
  checkpoint(signal: AbortSignal): Promise<RunCheckpoint>;
  finish(disposition: string, signal: AbortSignal): Promise<void>;
}
