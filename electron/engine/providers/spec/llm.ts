/** Language model port: streamed text deltas and function calls, cancellable. */
import type { LlmUsage } from '#shared/domain/run.ts';
import type { FunctionSpec } from './functions.ts';

/**
 * Content of a user message for speech that the recogniser could not place. A model answers it by asking again;
 * it is never matched to an edge.
 */
export const NOT_UNDERSTOOD = '[not understood]';

export type LlmMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; functionCalls?: LlmFunctionCall[] }
  | { role: 'tool'; callId: string; name: string; content: string };

export interface LlmFunctionCall {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
}

/** Where in the workflow the request is made; keyless adapters read it, hosted ones ignore it. */
export interface StepHint {
  nodeName: string;
  nodeType: 'startCall' | 'agentNode' | 'endCall';
  /** The node's own prompt, templates rendered, without the global prompt. */
  nodePrompt: string;
  /** Messages that were there when a guard led into this node or into one before it; absent when none did. */
  enteredAt?: number;
}

export interface LlmRequest {
  /** First the system message, then the shared history. */
  messages: LlmMessage[];
  /** Functions offered, in the reference's order. Empty for extraction. */
  functions: FunctionSpec[];
  step?: StepHint;
  /** The moment of the request, ISO 8601 with the agent's own offset; keyless adapters resolve "tomorrow" against its date. */
  now?: string;
  /**
   * When set, the answer is one JSON object with these variables' names as keys (absent or null when not said),
   * streamed as text deltas; `functions` is then empty.
   */
  extract?: FunctionSpec;
}

export type LlmEvent =
  | { type: 'text-delta'; text: string }
  | ({ type: 'function-call' } & LlmFunctionCall)
  /** `provider` and `model`: who answered, where a chain did; otherwise the model's own. */
  | { type: 'finish'; usage: LlmUsage; provider?: string; model?: string };
export type LlmFinish = Extract<LlmEvent, { type: 'finish' }>;

export interface LanguageModel {
  /** Provider id, e.g. `rehearsal`, `openai`. */
  readonly provider: string;
  readonly model: string;
  /** A stand-in that is not a language model is shown as such wherever its name appears. */
  readonly rehearsal: boolean;
  /** Throws ProviderError; ends silently when the signal aborts. The last event is `finish`. */
  stream(request: LlmRequest, signal: AbortSignal): AsyncIterable<LlmEvent>;
}
