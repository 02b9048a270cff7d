/**
 * What a tool is to whoever runs a conversation (`workflow` names the same shape as its port; `calls` joins them), and
 * what a kind of tool is: a file here, listed in `index.ts`, that makes one from a document.
 */
import type { ToolDocument } from '#shared/domain/tool.ts';
import type { FunctionSpec } from '../providers/spec/functions.ts';
import type { ToolSecrets } from './credentials.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type { HttpRequest } from './http-request.ts';
import type { ToolSurroundings } from './surroundings.ts';
import type { TransferPort } from './transfer-port.ts';

export type { ToolSurroundings } from './surroundings.ts';

/** What the model is told, as JSON. `error` says what went wrong and what can be done about it. */
export type ToolResult =
  | { status: 'success'; status_code?: number; data?: unknown; note?: string }
  | { status: 'error'; status_code?: number; error: string; data?: unknown };

export interface ToolOutcome {
  result: ToolResult;
  /** The call is to be closed with this disposition; null takes the default. */
  endCall?: { disposition: string | null };
}

export interface Tool {
  readonly id: string;
  readonly function: FunctionSpec;
  /** Spoken while it runs; a template. Null for none. */
  readonly speech: string | null;
  /** Played instead. */
  readonly speechRecordingId?: string | null;
  /** Closing the line is what it is for: it is the last thing that is done. */
  readonly endsCall: boolean;
  /** What it does is an act of the call itself, in the call's own time: it is not waited for like an answer from outside. */
  readonly actsInCall?: boolean;
  /** Never rejects: a failure is a result that the model is told. Aborting gives up at once. */
  run(
    given: Record<string, unknown>,
    surroundings: ToolSurroundings,
    signal: AbortSignal,
  ): Promise<ToolOutcome>;
}

/** What the kinds need of the world. A kind that acts on something else (the line's keys, say) adds its port here. */
export interface ToolServices {
  secrets: ToolSecrets;
  /** Of a telephone call; absent where nobody can be connected. */
  transfer?: TransferPort;
  /** Somebody who tries a tool looks on; nobody does in a call. */
  watch?: ExchangeWatch;
}

/** Told of the one request of an HTTP tool, as it happens. */
export interface ExchangeWatch {
  /** Just before it is sent. `secrets` are texts in it that must not be shown. */
  request(request: HttpRequest, secrets: readonly string[]): void;
  /** Of the last server, when redirects were followed; its body without the secrets. */
  answer(answer: HttpAnswer): void;
  /** No answer: what was thrown, or that the deadline passed. */
  failure(failure: { kind: 'timeout' } | { kind: 'thrown'; thrown: unknown }): void;
}

/** @throws ZodError when the config is not one of this kind; a valid document has none such. */
export type ToolKind = (document: ToolDocument, services: ToolServices) => Tool;
