/** One attempt to deliver a webhook. */
import type { DeliveryRequest } from '#shared/domain/after-run.ts';
import { StudioError, toStudioError } from '../base/errors.ts';
import { headerOf, withoutSecrets, type ToolSecrets } from '../tools/credentials.ts';
import { whyUnreachable } from '../tools/http-tool.ts';

/** From the request to the end of the answer (the reference's). */
export const webhookTimeoutMs = 30_000;
/** Of the answer no more is read than is worth waiting for, bytes; nothing of it is kept. */
const maxAnswerBytes = 64 * 1024;
/** Longest wait that a server may ask for with `Retry-After` (RFC 9110 §10.2.3), s. */
const maxRetryAfterSeconds = 600;

export interface AttemptResult {
  succeeded: boolean;
  statusCode: number | null;
  /** What went wrong and what to do, in words; null when nothing did. */
  error: string | null;
  /** The server wishes not to be asked before; null when it said nothing of it. */
  retryAfterMs: number | null;
}

export interface SendOptions {
  deliveryUuid: string;
  /** 1 for the first. */
  attempt: number;
  secrets: ToolSecrets;
  signal: AbortSignal;
  timeoutMs?: number;
}

/**
 * Never rejects. Redirects are not followed: a credential is for the address that it was given for. Local addresses may
 * be asked, since the owner of this machine wrote them down.
 */
export async function sendWebhook(request: DeliveryRequest, options: SendOptions): Promise<AttemptResult> {
  const { deliveryUuid, attempt, secrets, signal, timeoutMs = webhookTimeoutMs } = options;
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  if (request.body !== null && !headers.has('content-type')) headers.set('content-type', 'application/json');
  headers.set('x-delivery-uuid', deliveryUuid);
  headers.set('x-delivery-attempt', String(attempt));
  let secretTexts: string[] = [];
  if (request.credential_uuid !== null) {
    const credential = await secrets.credential(request.credential_uuid).catch(toStudioError);
    if (credential === null)
      return failed('Its credential is not set up here. Add it, or choose another in the webhook node.');
    if (credential instanceof StudioError)
      return failed(`Its credential cannot be read: ${credential.message}`);
    const header = headerOf(credential);
    secretTexts = header?.secrets ?? [];
    try {
      if (header) headers.set(header.name, header.value);
    } catch {
      return failed('Its credential has a name or value that HTTP does not allow in a header.');
    }
  }
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url.href, {
      method: request.method,
      headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    const { status, statusText } = response;
    const location = response.headers.get('location');
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
    await drain(response);
    if (status >= 200 && status < 300)
      return { succeeded: true, statusCode: status, error: null, retryAfterMs: null };
    const said = `${url.host} answered ${status}${statusText === '' ? '' : ` ${withoutSecrets(statusText, secretTexts)}`}.`;
    return {
      succeeded: false,
      statusCode: status,
      error: `${said} ${adviceOn(status, location)}`,
      retryAfterMs,
    };
  } catch (thrown) {
    if (signal.aborted) return failed('Parley was closed before the answer came.');
    if (deadline.aborted) return failed(`${url.host} did not answer within ${timeoutMs / 1000} s.`);
    return failed(`${url.host} ${whyUnreachable(thrown)}`);
  }
}

const failed = (error: string): AttemptResult => ({
  succeeded: false,
  statusCode: null,
  error,
  retryAfterMs: null,
});

/** What was accepted is accepted, whatever becomes of the rest of the answer. */
async function drain(response: Response): Promise<void> {
  let sizeBytes = 0;
  try {
    const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
    for await (const chunk of body) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxAnswerBytes) break;
    }
  } catch {
    // The status has been told.
  }
}

/** Seconds only: a date would need the two clocks to agree. */
function retryAfterOf(value: string | null): number | null {
  if (value === null || !/^\d{1,6}$/.test(value.trim())) return null;
  return Math.min(Number(value), maxRetryAfterSeconds) * 1000;
}

function adviceOn(status: number, location: string | null): string {
  if (status >= 300 && status < 400)
    return location === null
      ? 'That is no answer to a webhook.'
      : 'It redirects elsewhere, which is not followed. Write the new address into the webhook node.';
  if (status === 401 || status === 403) return 'It does not accept the credential of the webhook.';
  if (status === 404 || status === 405 || status === 410)
    return 'Look at the address and the method of the webhook.';
  if (status === 429) return 'It is asked too often.';
  return status >= 500 ? 'The fault is on its side.' : 'It did not take the payload.';
}
