/** One execution of a workflow, as the voice (or a text run) drives it: opening, replies, silences, the end. */
import type { GatheredContext, LlmUsage } from '#shared/domain/run.ts';
import type { LlmEvent, LlmRequest } from '../providers/spec/llm.ts';
import type { SttHints } from '../providers/spec/stt.ts';
import type { RunAct } from './acts.ts';
import { aheadTexts, idleLine } from './ahead.ts';
import { Answering } from './answer.ts';
import { checkpointWaitMs, nodeOfCheckpoint, type RunCheckpoint } from './checkpoint.ts';
import type { CompiledNode } from './compile.ts';
import { buildRequest } from './request.ts';
import type { WorkflowRun, WorkflowRunOptions } from './run-options.ts';
import { makeParts, type RunParts } from './run-parts.ts';
import type { WorkflowSettings } from './settings.ts';
import { Speculation } from './speculation.ts';

/** Longest wait for extraction when the call is over, ms (the reference's). */
const finalExtractionMs = 30_000;

/** Ends after which nothing more is looked for: it failed, there was no caller, or the talk goes on in another run. */
const withoutExtraction: ReadonlySet<string> = new Set([
  'pipeline_error',
  'voicemail_detected',
  'branch_left',
]);

interface Turn {
  text: string;
  understood: boolean;
}

export class WorkflowWalk implements WorkflowRun {
  readonly openingDelayMs: number;
  readonly settings: WorkflowSettings;
  readonly #parts: RunParts;
  readonly #answering: Answering;
  #speculation: Speculation | null = null;
  /** The caller is told first that the call is recorded. */
  readonly #announces: boolean;
  #opened = false;
  #finished: Promise<void> | null = null;

  constructor(options: WorkflowRunOptions) {
    this.#parts = makeParts(options);
    this.#answering = new Answering(this.#parts, (signal) => this.#ask(signal));
    this.settings = this.#parts.settings;
    this.#announces =
      options.document.workflow_configurations?.recording === 'announced' && options.isRecorded === true;
    this.openingDelayMs = this.#parts.graph.start.delayMs;
    if (options.from) this.#restore(options.from);
  }

  get node(): Pick<CompiledNode, 'id' | 'name' | 'type'> {
    return this.#parts.position.node;
  }

  get gatheredContext(): GatheredContext {
    return this.#parts.gathered.context;
  }

  get llmUsage(): ReadonlyMap<string, LlmUsage> {
    return this.#parts.usage.totals;
  }

  hints(): SttHints {
    const { edges, tools, extraction } = this.#parts.position.node;
    // A tool that no caller asks for by certain words has nothing to tell a recogniser.
    const asked = tools.filter((tool) => (tool.function.examples?.length ?? 0) > 0);
    return {
      functions: [...asked.map((tool) => tool.function), ...edges.map((edge) => edge.hint)],
      variables: extraction?.variables ?? [],
    };
  }

  ahead(): readonly string[] {
    const { position, lines, history, context, recordings } = this.#parts;
    const first = this.#announces && !this.#opened ? [context.render(lines.recordingAnnouncement)] : [];
    const next = aheadTexts({
      recordings,
      node: position.node,
      opening: !this.#opened,
      lines,
      lastQuestion: history.lastQuestion(),
      render: (text) => context.render(text),
    });
    return [...first, ...next];
  }

  async *open(signal: AbortSignal): AsyncGenerator<RunAct, void> {
    const { position, graph, speaker, lines } = this.#parts;
    this.#opened = true;
    position.enter(graph.start);
    const { greeting, greetingRecordingId, allowInterrupt } = position.node;
    // No part of the conversation, which begins behind it.
    if (this.#announces)
      yield* speaker.aside({ text: lines.recordingAnnouncement, recordingId: null }, 'greeting', false);
    const line = speaker.choose({ text: greeting, recordingId: greetingRecordingId });
    if (line === null) yield* this.#answer(signal);
    else yield* speaker.line(line, 'greeting', allowInterrupt);
  }

  async *reply(turn: Turn, signal: AbortSignal): AsyncGenerator<RunAct, void> {
    this.#parts.position.callerTurn();
    this.#parts.history.addCaller(turn.text, turn.understood);
    yield* this.#answer(signal);
  }

  prepare(turn: Turn, signal: AbortSignal): AsyncIterable<string> {
    const { llm, graph, context, position, tools, emit, usage, recordings } = this.#parts;
    this.#speculation?.discard('replaced');
    const history = this.#parts.history.fork();
    history.addCaller(turn.text, turn.understood);
    tools.deliverTo(history);
    this.#speculation = new Speculation({
      llm,
      recordings,
      graph,
      context,
      node: position.node,
      stay: { ...position.stay, turns: position.stay.turns + 1 },
      history,
      text: turn.text,
      ready: this.#parts.gatheredKnown(signal),
      signal: this.#finished ? AbortSignal.abort() : signal,
      onOutcome: (event, finish) => {
        if (finish) usage.add(finish);
        emit('speculation', event);
      },
    });
    return this.#speculation.words();
  }

  async *idle(attempt: number, signal: AbortSignal): AsyncGenerator<RunAct, void> {
    if (signal.aborted) return;
    const { context, position, history, lines, speaker, tools } = this.#parts;
    this.#speculation?.discard('unused');
    position.newTurn();
    if (tools.waiting) {
      // The answer that called them was cut, and no turn came of it: what they find out is still to be said.
      await tools.settled(null, signal);
      yield* this.#answer(signal);
    } else if (this.#answering.look(signal).taken) {
      // A guard of time, most likely: it takes the call on instead of asking whether the caller is there.
      yield* this.#answer(signal);
    } else if (attempt > 1) {
      yield* speaker.fixed(lines.idleGoodbye, 'goodbye', false);
      yield { type: 'hang-up', disposition: 'user_idle_max_duration_exceeded' };
    } else {
      const line = idleLine(context.render(lines.idlePrompt), history.lastQuestion());
      yield* speaker.line({ text: line }, 'idle', position.node.allowInterrupt);
    }
  }

  overhear(turn: Turn, by: 'caller' | 'operator'): void {
    this.#speculation?.discard('unused');
    const { position, history } = this.#parts;
    if (by === 'operator') {
      // To the caller it was our side that spoke. What was not understood is told by who hands back.
      if (turn.understood) history.addAgent(turn.text, null, []);
      return;
    }
    position.callerTurn();
    history.addCaller(turn.text, turn.understood);
  }

  async *goOn(signal: AbortSignal): AsyncGenerator<RunAct, void> {
    if (this.#opened) {
      this.#parts.position.newTurn();
      yield* this.#answer(signal);
    } else yield* this.open(signal);
  }

  instruct(text: string): void {
    this.#parts.context.instruct(text);
  }

  heard(speechId: string, textPlayed: string): void {
    this.#parts.history.heard(speechId, textPlayed);
  }

  async checkpoint(signal: AbortSignal): Promise<RunCheckpoint> {
    const { position, history, gathered, tools, extractor, context } = this.#parts;
    await tools.settled(null, signal, checkpointWaitMs);
    if (signal.aborted) tools.giveUp();
    await extractor.settled(checkpointWaitMs);
    return {
      version: 1,
      node_id: position.node.id,
      node_name: position.node.name,
      opened: this.#opened,
      turns_in_node: position.stay.turns,
      in_node_ms: Math.max(0, context.now().getTime() - position.stay.enteredAtMs),
      extracted_ahead: extractor.ahead,
      failed_turns: this.#answering.failedTurns,
      history: history.save(),
      gathered: gathered.save(),
      arrived: tools.save(),
    };
  }

  #restore(from: RunCheckpoint): void {
    const { graph, position, history, gathered, tools, extractor, context } = this.#parts;
    position.node = nodeOfCheckpoint(graph, from);
    position.stay = {
      turns: from.turns_in_node,
      enteredAtMs: context.now().getTime() - from.in_node_ms,
    };
    extractor.ahead = from.extracted_ahead;
    this.#opened = from.opened;
    this.#answering.failedTurns = from.failed_turns;
    history.restore(from.history);
    gathered.restore(from.gathered);
    tools.restore(from.arrived);
  }

  finish(disposition: string, signal: AbortSignal): Promise<void> {
    this.#finished ??= this.#finish(disposition, signal);
    return this.#finished;
  }

  async #finish(disposition: string, signal: AbortSignal): Promise<void> {
    const { tools, extractor, position, gathered } = this.#parts;
    this.#speculation?.discard('unused');
    tools.stop();
    this.#deliverToolAnswers();
    if (!withoutExtraction.has(disposition)) {
      extractor.schedule(position.node);
      await extractor.settled(finalExtractionMs, signal);
    }
    extractor.stop();
    gathered.close(disposition);
  }

  async *#answer(signal: AbortSignal): AsyncGenerator<RunAct, void> {
    try {
      yield* this.#answering.answer(signal);
    } finally {
      this.#speculation?.discard('unused');
    }
  }

  /** Asks the model, or takes what was asked ahead. */
  #ask(signal: AbortSignal): AsyncIterable<LlmEvent> {
    const { llm, position, history, context, recordings } = this.#parts;
    this.#deliverToolAnswers();
    const requestAt = (at: Date): LlmRequest => buildRequest(position.node, history, context, at, recordings);
    const events = this.#speculation?.take(requestAt, signal) ?? llm.stream(requestAt(context.now()), signal);
    history.markShown();
    return events;
  }

  #deliverToolAnswers(): void {
    this.#parts.tools.deliverTo(this.#parts.history);
    this.#parts.tools.delivered();
  }
}
