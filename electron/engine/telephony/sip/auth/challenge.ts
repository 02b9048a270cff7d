/** What a server asks for: WWW-Authenticate and Proxy-Authenticate, RFC 3261 §20.27, §20.44 and RFC 7616 §3.3. */
import { splitOutside, trimBlank } from '../message/lexical.ts';
import type { SipHeaders } from '../message/headers.ts';
import { digestAlgorithm, type DigestAlgorithm, type DigestQop } from './digest.ts';

/** Whom the credentials are for. */
export type ChallengeKind = 'server' | 'proxy';

export interface DigestChallenge {
  kind: ChallengeKind;
  /** As between its quotes: it goes back as it came. */
  realm: string;
  nonce: string;
  opaque: string | null;
  algorithm: DigestAlgorithm;
  /** Null: RFC 2069, without qop. `auth` where both are offered: bodies are changed on their way more often than one thinks. */
  qop: DigestQop | null;
  stale: boolean;
}

const challengeHeaders = { server: 'WWW-Authenticate', proxy: 'Proxy-Authenticate' } as const;
export const credentialHeaders = { server: 'Authorization', proxy: 'Proxy-Authorization' } as const;

/** Longer values are no nonce of an honest server. */
const maxValueLength = 1024;

/** Those that can be answered, in the server's order of preference (RFC 8760 §2.3). Others are left out. */
export function digestChallenges(headers: SipHeaders): DigestChallenge[] {
  return (['server', 'proxy'] as const).flatMap((kind) =>
    headers
      .getAll(challengeHeaders[kind])
      .flatMap(schemes)
      .flatMap(({ scheme, parameters }) => {
        const challenge = scheme === 'digest' ? toChallenge(kind, parameters) : null;
        return challenge ? [challenge] : [];
      }),
  );
}

/** Parameters of `Scheme name=value, name="value"`; quoted values without quotes, with their escapes. Names in lower case. */
export function authParameters(value: string): Map<string, string> {
  return schemes(value)[0]?.parameters ?? new Map<string, string>();
}

interface Scheme {
  scheme: string;
  parameters: Map<string, string>;
}

/** Several challenges may share a field: `Scheme name=value, name=value, Scheme name=value`. */
function schemes(value: string): Scheme[] {
  const found: Scheme[] = [];
  for (const piece of splitOutside(value, ',', false)) {
    const equals = piece.indexOf('=');
    const words = (equals < 0 ? piece : piece.slice(0, equals)).split(/[ \t]+/).filter((word) => word !== '');
    const [first = '', second] = words;
    const startsScheme = equals < 0 ? words.length === 1 : words.length === 2;
    if (startsScheme) found.push({ scheme: first.toLowerCase(), parameters: new Map() });
    if (equals < 0) continue;
    const name = (second ?? first).toLowerCase();
    const parameters = found.at(-1)?.parameters;
    if (parameters && !parameters.has(name)) {
      parameters.set(name, betweenQuotes(trimBlank(piece.slice(equals + 1))));
    }
  }
  return found;
}

function betweenQuotes(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function toChallenge(kind: ChallengeKind, parameters: ReadonlyMap<string, string>): DigestChallenge | null {
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const algorithm = digestAlgorithm(parameters.get('algorithm') ?? 'MD5');
  if (realm === undefined || nonce === undefined || algorithm === null) return null;
  if ([...parameters.values()].some((value) => value.length > maxValueLength)) return null;
  const offered =
    parameters
      .get('qop')
      ?.toLowerCase()
      .split(/[, \t]+/) ?? [];
  const qop = (['auth', 'auth-int'] as const).find((name) => offered.includes(name)) ?? null;
  // It insists on protection of a kind that is not known.
  if (qop === null && offered.some((name) => name !== '')) return null;
  return {
    kind,
    realm,
    nonce,
    opaque: parameters.get('opaque') ?? null,
    algorithm,
    qop,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
  };
}
