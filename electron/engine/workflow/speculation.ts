/**
 * Speculation: the answer to what the caller has probably said, begun before it is certain that they are done.
 *
 *   prepare ──► request 0 ──► words ──────────────────────────► taken by a reply that makes the same request,
 *                  │ the whole answer is an edge                 or thrown away with its tokens counted
 *                  ▼
 *               transition speech, then request 1 under the next node's prompt, and so on
 *
 * Nothing here is seen outside: it works on a copy of the history and emits nothing until it is taken or thrown away.
 * What is taken is decided by comparing requests, so whatever changed in between (a value extracted, a tool's answer,
 * words that were not heard) makes the reply ask anew. No tool is run ahead, and no edge is followed whose next prompt
 * waits for what is still to be extracted.
 */
import { isDeepStrictEqual } from 'node:util';
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import type { LanguageModel, LlmEvent, LlmFinish, LlmMessage, LlmRequest } from '../providers/spec/llm.ts';
import { planCalls, refusalResult, takenResult } from './call-plan.ts';
import type { CompiledEdge, CompiledNode, CompiledWorkflow } from './compile.ts';
import { lookAtGuards, type StayInNode } from './guard-look.ts';
import type { History } from './history.ts';
import { ReadAhead } from './read-ahead.ts';
import type { RecordedLines } from './recorded-lines.ts';
import { Replay } from './replay.ts';
import type { ReplyReader } from './reply-reader.ts';
import { buildRequest } from './request.ts';
import type { RunContext } from './run-context.ts';

/** Edges followed ahead; more would be a model that spins. */
const maxEdgesAhead = 3;

type SpeculationEvent = RunEventPayload<'speculation'>;
type Reason = NonNullable<SpeculationEvent['reason']>;

export interface SpeculationOptions {
  llm: LanguageModel;
  recordings: RecordedLines;
  graph: CompiledWorkflow;
  context: RunContext;
  node: CompiledNode;
  /** The caller's probable turn among its turns. */
  stay: StayInNode;
  /** A copy of the run's history with the caller's probable words in it; may be written to. */
  history: History;
  text: string;
  /** Resolves when the first request may be made. */
  ready: Promise<unknown>;
  /** The caller went on. No longer looked at once something has been taken. */
  signal: AbortSignal;
  /** Told of every request once it is taken or thrown away; `finish` when it is thrown away after its end. */
  onOutcome: (event: SpeculationEvent, finish: LlmFinish | null) => void;
}

export class Speculation {
  readonly #options: SpeculationOptions;
  readonly #words = new Replay<string>();
  /** Requests made and not taken yet, in the order in which the walk would make them. */
  readonly #waiting: ReadAhead[] = [];
  /** Every request made, with its place in the walk. */
  readonly #steps = new Map<ReadAhead, number>();
  /** Taken from, or thrown away: nothing more is begun. */
  #closed = false;
  readonly #onAbort = (): void => {
    this.discard('caller-went-on');
  };

  constructor(options: SpeculationOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal.aborted) this.#close();
    else
      void this.#run().finally(() => {
        this.#words.end();
      });
  }

  /** The words that would be said first, for synthesis ahead; a line break stands between two speeches. */
  words(): AsyncIterable<string> {
    return this.#words.read();
  }

  /**
   * The answer to this request, when it is the one that was asked ahead; null when it has to be asked anew.
   *
   * @param requestAt the request that the walk makes, as of a moment
   */
  take(requestAt: (at: Date) => LlmRequest, signal: AbortSignal): AsyncIterable<LlmEvent> | null {
    const ahead = this.#waiting[0];
    if (!ahead) {
      // Asked for before the first request was made.
      this.#close();
      return null;
    }
    const request = requestAt(ahead.at);
    if (ahead.failed || !sameRequest(ahead.request, request)) {
      const otherWords = !sameWords(callerWords(ahead.request), callerWords(request));
      this.discard(ahead.failed ? 'failed' : otherWords ? 'other-words' : 'context-changed');
      return null;
    }
    this.#close();
    this.#waiting.shift();
    this.#tell(ahead, { outcome: 'used', saved_ms: ahead.savedMs, reason: null, usage: null }, null);
    return ahead.take(signal);
  }

  /** Throws away what has not been taken. */
  discard(reason: Reason): void {
    this.#close();
    for (const ahead of this.#waiting.splice(0)) {
      const { finish } = ahead.reply;
      ahead.abort();
      this.#tell(
        ahead,
        { outcome: 'discarded', saved_ms: null, reason, usage: finish?.usage ?? null },
        finish,
      );
    }
  }

  #close(): void {
    this.#closed = true;
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#words.end();
  }

  #tell(ahead: ReadAhead, outcome: Omit<SpeculationEvent, 'text' | 'step'>, finish: LlmFinish | null): void {
    const { text, onOutcome } = this.#options;
    onOutcome({ text, step: this.#steps.get(ahead) ?? 0, ...outcome }, finish);
  }

  async #run(): Promise<void> {
    await this.#options.ready;
    let { node, stay } = this.#options;
    for (let edges = 0; edges <= maxEdgesAhead && !this.#closed; edges += 1) {
      // What a guard is to compare is looked for in words that are not certain yet.
      if (node.guardsNeedOwn) return;
      const { taken } = lookAtGuards(node, this.#options.history, this.#options.context, stay);
      const entered = taken && this.#followGuard(taken);
      stay = { turns: 0, enteredAtMs: this.#options.context.now().getTime() };
      if (entered) {
        node = entered;
        continue;
      }
      if (taken) return;
      const ahead = this.#ask(node);
      for await (const words of ahead.words()) this.#words.push(words);
      if (this.#isClosed() || ahead.failed) return;
      const next = this.#follow(node, ahead.reply);
      if (!next) return;
      node = next;
    }
  }

  // A method, since the compiler does not know that waiting may change it.
  #isClosed(): boolean {
    return this.#closed;
  }

  #ask(node: CompiledNode): ReadAhead {
    const { llm, history, context, recordings } = this.#options;
    const at = context.now();
    const request = buildRequest(node, history, context, at, recordings);
    history.markShown();
    const ahead = new ReadAhead({ llm, request, at, now: () => context.now(), recordings });
    this.#steps.set(ahead, this.#steps.size);
    this.#waiting.push(ahead);
    return ahead;
  }

  /** The node that the walk would be in after this reply, with the history as it would be; null: not to be followed. */
  #follow(node: CompiledNode, reply: ReplyReader): CompiledNode | null {
    const { history } = this.#options;
    if (node.type === 'endCall' && reply.text !== '') return null;
    // The walk will give the call an id that is not known here.
    if (reply.calls.some((call) => !reply.hasOwnId(call, history))) return null;
    const plan = planCalls(reply.calls, node, { edges: true, tools: true, running: () => false });
    if (plan.last?.do !== 'take-edge' || plan.tools.length > 0) return null;
    const { call, edge } = plan.last;
    const target = this.#targetOf(edge);
    if (!target) return null;
    history.addAgent(reply.text, null, [...reply.calls]);
    for (const refusal of plan.refusals) history.addToolResult(refusal.call, refusalResult(refusal), false);
    history.addToolResult(call, takenResult, true);
    if (reply.text !== '') this.#words.push('\n');
    this.#speakOn(edge);
    return target;
  }

  #followGuard(edge: CompiledEdge): CompiledNode | null {
    const target = this.#targetOf(edge);
    if (!target) return null;
    this.#options.history.markEntered();
    this.#speakOn(edge);
    return target;
  }

  /** Where an edge leads; null when what is known there cannot be known yet. */
  #targetOf(edge: CompiledEdge): CompiledNode | null {
    const target = this.#options.graph.nodes.get(edge.targetId);
    return !target || target.usesGathered ? null : target;
  }

  #speakOn(edge: CompiledEdge): void {
    const { context, recordings } = this.#options;
    const speech = context.render(edge.transitionSpeech ?? '').trim();
    const played = edge.transitionRecordingId !== null && recordings.has(edge.transitionRecordingId);
    if (speech !== '' && !played) this.#words.push(`${speech}\n`);
  }
}

/** Case, punctuation and spacing aside: a recogniser's final often differs from its partial in no more. */
function sameWords(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const lastUser = ({ messages }: LlmRequest): number => messages.findLastIndex(({ role }) => role === 'user');
const callerWords = (request: LlmRequest): string => request.messages[lastUser(request)]?.content ?? '';

/** The same but for how the caller's last words are written. */
function sameRequest(ahead: LlmRequest, now: LlmRequest): boolean {
  const at = lastUser(ahead);
  return (
    at === lastUser(now) &&
    ahead.messages.length === now.messages.length &&
    ahead.functions === now.functions &&
    isDeepStrictEqual([ahead.step, ahead.now], [now.step, now.now]) &&
    sameWords(callerWords(ahead), callerWords(now)) &&
    ahead.messages.every((message, index) => index === at || sameMessage(message, now.messages[index]))
  );
}

/** Both were made from one history, so that equal calls are mostly the same object: cheap for long conversations. */
function sameMessage(a: LlmMessage, b: LlmMessage | undefined): boolean {
  if (a.role !== b?.role || a.content !== b.content) return false;
  if (a.role === 'tool') return b.role === 'tool' && a.callId === b.callId && a.name === b.name;
  if (a.role !== 'assistant' || b.role !== 'assistant') return true;
  return a.functionCalls === b.functionCalls || isDeepStrictEqual(a.functionCalls, b.functionCalls);
}
