/**
 * One execution of a workflow: a walk over its nodes in which the model speaks and decides which edge to take.
 *
 *   open ──► start node ──greeting, or the model──► waiting for the caller
 *                                                          │ reply
 *                                                          ▼
 *        ┌────────────── model under the node's prompt ◄───┴──────────────────────┐
 *        │ words                      │ a function that is an edge                │
 *        ▼                            ▼                                           │
 *   waiting; at an end      extraction (background) → transition speech →         │
 *   node: hang-up           transition, node-enter → result {"status":"done"} ────┘
 */
import type { GatheredContext, LlmUsage } from '#shared/domain/run.ts';
import type { SpeechSource } from '#shared/domain/run-event.ts';
import { renderTemplate } from '#shared/base/templates.ts';
import { formatZonedIso, machineTimeZone } from '#shared/base/time-zones.ts';
import type { LlmFinish, LlmFunctionCall, LlmRequest } from '../providers/spec/llm.ts';
import type { SttHints } from '../providers/spec/stt.ts';
import { asAsync, type RunAct } from './acts.ts';
import { compileWorkflow, type CompiledEdge, type CompiledNode, type CompiledWorkflow } from './compile.ts';
import { Extractor } from './extractor.ts';
import { Gathered } from './gathered.ts';
import { History } from './history.ts';
import { streamReply, type ModelReply } from './model-reply.ts';
import type { WorkflowRun, WorkflowRunOptions } from './run-options.ts';
import { linesOf, settingsOf, type WorkflowLines, type WorkflowSettings } from './settings.ts';
import { addUsage } from './usage.ts';

/** Edges that may be taken without a word of the caller, so that a model cannot spin. */
export const maxTransitionsPerTurn = 8;
/** Empty replies, or calls of functions that do not exist, in one turn before the agent says so. */
const maxUselessReplies = 2;
/** Failed turns in a row after which the run hangs up. */
const maxFailedTurns = 2;
/** Longest wait for the extraction whose values the next prompt shows, ms. */
const gatheredWaitMs = 3000;
/** Longest wait for extraction when the call is over, ms (the reference's). */
const finalExtractionMs = 30_000;
/** Outcome of a call that the agent ended, unless the end node names its own `call_disposition`. */
const agentEnded = 'end_call_tool';

export class WorkflowWalk implements WorkflowRun {
  readonly openingDelayMs: number;
  readonly settings: WorkflowSettings;
  readonly #options: WorkflowRunOptions;
  readonly #lines: WorkflowLines;
  readonly #graph: CompiledWorkflow;
  readonly #timeZone: string;
  readonly #history = new History();
  readonly #gathered = new Gathered();
  readonly #usage = new Map<string, LlmUsage>();
  readonly #extractor: Extractor;
  #node: CompiledNode;
  #transitions = 0;
  #failedTurns = 0;
  #finished: Promise<void> | null = null;

  constructor(options: WorkflowRunOptions) {
    const { document, llm, emit } = options;
    this.#options = options;
    this.#graph = compileWorkflow(document);
    this.#node = this.#graph.start;
    this.#timeZone = options.timeZone ?? machineTimeZone();
    this.#lines = linesOf(document);
    this.settings = settingsOf(document);
    this.openingDelayMs = this.#graph.start.delayMs;
    this.#extractor = new Extractor({
      llm,
      emit,
      history: this.#history,
      render: (text) => this.#render(text),
      nowIso: () => this.#nowIso(),
      onValues: (values) => {
        this.#gathered.merge(values);
      },
      onUsage: (finish) => {
        this.#count(finish);
      },
    });
  }

  get node(): Pick<CompiledNode, 'id' | 'name' | 'type'> {
    return this.#node;
  }

  get gatheredContext(): GatheredContext {
    return this.#gathered.context;
  }

  get llmUsage(): ReadonlyMap<string, LlmUsage> {
    return this.#usage;
  }

  hints(): SttHints {
    return { functions: this.#node.functions, variables: this.#node.extraction?.variables ?? [] };
  }

  async *open(signal: AbortSignal): AsyncIterable<RunAct> {
    this.#enter(this.#graph.start);
    const greeting = this.#render(this.#node.greeting ?? '').trim();
    if (greeting === '') yield* this.#answer(signal);
    else yield* this.#line(greeting, 'greeting', this.#node.allowInterrupt);
  }

  async *reply(turn: { text: string; understood: boolean }, signal: AbortSignal): AsyncIterable<RunAct> {
    this.#transitions = 0;
    this.#history.addCaller(turn.text, turn.understood);
    yield* this.#answer(signal);
  }

  idle(attempt: number, signal: AbortSignal): AsyncIterable<RunAct> {
    return asAsync(this.#afterSilence(attempt, signal));
  }

  *#afterSilence(attempt: number, signal: AbortSignal): Generator<RunAct> {
    if (signal.aborted) return;
    if (attempt > 1) {
      yield* this.#line(this.#render(this.#lines.idleGoodbye), 'goodbye', false);
      yield { type: 'hang-up', disposition: 'user_idle_max_duration_exceeded' };
      return;
    }
    // With the question asked again, a "yes" answers the question and not the "are you there".
    const parts = [this.#render(this.#lines.idlePrompt), this.#history.lastQuestion()];
    yield* this.#line(parts.filter((part) => part !== '').join(' '), 'idle', this.#node.allowInterrupt);
  }

  heard(speechId: string, textPlayed: string): void {
    this.#history.heard(speechId, textPlayed);
  }

  finish(disposition: string, signal: AbortSignal): Promise<void> {
    this.#finished ??= this.#finish(disposition, signal);
    return this.#finished;
  }

  async #finish(disposition: string, signal: AbortSignal): Promise<void> {
    if (disposition !== 'pipeline_error' && disposition !== 'voicemail_detected') {
      this.#extractor.schedule(this.#node);
      await this.#extractor.settled(finalExtractionMs, signal);
    }
    this.#extractor.stop();
    this.#gathered.close(disposition);
  }

  /** Lets the model speak and walk until it waits for the caller or has hung up. */
  async *#answer(signal: AbortSignal): AsyncIterable<RunAct> {
    let said = false;
    let useless = 0;
    while (!signal.aborted) {
      if (this.#node.usesGathered) await this.#extractor.settled(gatheredWaitMs, signal);
      const reply = yield* this.#generate(signal);
      if (reply.aborted) return;
      if (reply.error) {
        yield* this.#afterFailure();
        return;
      }
      this.#failedTurns = 0;
      said ||= reply.said;
      if (reply.said && this.#node.type === 'endCall') {
        for (const call of reply.calls) this.#refuse(call, 'The call is ending.');
        yield this.#hangUp();
        return;
      }
      if (reply.said && reply.calls.length === 0) return;
      const walk = yield* this.#handleCalls(reply.calls);
      if (walk === 'moved') continue;
      useless += 1;
      if (walk === 'nowhere' && useless < maxUselessReplies) continue;
      yield* this.#nothingToSay(said);
      return;
    }
  }

  /** A reply under the present node's prompt; asked for once more when it failed before its first word. */
  async *#generate(signal: AbortSignal): AsyncGenerator<RunAct, ModelReply> {
    const { llm, ids, emit } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const reply = yield* streamReply(
        {
          llm,
          ids,
          history: this.#history,
          interruptible: this.#node.allowInterrupt,
          onUsage: (finish) => {
            this.#count(finish);
          },
        },
        this.#request(),
        signal,
      );
      if (!reply.error) return reply;
      const { code, message, retryable } = reply.error;
      emit('error', { code, message, retryable, stage: 'llm' });
      if (!retryable || reply.said || attempt > 1) return reply;
    }
  }

  /** Answers every call: the first edge is taken, all else refused. */
  *#handleCalls(calls: LlmFunctionCall[]): Generator<RunAct, 'moved' | 'nowhere' | 'spinning'> {
    const edgeOf = (call: LlmFunctionCall): CompiledEdge | undefined =>
      this.#node.edges.find((edge) => edge.function.name === call.name);
    const taken = calls.find((call) => edgeOf(call) !== undefined);
    const edge = taken && edgeOf(taken);
    const spinning = edge !== undefined && this.#transitions >= maxTransitionsPerTurn;
    for (const call of calls) {
      if (call === taken && !spinning) continue;
      if (spinning && call === taken) this.#refuse(call, 'Wait for the caller to speak.');
      else if (edgeOf(call)) this.#refuse(call, 'Only one function may be called at a time.');
      else this.#refuse(call, this.#unknownFunction(call.name));
    }
    if (spinning) {
      this.#options.emit('error', {
        code: 'workflow-invalid',
        message: `The model took ${maxTransitionsPerTurn} edges without a word of the caller. See the prompts and conditions around “${this.#node.name}”.`,
        retryable: false,
        stage: 'workflow',
      });
      return 'spinning';
    }
    if (!edge) return 'nowhere';
    this.#transitions += 1;
    yield* this.#take(edge, taken);
    return 'moved';
  }

  *#take(edge: CompiledEdge, call: LlmFunctionCall): Generator<RunAct, void> {
    const { emit } = this.#options;
    const from = this.#node;
    const target = this.#graph.nodes.get(edge.targetId);
    if (!target) return;
    emit('function-call-start', { call_id: call.id, name: call.name, arguments: call.arguments });
    this.#extractor.schedule(from);
    try {
      const speech = this.#render(edge.transitionSpeech ?? '').trim();
      // Not remembered: the model did not say it.
      if (speech !== '') yield* this.#say(this.#options.ids.next('speech'), speech, 'transition', false);
    } finally {
      // A transition taken stays taken, even when the listener leaves during its speech.
      emit('transition', {
        edge_id: edge.id,
        label: edge.label,
        function_name: edge.function.name,
        from_node_id: from.id,
        from_node_name: from.name,
        to_node_id: target.id,
        to_node_name: target.name,
      });
      this.#enter(target);
      this.#answerCall(call, { status: 'done' }, true);
    }
  }

  #refuse(call: LlmFunctionCall, error: string): void {
    this.#options.emit('function-call-start', {
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    });
    this.#answerCall(call, { status: 'error', error }, false);
  }

  #answerCall(call: LlmFunctionCall, result: unknown, transition: boolean): void {
    this.#history.addToolResult(call, result, transition);
    this.#options.emit('function-call-end', { call_id: call.id, name: call.name, result });
  }

  #unknownFunction(name: string): string {
    const names = this.#node.functions.map((one) => one.name);
    const instead =
      names.length === 0 ? 'Answer in words.' : `Call one of: ${names.join(', ')}; or answer in words.`;
    return `There is no function “${name}” here. ${instead}`;
  }

  #enter(node: CompiledNode): void {
    this.#node = node;
    this.#gathered.enter(node.name);
    this.#options.emit('node-enter', { node_id: node.id, node_name: node.name, node_type: node.type });
  }

  /** The model has twice answered with nothing that can be used. */
  *#nothingToSay(said: boolean): Generator<RunAct> {
    const atEnd = this.#node.type === 'endCall';
    const line = this.#render(atEnd ? this.#lines.emptyGoodbye : this.#lines.emptyReply);
    if (atEnd) yield* this.#line(line, 'goodbye', false);
    else if (!said) yield* this.#line(line, 'model', this.#node.allowInterrupt);
    if (atEnd) yield this.#hangUp();
  }

  *#afterFailure(): Generator<RunAct> {
    this.#failedTurns += 1;
    if (this.#node.type === 'endCall') {
      yield* this.#line(this.#render(this.#lines.emptyGoodbye), 'goodbye', false);
      yield this.#hangUp();
    } else if (this.#failedTurns >= maxFailedTurns) {
      yield* this.#line(this.#render(this.#lines.errorGoodbye), 'goodbye', false);
      yield { type: 'hang-up', disposition: 'pipeline_error' };
    } else {
      yield* this.#line(this.#render(this.#lines.errorApology), 'model', this.#node.allowInterrupt);
    }
  }

  #hangUp(): RunAct {
    return { type: 'hang-up', disposition: this.#node.disposition ?? agentEnded };
  }

  /** A fixed line that the model remembers having said. */
  *#line(text: string, source: SpeechSource, interruptible: boolean): Generator<RunAct> {
    const speechId = this.#options.ids.next('speech');
    this.#history.addAgent(text, speechId, []);
    yield* this.#say(speechId, text, source, interruptible);
  }

  *#say(speechId: string, text: string, source: SpeechSource, interruptible: boolean): Generator<RunAct> {
    yield { type: 'say', speechId, text, source, interruptible };
    yield { type: 'say-end', speechId };
  }

  #request(): LlmRequest {
    const node = this.#node;
    const nodePrompt = this.#render(node.prompt);
    const system = [this.#render(node.globalPrompt ?? ''), nodePrompt]
      .filter((part) => part !== '')
      .join('\n\n');
    return {
      messages: this.#history.messages(system),
      functions: node.functions,
      step: { nodeName: node.name, nodeType: node.type, nodePrompt },
      now: this.#nowIso(),
    };
  }

  #nowIso(): string {
    return formatZonedIso(this.#options.now(), this.#timeZone);
  }

  #render(text: string): string {
    const { initialContext, now } = this.#options;
    const context = {
      ...initialContext,
      initial_context: initialContext,
      gathered_context: this.#gathered.templateContext,
    };
    return renderTemplate(text, context, { now: now(), timeZone: this.#timeZone });
  }

  /** A chain of models says who answered. */
  #count({ usage, provider = this.#options.llm.provider, model = this.#options.llm.model }: LlmFinish): void {
    const key = `${provider}|||${model}`;
    this.#usage.set(key, addUsage(this.#usage.get(key), usage));
    this.#options.emit('usage', { provider, model, usage });
  }
}
