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
import type { LlmEvent, LlmFunctionCall } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import type { CallPlan } from './call-plan.ts';
import { CallRunner, maxTransitionsPerTurn } from './carry-out.ts';
import { lookAtGuards, noGuards, type GuardLook } from './guard-look.ts';
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
    const { position, tools, extractor, gatheredKnown } = this.#parts;
    let said = false;
    let useless = 0;
    while (!signal.aborted) {
      if (position.node.guardsNeedOwn) extractor.scheduleAhead(position.node);
      await gatheredKnown(signal);
      const look = this.look(signal);
      if (look.taken) {
        this.#decided(look, [], `guard:${look.taken.label}`);
        yield* this.#calls.takeGuarded(look.taken);
        continue;
      }
      const offered = position.node.functions.map(({ name }) => name);
      const reply = yield* this.#generate(signal);
      if (reply.aborted) return;
      if (reply.error) {
        yield* this.#afterFailure(signal);
        return;
      }
      this.failedTurns = 0;
      said ||= reply.said;
      const plan = this.#calls.plan(reply.calls);
      this.#decided(look, offered, chosenOf(plan, reply.calls));
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
      const carriedOut = yield* this.#calls.carryOut(plan, signal);
      if (carriedOut === 'hung-up') return;
      if (carriedOut === 'on') continue;
      useless += 1;
      if (carriedOut === 'nowhere' && useless < maxUselessReplies) continue;
      yield* this.#nothingToSay(said, signal);
      return;
    }
  }

  /** The guards of the node as things are now. They are passed over once they have led in circles in this turn. */
  look(signal: AbortSignal): GuardLook {
    const { position, history, context } = this.#parts;
    if (signal.aborted || position.guardsSpun) return noGuards;
    const look = lookAtGuards(position.node, history, context, position.stay);
    if (!look.taken || position.transitions < maxTransitionsPerTurn) return look;
    position.guardsSpun = true;
    this.#calls.reportSpinning('guards');
    return noGuards;
  }

  #decided({ looks }: GuardLook, offered: string[], chosen: string | null): void {
    this.#parts.emit('decision', { guards: looks, offered, chosen });
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

/** What moves the call on, else the first tool, else what was called and refused; null when nothing was called. */
function chosenOf({ last, tools }: CallPlan, calls: readonly LlmFunctionCall[]): string | null {
  return (last?.call ?? tools[0]?.call ?? calls[0])?.name ?? null;
}
