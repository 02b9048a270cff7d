/** A tool that calls an HTTP API: parameters in, JSON out, and every failure told in a way that a model can act on. */
import { toolFunctionName } from '#shared/graph/functions.ts';
import { httpToolConfigSchema, type HttpToolConfig } from '#shared/domain/tool.ts';
import { StudioError, toStudioError } from '../base/errors.ts';
import { headerOf, withoutSecrets, type CredentialHeader } from './credentials.ts';
import { exchange, HttpToolError, type HttpAnswer } from './http-exchange.ts';
import { prepareRequest, type HttpRequest } from './http-request.ts';
import { givenValues, presetValues, schemaOf } from './parameters.ts';
import type { ToolKind, ToolResult, ToolServices, ToolSurroundings } from './tool.ts';

/** Most of an answer that the model is shown, characters: about 2,000 tokens. More only makes it slow. */
export const maxShownLength = 8000;

export const httpTool: ToolKind = (document, services) => {
  const config = httpToolConfigSchema.parse(document.definition.config ?? {});
  const name = document.name ?? '';
  return {
    id: document.tool_uuid,
    function: {
      name: toolFunctionName(name),
      description: document.description?.trim() ? document.description : `Uses the tool “${name}”.`,
      parameters: schemaOf(config.parameters),
      label: name,
      examples: document.caller_examples ?? [],
    },
    speech: config.customMessage?.trim() ? config.customMessage : null,
    speechRecordingId:
      config.customMessageType === 'audio' ? (config.customMessageRecordingId ?? null) : null,
    endsCall: false,
    run: async (given, surroundings, signal) => ({
      result: await runHttp(config, services, given, surroundings, signal),
    }),
  };
};

const failed = (error: string): ToolResult => ({ status: 'error', error });

async function runHttp(
  config: HttpToolConfig,
  { secrets, watch }: ToolServices,
  given: Record<string, unknown>,
  surroundings: ToolSurroundings,
  signal: AbortSignal,
): Promise<ToolResult> {
  const fromModel = givenValues(given, config.parameters);
  if (fromModel.problem !== null) return failed(fromModel.problem);
  const preset = presetValues(config.preset_parameters, surroundings);
  if (preset.problem !== null) return failed(preset.problem);

  let header: CredentialHeader | null = null;
  if (config.credential_uuid) {
    const credential = await secrets.credential(config.credential_uuid).catch(toStudioError);
    if (!credential)
      return failed('The credential of this tool is not set up, so it cannot be used. Do not try it again.');
    if (credential instanceof StudioError)
      return failed(`The credential of this tool cannot be read: ${credential.message} Do not try it again.`);
    header = headerOf(credential);
  }
  const values = { ...fromModel.values, ...preset.values };
  const { request, problem } = prepareRequest(config, values, header, surroundings);
  if (problem !== null) return failed(`This tool cannot be called: ${problem}`);

  const clean = (text: string): string => withoutSecrets(text, header?.secrets ?? []);
  watch?.request(request, header?.secrets ?? []);
  const deadline = AbortSignal.timeout(config.timeout_ms);
  try {
    const raw = await exchange(request, header?.name ?? null, AbortSignal.any([signal, deadline]));
    const answer = { ...raw, text: clean(raw.text) };
    watch?.answer(answer);
    return resultOf(answer, request);
  } catch (thrown) {
    if (signal.aborted) return failed('The call was over before the answer came.');
    watch?.failure(deadline.aborted ? { kind: 'timeout' } : { kind: 'thrown', thrown });
    if (deadline.aborted)
      return failed(
        `${request.url.host} did not answer within ${config.timeout_ms / 1000} s. Tell the caller that it takes too long just now; you may try once more.`,
      );
    if (thrown instanceof HttpToolError)
      return failed(`${request.url.host} cannot be used: ${thrown.message}`);
    return failed(
      `${request.url.host} ${whyUnreachable(thrown)} Tell the caller that this is not possible just now.`,
    );
  }
}

/** The part of an answer that is shown, as JSON where it is JSON. */
function dataOf({ text, cut }: HttpAnswer): { data: unknown; note?: string } {
  const whole = !cut && text.length <= maxShownLength;
  if (text.trim() === '') return { data: null };
  if (!whole)
    return {
      data: { raw_response: text.slice(0, maxShownLength) },
      note: `The answer was longer than ${maxShownLength} characters and was cut.`,
    };
  try {
    return { data: JSON.parse(text) as unknown };
  } catch {
    return { data: { raw_response: text } };
  }
}

function resultOf(answer: HttpAnswer, { url }: HttpRequest): ToolResult {
  const { statusCode: status_code, statusText } = answer;
  const { data, note } = dataOf(answer);
  if (status_code >= 200 && status_code < 300)
    return { status: 'success', status_code, data, ...(note === undefined ? {} : { note }) };
  const said = `${url.host} answered ${status_code}${statusText === '' ? '' : ` ${statusText}`}.`;
  return { status: 'error', status_code, error: `${said} ${adviceOn(status_code)}`, data };
}

function adviceOn(statusCode: number): string {
  if (statusCode === 401 || statusCode === 403)
    return 'It does not accept the credential of this tool, so do not try it again.';
  if (statusCode === 404) return 'What was asked for was not found: check the values with the caller.';
  if (statusCode === 429) return 'It is asked too often; wait before you try again.';
  if (statusCode >= 500) return 'The fault is on its side; you may try once more.';
  if (statusCode >= 400) return 'It did not take the values that it was given: see the data.';
  return 'That is no answer that this tool can use.';
}

/** What Node says of a connection that failed, in words; never the address itself, which may hold values. */
export function whyUnreachable(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'is not known: its name could not be looked up.';
    case 'ECONNREFUSED':
      return 'refused the connection.';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'closed the connection before it had answered.';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'could not be reached in time.';
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `has a certificate that is not trusted (${code}).`;
    default:
      return `could not be asked${code === '' ? '' : ` (${code})`}.`;
  }
}
