/** Carrying out what the model calls for: refusals, tools beside the talk, and the step that moves the call on. */
import type { LlmFunctionCall } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import { planCalls, refusalResult, takenResult, type CallPlan, type LastStep } from './call-plan.ts';
import type { CompiledEdge } from './compile.ts';
import type { RunParts } from './run-parts.ts';
import type { WrittenLine } from './speaker.ts';
import type { OfferedTool } from './tool-port.ts';

/** Edges that may be taken without a word of the caller, so that a model cannot spin. */
export const maxTransitionsPerTurn = 8;
/** Replies with tools in one turn, likewise. */
export const maxToolRoundsPerTurn = 8;
/** Longest wait, after the last word, for tools that the model has called and whose work it counts on, ms. */
const finalToolsMs = 5000;
/** Outcome of a call that the agent ended, unless the end node names its own `call_disposition`. */
const agentEnded = 'end_call_tool';

/**
 * `on`: there is something new for the model to answer to; `nowhere`: there were only refusals, or nothing;
 * `spinning`: it has to wait for the caller.
 */
export type CarriedOut = 'on' | 'hung-up' | 'nowhere' | 'spinning';

export class CallRunner {
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** What is to be done about what the model calls for now. */
  plan(calls: LlmFunctionCall[]): CallPlan {
    const { position, tools } = this.#parts;
    return planCalls(calls, position.node, {
      edges: position.transitions < maxTransitionsPerTurn,
      tools: position.toolRounds < maxToolRoundsPerTurn,
      running: (call) => tools.isRunning(call),
    });
  }

  /** Takes an edge whose guard holds: as if the model had called it, but that nothing was called. */
  *takeGuarded(edge: CompiledEdge): Generator<RunAct, void> {
    const { position, extractor, history, speaker } = this.#parts;
    position.transitions += 1;
    extractor.schedule(position.node);
    try {
      yield* speaker.aside(transitionOf(edge), 'transition', false);
    } finally {
      history.markEntered();
      this.#enter(edge, 'guard');
    }
  }

  async *carryOut(plan: CallPlan, signal: AbortSignal): AsyncGenerator<RunAct, CarriedOut> {
    const { settings, tools } = this.#parts;
    const started = plan.tools.map(({ call }) => call.id);
    const muted = started.length > 0 && settings.muteDuringTools;
    if (muted) yield { type: 'mute', muted: true };
    const ended = yield* this.#perform(plan);
    if (ended) {
      yield* this.hangUp(ended.disposition, signal);
      return 'hung-up';
    }
    await tools.settled(started, signal);
    if (muted) yield { type: 'mute', muted: false };
    if (plan.last !== null || started.length > 0) return 'on';
    if (!plan.spinning) return 'nowhere';
    this.reportSpinning(plan.spinning);
    return 'spinning';
  }

  /** The call is ending: whatever is called is refused. */
  refuseAll(calls: LlmFunctionCall[]): void {
    for (const call of calls) this.#refuse(call, 'The call is ending.');
  }

  /** The last act. What tools are still doing is waited for while the last words are heard, not given up. */
  async *hangUp(disposition: string | null, signal: AbortSignal): AsyncGenerator<RunAct, void> {
    yield { type: 'hang-up', disposition: disposition ?? agentEnded };
    await this.#parts.tools.settled(null, signal, finalToolsMs);
  }

  /**
   * Refuses, starts the tools, speaks, and takes the last step; answers how the call ends when that is the step. What
   * has been begun is completed also when the listener leaves during the speeches.
   */
  async *#perform(plan: CallPlan): AsyncGenerator<RunAct, { disposition: string | null } | null> {
    const { position, gathered, history, tools, speaker } = this.#parts;
    const { last } = plan;
    const outcome = last?.do === 'end-call' ? await tools.run(last.call, last.tool) : null;
    for (const { call, error } of plan.refusals) this.#refuse(call, error);
    if (plan.tools.length > 0) position.toolRounds += 1;
    for (const { call, tool } of plan.tools) {
      history.addPending(call);
      tools.start(call, tool);
    }
    if (last) this.#beginLast(last);
    try {
      const interruptible = position.node.allowInterrupt;
      for (const { tool } of plan.tools) yield* speaker.aside(toolLine(tool), 'tool', interruptible);
      if (last?.do === 'take-edge') yield* speaker.aside(transitionOf(last.edge), 'transition', false);
      if (last?.do === 'end-call') yield* speaker.aside(toolLine(last.tool), 'goodbye', false);
    } finally {
      // A transition taken stays taken, even when the listener leaves during its speech.
      if (last?.do === 'take-edge') this.#take(last);
      else if (last && outcome) this.#answerCall(last.call, outcome.result, false);
    }
    if (!outcome) return null;
    const disposition = outcome.endCall?.disposition ?? null;
    if (disposition !== null) gathered.tag(disposition);
    return { disposition };
  }

  #beginLast(last: LastStep): void {
    const { position, extractor } = this.#parts;
    this.#noteCall(last.call);
    if (last.do === 'end-call') return;
    position.transitions += 1;
    extractor.schedule(position.node);
  }

  #take({ call, edge }: Extract<LastStep, { do: 'take-edge' }>): void {
    this.#enter(edge, 'model');
    this.#answerCall(call, takenResult, true);
  }

  #enter(edge: CompiledEdge, by: 'model' | 'guard'): void {
    const { position, graph, emit } = this.#parts;
    const from = position.node;
    const target = graph.nodes.get(edge.targetId) ?? from;
    emit('transition', {
      edge_id: edge.id,
      label: edge.label,
      function_name: edge.function.name,
      from_node_id: from.id,
      from_node_name: from.name,
      to_node_id: target.id,
      to_node_name: target.name,
      by,
    });
    position.enter(target);
  }

  #refuse(call: LlmFunctionCall, error: string): void {
    this.#noteCall(call);
    this.#answerCall(call, refusalResult({ call, error }), false);
  }

  #noteCall({ id, name, arguments: given }: LlmFunctionCall): void {
    this.#parts.emit('function-call-start', { call_id: id, name, arguments: given });
  }

  #answerCall(call: LlmFunctionCall, result: unknown, transition: boolean): void {
    this.#parts.history.addToolResult(call, result, transition);
    this.#parts.emit('function-call-end', { call_id: call.id, name: call.name, result });
  }

  reportSpinning(over: 'edges' | 'tools' | 'guards'): void {
    const did =
      over === 'tools' ? `used tools ${maxToolRoundsPerTurn} times` : `took ${maxTransitionsPerTurn} edges`;
    const [who, what] = over === 'guards' ? ['Guards', 'guards'] : ['The model', 'prompts and conditions'];
    const { name } = this.#parts.position.node;
    this.#parts.emit('error', {
      code: 'workflow-invalid',
      message: `${who} ${did} without a word of the caller. See the ${what} around “${name}”.`,
      retryable: false,
      stage: 'workflow',
    });
  }
}

function transitionOf(edge: CompiledEdge): WrittenLine {
  return { text: edge.transitionSpeech, recordingId: edge.transitionRecordingId };
}

function toolLine(tool: OfferedTool): WrittenLine {
  return { text: tool.speech, recordingId: tool.speechRecordingId };
}
