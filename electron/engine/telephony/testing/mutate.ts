/** Messages as a stranger, a broken device or a bad line sends them: pieces changed, lost, doubled, moved, or grown beyond reason. */

/** What parsers stumble over. */
const troubles: readonly Uint8Array[] = [
  '"',
  '\\"',
  '<',
  '>',
  ',',
  ';',
  ';;,;,,',
  ':',
  '@',
  '%',
  '%00',
  '%E4',
  '?',
  '=',
  '/',
  ' ',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '\r\n ',
  '\r\n\r\n',
  '\0',
  '[::1]',
  '[',
  '-1',
  '99999999999999999999',
  'Via: ',
  'Content-Length: 7\r\n',
  'l: ',
  'SIP/2.0',
  'z9hG4bK',
  '\u00e9\ufeff',
  '--',
].map((text) => new TextEncoder().encode(text));

/** @param random 0–1, repeatable */
export function mutate(message: Uint8Array, random: () => number): Uint8Array {
  let bytes = message;
  const rounds = 1 + Math.floor(random() * 4);
  for (let round = 0; round < rounds; round += 1) bytes = change(bytes, random);
  return bytes;
}

function change(bytes: Uint8Array, random: () => number): Uint8Array {
  const place = (): number => Math.floor(random() * (bytes.length + 1));
  const at = place();
  const end = Math.min(bytes.length, at + Math.floor(random() ** 3 * 200));
  const before = bytes.subarray(0, at);
  const piece = bytes.subarray(at, end);
  const after = bytes.subarray(end);
  switch (Math.floor(random() * 7)) {
    case 0: // cut short
      return bytes.slice(0, at);
    case 1: // a byte is another
      return joined(before, Uint8Array.of(Math.floor(random() * 256)), bytes.subarray(at + 1));
    case 2: // a piece is lost
      return joined(before, after);
    case 3: // doubled
      return joined(before, piece, piece, after);
    case 4: // moved
      return joined(before, after, piece);
    case 5: // trouble many times over
      return joined(
        before,
        ...new Array<Uint8Array>(1 + Math.floor(random() ** 4 * 500)).fill(trouble(random)),
        after,
      );
    default:
      return joined(before, trouble(random), bytes.subarray(at));
  }
}

function trouble(random: () => number): Uint8Array {
  return troubles[Math.floor(random() * troubles.length)] ?? new Uint8Array();
}

function joined(...pieces: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
