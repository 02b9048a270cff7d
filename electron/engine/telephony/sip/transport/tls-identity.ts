/**
 * Whether a server's certificate is one for the SIP domain we mean, RFC 5922 §7, and if not, why, so that somebody who sets
 * up a trunk knows what to change.
 *
 * One thing is done otherwise than §7.2 asks: `*.example.com` is taken for `sip.example.com` (one label, leftmost, as
 * RFC 9525 §6.3 has it), since carriers give every customer a host of his own under one certificate.
 */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** Null when the certificate is good for that name; else what is wrong, which certificate it is, and what to do. */
export function certificateProblem(
  certificate: X509Certificate | undefined,
  serverName: string,
  /** OpenSSL's word on the chain (`CERT_HAS_EXPIRED`), or null when it holds. */
  chainError: string | null,
): string | null {
  if (!certificate)
    return `The server showed no certificate, so it cannot be told whether it is ${serverName}.`;
  const words =
    chainError === null ? nameProblem(certificate, serverName) : chainProblem(certificate, chainError);
  return words === null ? null : `${words} ${describe(certificate)}`;
}

function chainProblem(certificate: X509Certificate, error: string): string {
  switch (error) {
    case 'CERT_HAS_EXPIRED':
      return `The server's certificate, or one above it, has expired. Its owner has to renew it.`;
    case 'CERT_NOT_YET_VALID':
      return `The server's certificate, or one above it, is not valid yet. Check this machine's date and time.`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `The server's certificate is signed by itself, so nobody vouches for it. If the server is your own, paste that certificate as the trunk's certificate authority.`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The server's certificate comes from an authority that this machine does not trust (${nameOf(certificate.issuer)}). If it is your own, paste its certificate as the trunk's certificate authority.`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `The server sends its certificate without the one of its issuer (${nameOf(certificate.issuer)}), or that issuer is not trusted here. Let the server send the whole chain, or paste the issuer's certificate as the trunk's certificate authority.`;
    case 'CERT_REVOKED':
      return `The server's certificate has been revoked. Do not use this server until its owner has a new one.`;
    default:
      return `The server's certificate is not accepted (${error}).`;
  }
}

function nameProblem(certificate: X509Certificate, serverName: string): string | null {
  if (bearsName(certificate, serverName)) return null;
  const names = namesOf(certificate);
  const listed = names.length > 0 ? `It is for ${names.join(', ')}.` : 'It bears no name at all.';
  return `The server's certificate is not for ${serverName}. ${listed} Set the trunk's server to a name that the certificate bears, or let its owner add ${serverName}.`;
}

/** RFC 5922 §7.1: `sip:` URIs without a user, DNS names, addresses; the common name where there is no other name. */
function bearsName(certificate: X509Certificate, serverName: string): boolean {
  if (isIP(serverName) > 0) return certificate.checkIP(serverName) !== undefined;
  if (sipDomains(certificate).some((domain) => domain === serverName.toLowerCase())) return true;
  // The common name counts only when no subjectAltName is there at all (§7.1, step 2).
  const subject = certificate.subjectAltName === undefined ? 'always' : 'never';
  return certificate.checkHost(serverName, { subject, partialWildcards: false }) !== undefined;
}

function sipDomains(certificate: X509Certificate): string[] {
  return alternativeNames(certificate)
    .filter(({ kind }) => kind === 'URI')
    .map(({ value }) => /^sip:([^@;?/:]+)$/i.exec(value)?.[1]?.toLowerCase())
    .filter((domain) => domain !== undefined);
}

interface AlternativeName {
  kind: string;
  value: string;
}

/** Node writes `DNS:a, URI:sip:b`, and values that hold a comma or a quote as JSON strings. */
function alternativeNames(certificate: X509Certificate): AlternativeName[] {
  const names: AlternativeName[] = [];
  const pattern = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy;
  for (const [, kind, written] of (certificate.subjectAltName ?? '').matchAll(pattern)) {
    if (kind === undefined || written === undefined) continue;
    // A quoted value holds what no host name does; it is shown, and matches nothing.
    names.push({ kind, value: written });
  }
  return names;
}

function namesOf(certificate: X509Certificate): string[] {
  const names = alternativeNames(certificate).map(({ value }) => value);
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
  const all = names.length > 0 || common === undefined ? names : [common];
  return all.length > 8 ? [...all.slice(0, 8), `${String(all.length - 8)} more`] : all;
}

function describe(certificate: X509Certificate): string {
  const names = namesOf(certificate);
  return `(Certificate for ${names.join(', ') || 'no name'}, issued by ${nameOf(certificate.issuer)}, valid from ${day(certificate.validFrom)} until ${day(certificate.validTo)}.)`;
}

/** The name a person knows an authority by: its common name, its organisation, or all there is. */
function nameOf(distinguishedName: string): string {
  const part = (key: string): string | undefined =>
    new RegExp(`^${key}=(.+)$`, 'm').exec(distinguishedName)?.[1]?.replaceAll(/\\(.)/g, '$1');
  return part('CN') ?? part('O') ?? (distinguishedName.replaceAll('\n', ', ') || 'nobody named');
}

/** `Jan  1 00:00:00 2027 GMT` as `2027-01-01`. */
function day(date: string): string {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? date : time.toISOString().slice(0, 10);
}
