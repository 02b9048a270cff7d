/**
 * What is done about the functions that a model calls in one reply: pure, so that the walk and a speculation decide
 * alike. All tools run; then at most one thing moves the call on, the first edge or end-call tool. All else is refused
 * with a reason, since a model has to be answered for every call.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LlmFunctionCall } from '../providers/spec/llm.ts';
import type { CompiledEdge, CompiledNode } from './compile.ts';
import type { OfferedTool } from './tool-port.ts';

export interface Refusal {
  call: LlmFunctionCall;
  error: string;
}

/** What moves the call on, after all else. */
export type LastStep =
  | { do: 'take-edge'; call: LlmFunctionCall; edge: CompiledEdge }
  | { do: 'end-call'; call: LlmFunctionCall; tool: OfferedTool };

export interface CallPlan {
  refusals: Refusal[];
  tools: { call: LlmFunctionCall; tool: OfferedTool }[];
  last: LastStep | null;
  /** Something was refused because the turn has had its fill of it. */
  spinning: 'edges' | 'tools' | null;
}

export interface CallLimits {
  /** May another edge be taken, may tools run again before the caller's next words? */
  edges: boolean;
  tools: boolean;
  /** Is this very call still under way? */
  running: (call: LlmFunctionCall) => boolean;
}

export function planCalls(
  calls: readonly LlmFunctionCall[],
  node: CompiledNode,
  limits: CallLimits,
): CallPlan {
  const plan: CallPlan = { refusals: [], tools: [], last: null, spinning: null };
  const refuse = (call: LlmFunctionCall, error: string): void => {
    plan.refusals.push({ call, error });
  };
  for (const call of calls) {
    const edge = node.edges.find((one) => one.isOffered && one.function.name === call.name);
    const tool = node.tools.find((one) => one.function.name === call.name);
    if (edge ?? tool?.endsCall) {
      if (plan.last) refuse(call, 'Only one function may be called at a time.');
      else if (edge && !limits.edges) {
        plan.spinning = 'edges';
        refuse(call, 'Wait for the caller to speak.');
      } else if (edge) plan.last = { do: 'take-edge', call, edge };
      else if (tool) plan.last = { do: 'end-call', call, tool };
    } else if (!tool) refuse(call, unknownFunction(call.name, node));
    else if (!limits.tools) {
      plan.spinning ??= 'tools';
      refuse(call, 'This has been called too often. Answer the caller in words.');
    } else if (limits.running(call) || plan.tools.some((other) => sameCall(other.call, call)))
      refuse(call, 'This is under way already; its answer will come.');
    else plan.tools.push({ call, tool });
  }
  return plan;
}

export function sameCall(a: LlmFunctionCall, b: LlmFunctionCall): boolean {
  return a.name === b.name && isDeepStrictEqual(a.arguments, b.arguments);
}

/** What the model is told of a call that is not carried out. */
export const refusalResult = ({ error }: Refusal): unknown => ({ status: 'error', error });
/** … and of an edge that was taken. */
export const takenResult: unknown = { status: 'done' };

function unknownFunction(name: string, node: CompiledNode): string {
  const names = node.functions.map((one) => one.name);
  const instead =
    names.length === 0 ? 'Answer in words.' : `Call one of: ${names.join(', ')}; or answer in words.`;
  return `There is no function “${name}” here. ${instead}`;
}
