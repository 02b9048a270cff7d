/**
 * A SIP message for a wire log or an export: nothing in it lets anybody log on or decrypt. Masked are the answer of a digest (beside
 * its nonce a password can be guessed offline), other credentials, passwords in addresses, and keys of media (RFC 4568, MIKEY, ICE).
 * The number of lines stays, their lengths need not.
 */
const mask = '***';

const credentials = /^((?:proxy-)?authorization[ \t]*:[ \t]*)(\S*)/i;
const keys: readonly RegExp[] = [
  /^(a=crypto:.*?inline:)[^|;\s]+/i,
  /^(a=key-mgmt:\S+[ \t]+).+$/i,
  /^(a=ice-pwd:).+$/i,
  /^(k=[a-z0-9]+:).+$/i,
];

type Field = 'digest' | 'other-credentials' | 'plain';

export function withoutSecrets(message: string): string {
  let field: Field = 'plain';
  return message
    .split('\n')
    .map((whole) => {
      const end = whole.endsWith('\r') ? '\r' : '';
      const line = end === '' ? whole : whole.slice(0, -1);
      // A line that begins with a blank goes on with the field before.
      const isFolded = /^[ \t]/.test(line);
      if (!isFolded) field = kindOf(line);
      return `${maskLine(line, field, isFolded)}${end}`;
    })
    .join('\n');
}

function kindOf(line: string): Field {
  const scheme = credentials.exec(line)?.[2];
  if (scheme === undefined) return /^(?:proxy-)?authentication-info[ \t]*:/i.test(line) ? 'digest' : 'plain';
  return scheme.toLowerCase() === 'digest' || scheme.trim() === '' ? 'digest' : 'other-credentials';
}

function maskLine(line: string, field: Field, isFolded: boolean): string {
  if (field === 'other-credentials') return `${isFolded ? '' : (credentials.exec(line)?.[0] ?? '')} ${mask}`;
  if (field === 'digest')
    return withoutPasswords(
      line.replace(/\b(response|rspauth)([ \t]*=[ \t]*)("[^"]*"?|[^\s,]+)/gi, `$1$2"${mask}"`),
    );
  for (const key of keys) {
    if (key.test(line)) return line.replace(key, `$1${mask}`).replace(/(;inline:)[^|;\s]+/gi, `$1${mask}`);
  }
  return withoutPasswords(line);
}

/** `sip:user:password@host`; lengths are bounded so that time stays linear. */
function withoutPasswords(line: string): string {
  return line.replace(/\b(sips?:[^\s:@<>"]{0,256}):([^\s@<>"]{1,256})@/gi, `$1:${mask}@`);
}
