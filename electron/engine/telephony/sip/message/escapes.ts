/**
 * `%HH` escapes of addresses, RFC 3261 §19.1.2. Escaped bytes are UTF-8; one that is not is kept as the lone surrogate
 * U+DC00 + byte, which no text from outside can hold, so that an address goes out as it came in.
 */

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export function unescapeText(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.match(/[0-9A-Fa-f]{2}/g) ?? [], (pair) => parseInt(pair, 16));
    try {
      return decoder.decode(bytes);
    } catch {
      return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
    }
  });
}

/** @param escaped characters to be escaped: global and `u` */
export function escapeText(text: string, escaped: RegExp): string {
  return text.replace(escaped, (character) => {
    const code = character.charCodeAt(0);
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) return hex(code - 0xdc00);
    return Array.from(encoder.encode(character), hex).join('');
  });
}

function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
