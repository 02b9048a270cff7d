/** Tools under way: they run beside the conversation, and their answers wait until the model is asked next. */
import type { LlmFunctionCall } from '../providers/spec/llm.ts';
import { sameCall } from './call-plan.ts';
import type { ArrivedAnswer } from './checkpoint.ts';
import { settledWithin } from './deadline.ts';
import type { History } from './history.ts';
import type { RunContext } from './run-context.ts';
import type { Emit } from './run-options.ts';
import type { OfferedTool, ToolOutcome } from './tool-port.ts';

interface Running {
  call: LlmFunctionCall;
  settled: Promise<void>;
}

const stopped = { status: 'error', error: 'It was stopped before the answer came.' };
const noAnswer = { status: 'error', error: 'The call was over before the answer came.' };

export class RunningTools {
  readonly #emit: Emit;
  readonly #context: RunContext;
  #abort = new AbortController();
  /** By call id. */
  readonly #running = new Map<string, Running>();
  #arrived: { call: LlmFunctionCall; result: unknown }[] = [];

  constructor(emit: Emit, context: RunContext) {
    this.#emit = emit;
    this.#context = context;
  }

  /** Is there something that the model has not been told: an answer, or one still to come? */
  get waiting(): boolean {
    return this.#running.size > 0 || this.#arrived.length > 0;
  }

  isRunning(call: LlmFunctionCall): boolean {
    return [...this.#running.values()].some((running) => sameCall(running.call, call));
  }

  /** Begins a call; its end is written down when it comes. */
  start(call: LlmFunctionCall, tool: OfferedTool): void {
    this.#emit('function-call-start', { call_id: call.id, name: call.name, arguments: call.arguments });
    const settled = this.run(call, tool).then(({ result }) => {
      // Stopped meanwhile: its end has been told.
      if (!this.#running.delete(call.id)) return;
      this.#arrived.push({ call, result });
      this.#emit('function-call-end', { call_id: call.id, name: call.name, result });
    });
    this.#running.set(call.id, { call, settled });
  }

  /** The outcome of a tool, whose own failure is an outcome too. */
  async run({ arguments: given }: LlmFunctionCall, tool: OfferedTool): Promise<ToolOutcome> {
    const surroundings = { context: this.#context.values, clock: this.#context.clock() };
    try {
      return await tool.run(given, surroundings, this.#abort.signal);
    } catch {
      return { result: { status: 'error', error: 'This tool failed. Do not try it again.' } };
    }
  }

  /** Waits for these calls, or for all; returns early when the signal aborts or the time is up. */
  async settled(callIds: readonly string[] | null, signal: AbortSignal, limitMs?: number): Promise<void> {
    const awaited = [...this.#running].filter(([id]) => callIds === null || callIds.includes(id));
    if (awaited.length === 0) return;
    await settledWithin(Promise.all(awaited.map(([, { settled }]) => settled)), limitMs ?? null, signal);
  }

  /** Writes the answers that have come into a history. They are kept until `delivered`. */
  deliverTo(history: History): void {
    for (const { call, result } of this.#arrived) history.addLateResult(call, result);
  }

  delivered(): void {
    this.#arrived = [];
  }

  /** What has come and has not been told; of what is still under way, that nothing came. */
  save(): ArrivedAnswer[] {
    const missing = [...this.#running.values()].map(({ call }) => ({ call, result: noAnswer }));
    return structuredClone([...this.#arrived, ...missing]);
  }

  restore(arrived: readonly ArrivedAnswer[]): void {
    this.#arrived = structuredClone([...arrived]);
  }

  /** A person has stopped the agent: what is under way is given up, which is its answer; later calls are begun as ever. */
  giveUp(): void {
    if (this.#running.size === 0) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    for (const { call } of this.#running.values()) {
      this.#arrived.push({ call, result: stopped });
      this.#emit('function-call-end', { call_id: call.id, name: call.name, result: stopped });
    }
    this.#running.clear();
  }

  /** The run is over: what is under way is given up, and nothing is begun any more. */
  stop(): void {
    this.#abort.abort();
    for (const { call } of this.#running.values())
      this.#emit('function-call-end', { call_id: call.id, name: call.name, result: noAnswer });
    this.#running.clear();
  }
}
