/**
 * One answer of the agent: the model speaks, uses tools and takes edges until it waits for the caller or has hung up.
 *
 *        ┌──────────── model under the node's prompt ◄──────────────────────────────────────────┐
 *        │ words               │ tools                     │ an edge                            │
 *        ▼                     ▼                           ▼                                    │
 *   waiting; at an end   run beside the talk; their   extraction (background) → transition      │
 *   node: hang-up        answers come back to ─────►  speech → transition, node-enter           │
 *                        the model                    → result {"status":"done"} ───────────────┘
 */
import type { LlmEvent } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import { CallRunner } from './carry-out.ts';
import { streamReply, type ModelReply } from './model-reply.ts';
import { missingRecording } from './recorded-lines.ts';
import type { RunParts } from './run-parts.ts';

/** Empty replies, or calls of functions that do not exist, in one turn before the agent says so. */
const maxUselessReplies = 2;
/**
 * A request that failed this long after it was made is not made again, ms: it has been through its chain, or waited for
 * a vendor that does not answer, and the caller has waited enough.
 */
const retryWithinMs = 2000;
/** Failed turns in a row after which the run hangs up. */
const maxFailedTurns = 2;

export class Answering {
  readonly #parts: RunParts;
  readonly #calls: CallRunner;
  readonly #ask: (signal: AbortSignal) => AsyncIterable<LlmEvent>;
  /** In a row. */
  failedTurns = 0;

  /** @param ask requests a reply under the present node's prompt */
  constructor(parts: RunParts, ask: (signal: AbortSignal) => AsyncIterable<LlmEvent>) {
    this.#parts = parts;
    this.#calls = new CallRunner(parts);
    this.#ask = ask;
  }

  async *answer(signal: AbortSignal): AsyncGenerator<RunAct, void> {
    const { position, tools, gatheredKnown } = this.#parts;
    let said = false;
    let useless = 0;
    while (!signal.aborted) {
      await gatheredKnown(signal);
      const reply = yield* this.#generate(signal);
      if (reply.aborted) return;
      if (reply.error) {
        yield* this.#afterFailure(signal);
        return;
      }
      this.failedTurns = 0;
      said ||= reply.said;
      if (reply.said && position.node.type === 'endCall') {
        this.#calls.refuseAll(reply.calls);
        yield* this.#calls.hangUp(position.node.disposition, signal);
        return;
      }
      if (reply.said && reply.calls.length === 0) {
        // What tools of an earlier turn find out is told when it comes, also without a word of the caller.
        if (!tools.waiting) return;
        await tools.settled(null, signal);
        continue;
      }
      const carriedOut = yield* this.#calls.carryOut(reply.calls, signal);
      if (carriedOut === 'hung-up') return;
      if (carriedOut === 'on') continue;
      useless += 1;
      if (carriedOut === 'nowhere' && useless < maxUselessReplies) continue;
      yield* this.#nothingToSay(said, signal);
      return;
    }
  }

  /** A reply under the present node's prompt; asked for once more when it failed soon and before its first word. */
  async *#generate(signal: AbortSignal): AsyncGenerator<RunAct, ModelReply> {
    const { ids, emit, history, position, usage, context, recordings } = this.#parts;
    const onMissing = (id: string, spoken: string): void => {
      emit('error', missingRecording(id, spoken));
    };
    const askedMs = context.now().getTime();
    for (let attempt = 1; ; attempt += 1) {
      const interruptible = position.node.allowInterrupt;
      const events = this.#ask(signal);
      const reply = yield* streamReply(
        { ids, history, interruptible, recordings, onUsage: usage.add, onMissing },
        events,
        signal,
      );
      if (!reply.error) return reply;
      const { code, message, retryable } = reply.error;
      emit('error', { code, message, retryable, stage: 'llm' });
      const late = context.now().getTime() - askedMs > retryWithinMs;
      if (!retryable || reply.said || late || attempt > 1) return reply;
    }
  }

  /** The model has twice answered with nothing that can be used. */
  async *#nothingToSay(said: boolean, signal: AbortSignal): AsyncGenerator<RunAct, void> {
    const { position, speaker, lines } = this.#parts;
    if (position.node.type === 'endCall') yield* this.#goodbye(signal);
    else if (!said) yield* speaker.fixed(lines.emptyReply, 'model', position.node.allowInterrupt);
  }

  async *#afterFailure(signal: AbortSignal): AsyncGenerator<RunAct, void> {
    const { position, speaker, lines } = this.#parts;
    this.failedTurns += 1;
    if (position.node.type === 'endCall') yield* this.#goodbye(signal);
    else if (this.failedTurns >= maxFailedTurns) {
      yield* speaker.fixed(lines.errorGoodbye, 'goodbye', false);
      yield* this.#calls.hangUp('pipeline_error', signal);
    } else yield* speaker.fixed(lines.errorApology, 'model', position.node.allowInterrupt);
  }

  /** At an end node, in place of words of the model. */
  async *#goodbye(signal: AbortSignal): AsyncGenerator<RunAct, void> {
    const { position, speaker, lines } = this.#parts;
    yield* speaker.fixed(lines.emptyGoodbye, 'goodbye', false);
    yield* this.#calls.hangUp(position.node.disposition, signal);
  }
}
