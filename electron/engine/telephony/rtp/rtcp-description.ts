/**
 * The body of RTCP's source description, RFC 3550 §6.5: a chunk a source, each item with type and length, ended by at
 * least one zero octet up to the next word.
 *
 *   |                     SSRC                      |
 *   | type  | length | text (UTF-8) …  | 0 … to the word |
 */
import { putUint32, uint32 } from './packet.ts';

/** Canonical end-point name: the one item that every description has to have. */
export const CNAME = 1;

export interface DescriptionItem {
  /** 1 CNAME, 2 NAME, 3 EMAIL, 4 PHONE, 5 LOC, 6 TOOL, 7 NOTE, 8 PRIV. */
  type: number;
  /** At most 255 octets of UTF-8. */
  text: string;
}

export interface DescriptionChunk {
  ssrc: number;
  items: DescriptionItem[];
}

/** As many of `count` chunks as are whole. */
export function parseDescription(body: Uint8Array, count: number): DescriptionChunk[] {
  const chunks: DescriptionChunk[] = [];
  let at = 0;
  while (chunks.length < count && at + 4 <= body.length) {
    const ssrc = uint32(body, at);
    const items: DescriptionItem[] = [];
    at += 4;
    for (let type = body[at]; type !== undefined && type !== 0; type = body[at]) {
      const length = body[at + 1];
      if (length === undefined || at + 2 + length > body.length) return chunks;
      items.push({ type, text: new TextDecoder().decode(body.subarray(at + 2, at + 2 + length)) });
      at += 2 + length;
    }
    at = (Math.floor(at / 4) + 1) * 4;
    chunks.push({ ssrc, items });
  }
  return chunks;
}

export function serialiseDescription(chunks: readonly DescriptionChunk[]): Uint8Array {
  const parts = chunks.map(({ ssrc, items }) => {
    const texts = items.map(({ text }) => new TextEncoder().encode(text).subarray(0, 255));
    const length = texts.reduce((sum, text) => sum + 2 + text.length, 4);
    const out = new Uint8Array((Math.floor(length / 4) + 1) * 4);
    putUint32(out, 0, ssrc);
    let at = 4;
    for (const [index, text] of texts.entries()) {
      out[at] = items[index]?.type ?? 0;
      out[at + 1] = text.length;
      out.set(text, at + 2);
      at += 2 + text.length;
    }
    return out;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
