/** What went wrong when a tool was tried, told to the person who builds it: what happened, and the way out. */
import { HttpToolError, type HttpAnswer, type HttpRequest } from '#engine/tools/index.ts';

export interface TryProblem {
  message: string;
  fix: string;
}

export function timeoutProblem({ url }: HttpRequest, timeoutMs: number): TryProblem {
  return {
    message: `${url.host} did not answer within ${timeoutMs / 1000} s.`,
    fix: 'Ask it elsewhere whether it is only slow. A caller waits this long: make the server quicker, or the longest wait of this tool longer.',
  };
}

/** Of what `fetch` rejected with; the codes are those of Node's dns, net, tls and undici. */
export function failureProblem(thrown: unknown, { url }: HttpRequest): TryProblem {
  if (thrown instanceof HttpToolError)
    return {
      message: `${url.host} cannot be used: ${thrown.message}`,
      fix: 'Write the address to which it leads into the tool, with https:// where it uses that.',
    };
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  // The fetch standard's list of ports that web clients never ask has no code of its own.
  if (cause instanceof Error && cause.message === 'bad port')
    return {
      message: `${url.host} was not asked: its port belongs to another protocol and is barred for web requests.`,
      fix: 'Let the server listen on another port, such as 8080.',
    };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const known = problems[code] ?? (code.startsWith('ERR_SSL_') || code === 'EPROTO' ? tlsSpoken : undefined);
  if (known) return { message: `${url.host} ${known.message}`, fix: known.fix };
  return {
    message: `${url.host} could not be asked${code === '' ? '' : ` (${code})`}.`,
    fix: 'Check the address, and whether this computer can reach it: copy the request as curl and try it in a terminal.',
  };
}

/** Of an answer that a model can do little with; null for a good one. */
export function answerProblem(answer: HttpAnswer, { url }: HttpRequest, isJson: boolean): TryProblem | null {
  const { statusCode, statusText } = answer;
  const message = `${url.host} answered ${statusCode}${statusText === '' ? '' : ` ${statusText}`}.`;
  if (statusCode === 401 || statusCode === 403)
    return {
      message,
      fix: 'It does not accept who asks. Choose the right credential under Credential, or check in the server’s settings what the key may do.',
    };
  if (statusCode === 404)
    return {
      message,
      fix: 'The path of the address is not known there, or the thing asked for does not exist.',
    };
  if (statusCode === 405)
    return { message, fix: 'The address exists but does not take this method. Choose another under Method.' };
  if (statusCode === 415 || statusCode === 406)
    return { message, fix: 'It wants another form of data: set its Content-Type or Accept under Headers.' };
  if (statusCode === 429) return { message, fix: 'It is asked too often. Wait before you try again.' };
  if (statusCode >= 500)
    return { message, fix: 'The fault is on its side; what it says of it may stand in the answer below.' };
  if (statusCode >= 400)
    return { message, fix: 'It did not take the values. What it says of them stands in the answer below.' };
  if (statusCode < 200 || statusCode > 299)
    return { message, fix: 'That is no answer that a tool can use. Check the address.' };
  if (answer.cut)
    return {
      message: 'The answer is longer than 256 kB; only its beginning was read.',
      fix: 'Ask for less: fewer results, fewer fields. The model is shown its first 8,000 characters.',
    };
  if (!isJson && answer.text.trim() !== '')
    return {
      message: 'The answer is not JSON.',
      fix: 'The model is given it as plain text, which works, but JSON is read more reliably. A web page here means that the address is not that of the API.',
    };
  return null;
}

const untrusted = (message: string): TryProblem => ({
  message,
  fix: 'Renew the server’s certificate, or have it signed by an authority that this computer trusts (NODE_EXTRA_CA_CERTS names further ones).',
});
const tlsSpoken: TryProblem = {
  message: 'does not speak TLS as it should: the secure connection could not be made.',
  fix: 'Write http:// if it is a plain server on this computer, or check the port of the address.',
};
const lost: TryProblem = {
  message: 'closed the connection before it had answered.',
  fix: 'Look into the log of the server: it may have failed over this request.',
};
const unreached: TryProblem = {
  message: 'could not be reached.',
  fix: 'Check that the server runs, that a firewall lets it through, and that this computer is in its network.',
};
const unknownHost: TryProblem = {
  message: 'is not known: its name could not be looked up (DNS).',
  fix: 'Check the spelling of the address, and that this computer is on the network.',
};
const problems: Readonly<Record<string, TryProblem>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ECONNREFUSED: {
    message: 'refused the connection.',
    fix: 'Nothing listens there: start the server, or check the port of the address.',
  },
  ECONNRESET: lost,
  UND_ERR_SOCKET: lost,
  EPIPE: lost,
  ETIMEDOUT: unreached,
  UND_ERR_CONNECT_TIMEOUT: unreached,
  EHOSTUNREACH: unreached,
  ENETUNREACH: unreached,
  CERT_HAS_EXPIRED: untrusted('has a certificate that has expired.'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('has a certificate that it signed itself.'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('has a certificate of an authority that is not trusted here.'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted('has a certificate of an authority that is not known here.'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('does not send the whole chain of its certificate.'),
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted('has a certificate for another name.'),
};
