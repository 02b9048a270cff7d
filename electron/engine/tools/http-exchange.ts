/**
 * One HTTP exchange with limits: a deadline for the whole of it, few redirects and none to another scheme, and no more
 * of the answer than anybody would tell a caller.
 */
import type { HttpRequest } from './http-request.ts';

/** Redirects followed; more is a loop or a mistake. */
const maxRedirects = 3;
/** Most that is read of an answer (after decompression), bytes. */
export const maxAnswerBytes = 256 * 1024;

export interface HttpAnswer {
  statusCode: number;
  statusText: string;
  /** As the server sent them, names in lower case; several of one name stand apart (RFC 9110 §5.3). */
  headers: [name: string, value: string][];
  /** UTF-8; whatever is not valid in it is replaced. */
  text: string;
  /** The answer went on beyond `maxAnswerBytes`. */
  cut: boolean;
}

/** Something about the server's answer that ends the exchange; the message is for the model. */
export class HttpToolError extends Error {}

/**
 * Rejects with HttpToolError, or with whatever `fetch` rejects with.
 *
 * @param privateHeader name of the header that must not follow a redirect to another origin
 */
export async function exchange(
  request: HttpRequest,
  privateHeader: string | null,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  let { method, url, body }: { method: string; url: URL; body: string | null } = request;
  const headers = new Headers(request.headers);
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url.href, { method, headers, body, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return readAnswer(response);
    await response.body?.cancel();
    if (redirects >= maxRedirects) throw new HttpToolError(`It redirects more than ${maxRedirects} times.`);
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
    if (!next) throw new HttpToolError('It redirects to an address that is not valid.');
    if (next.protocol !== url.protocol)
      throw new HttpToolError(
        `It redirects from ${url.protocol.slice(0, -1)} to ${next.protocol.slice(0, -1)}, which is not followed.`,
      );
    if (next.origin !== url.origin) {
      // RFC 9110 §15.4: what was meant for one server is not for another.
      for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name);
      if (privateHeader !== null) headers.delete(privateHeader);
    }
    // RFC 9110 §15.4.2–4: 303 turns into GET, and so do 301 and 302 after a POST.
    const becomesGet =
      response.status === 303 ? method !== 'GET' : response.status < 303 && method === 'POST';
    if (becomesGet) {
      method = 'GET';
      body = null;
      headers.delete('content-type');
    }
    url = next;
  }
}

async function readAnswer(response: Response): Promise<HttpAnswer> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  let cut = false;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const chunk of body) {
    const room = maxAnswerBytes - sizeBytes;
    sizeBytes += chunk.byteLength;
    cut = sizeBytes > maxAnswerBytes;
    text += decoder.decode(cut ? chunk.subarray(0, room) : chunk, { stream: true });
    // Leaving the loop cancels the rest of the body.
    if (cut) break;
  }
  if (!cut) text += decoder.decode();
  const { status: statusCode, statusText, headers } = response;
  return { statusCode, statusText, headers: [...headers], text, cut };
}
