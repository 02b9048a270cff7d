/** A tool used for real, outside a call, with everything on the table: the engine's own tool does the work. */
import { ConfigError } from '#engine/base/errors.ts';
import {
  createToolSet,
  withoutSecrets,
  type ExchangeWatch,
  type HttpAnswer,
  type HttpRequest,
  type ToolResult,
  type ToolSecrets,
  type TransferPort,
} from '#engine/tools/index.ts';
import type { HttpTry, SentRequest, ToolTry, TransferTry } from '#shared/bridge/tools.ts';
import { renderTemplate } from '#shared/base/templates.ts';
import { httpToolConfigSchema, isToolKindName, type ToolDocument } from '#shared/domain/tool.ts';
import { toolProblems } from '#shared/graph/tool-rules.ts';
import { curlOf } from './curl.ts';
import { answerProblem, failureProblem, timeoutProblem, type TryProblem } from './try-problem.ts';

export interface TryOptions {
  tool: ToolDocument;
  /** Of the parameters, as a model would give them. */
  values: Record<string, unknown>;
  context: Record<string, unknown>;
  gathered: Record<string, unknown>;
  secrets: ToolSecrets;
  /** IANA zone of placeholders of time. */
  timeZone: string;
  now: () => Date;
  signal: AbortSignal;
}

/** What the engine closes a call with when a tool gives no reason (`workflow/carry-out.ts`). */
const endedByTool = 'end_call_tool';
export const secretMask = '••••••';

/** @throws ConfigError when the tool is not complete, or of a kind that cannot be run */
export async function tryTool(options: TryOptions): Promise<ToolTry> {
  const { tool: document, values, context: initial, gathered, secrets, timeZone, signal } = options;
  const [problem] = toolProblems(document);
  if (problem !== undefined) throw new ConfigError('input-invalid', `This tool ${problem.message}`);
  const watched = new Watched();
  let asked: Parameters<TransferPort['transfer']>[0] | null = null;
  const transfer: TransferPort = {
    transfer: (wish) => {
      asked = wish;
      return Promise.resolve({ failure: 'this is only a try.' });
    },
  };
  const services = { secrets, watch: watched, transfer };
  const [tool] = createToolSet([document], services).pick([document.tool_uuid]);
  if (!tool || !isToolKindName(document.definition.type))
    throw new ConfigError('unsupported', 'Tools of this kind cannot be used yet.');
  const context = { ...initial, initial_context: initial, gathered_context: gathered };
  const startedAt = options.now();
  const clock = { now: startedAt, timeZone };
  const spoken = tool.speech === null ? '' : renderTemplate(tool.speech, context, clock).trim();
  const heard = { speech: spoken === '' ? null : spoken, recording_id: tool.speechRecordingId ?? null };
  const { result, endCall } = await tool.run(values, { context, clock }, signal);
  if (document.definition.type === 'end_call')
    return { kind: 'end_call', ...heard, disposition: endCall?.disposition ?? endedByTool, told: result };
  if (document.definition.type === 'transfer_call') return transferTry(asked, heard, result);
  const timeoutMs = httpToolConfigSchema.parse(document.definition.config ?? {}).timeout_ms;
  // Refused before a request: what the model is told is the reason.
  const refused =
    watched.sent === null && result.status === 'error'
      ? { message: result.error, fix: 'Mend it in the form, or in the values below, and try again.' }
      : null;
  return {
    kind: 'http',
    ...watched.told(),
    problem: signal.aborted ? null : (refused ?? watched.problem(timeoutMs)),
    is_stopped: signal.aborted,
    told: result,
    ...heard,
  };
}

/** Nobody is called: who would be is what is of interest. */
function transferTry(
  asked: Parameters<TransferPort['transfer']>[0] | null,
  heard: Pick<TransferTry, 'speech' | 'recording_id'>,
  result: ToolResult,
): TransferTry {
  return {
    kind: 'transfer_call',
    ...heard,
    destination: asked?.to ?? null,
    message: asked?.message ?? '',
    whisper: asked?.whisper ?? '',
    problem: asked || result.status !== 'error' ? null : result.error,
    told: result,
  };
}

/** The exchange as it was seen. */
class Watched implements ExchangeWatch {
  sent: { request: HttpRequest; secrets: readonly string[] } | null = null;
  #answer: HttpAnswer | null = null;
  #failure: Parameters<ExchangeWatch['failure']>[0] | null = null;
  #sentAt = 0;
  #durationMs = 0;

  request(request: HttpRequest, secrets: readonly string[]): void {
    this.sent = { request, secrets };
    this.#sentAt = performance.now();
  }

  answer(answer: HttpAnswer): void {
    this.#answer = answer;
    this.#durationMs = performance.now() - this.#sentAt;
  }

  failure(failure: Parameters<ExchangeWatch['failure']>[0]): void {
    this.#failure = failure;
    this.#durationMs = performance.now() - this.#sentAt;
  }

  problem(timeoutMs: number): TryProblem | null {
    const request = this.sent?.request;
    if (!request) return null;
    if (this.#answer) return answerProblem(this.#answer, request, isJson(this.#answer.text));
    if (this.#failure?.kind === 'timeout') return timeoutProblem(request, timeoutMs);
    return this.#failure ? failureProblem(this.#failure.thrown, request) : null;
  }

  told(): Pick<HttpTry, 'request' | 'answer' | 'duration_ms'> {
    const { sent } = this;
    const duration_ms = Math.round(this.#durationMs);
    if (!sent) return { request: null, answer: null, duration_ms };
    const answer = this.#answer && {
      status_code: this.#answer.statusCode,
      status_text: this.#answer.statusText,
      headers: this.#answer.headers.map(([name, value]) => maskedHeader(name, value, sent.secrets)),
      body: this.#answer.text,
      is_json: isJson(this.#answer.text),
      is_cut: this.#answer.cut,
    };
    return { request: requestOf(sent), answer, duration_ms };
  }
}

function requestOf({ request, secrets }: NonNullable<Watched['sent']>): SentRequest {
  const shown = {
    method: request.method,
    url: withoutSecrets(request.url.href, secrets),
    headers: [...request.headers].map(([name, value]) => maskedHeader(name, value, secrets)),
    body: request.body === null ? null : withoutSecrets(request.body, secrets),
  };
  return { ...shown, curl: curlOf(shown) };
}

/** A header with a secret in it is masked as a whole, so that its length is not told either; its scheme is shown. */
function maskedHeader(
  name: string,
  value: string,
  secrets: readonly string[],
): { name: string; value: string; is_secret: boolean } {
  if (!secrets.some((secret) => secret !== '' && value.includes(secret)))
    return { name, value, is_secret: false };
  const scheme = /^(Bearer|Basic) /.exec(value)?.[0] ?? '';
  return { name, value: scheme + secretMask, is_secret: true };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
