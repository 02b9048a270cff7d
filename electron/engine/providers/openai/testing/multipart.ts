/** The fields of a multipart body (RFC 7578), as a server sees them. Only as much as a test needs: no nesting, no encodings. */
import { monoAt16k, readWav } from '../../../audio/wav-reader.ts';
import type { ReceivedRequest } from './wire-server.ts';

export interface ReceivedUtterance {
  fields: Record<string, string>;
  /** Of the part with a file name, at 16 kHz. */
  samples: Int16Array;
}

export function readUtterance({ headers, body }: ReceivedRequest): ReceivedUtterance {
  const boundary = /boundary=([^;]+)/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const fields: Record<string, string> = {};
  let samples = new Int16Array(0);
  // Latin-1 keeps every byte.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const bodyAt = part.indexOf('\r\n\r\n') + 4;
    const name = /name="([^"]*)"/.exec(part)?.[1] ?? '';
    const value = Buffer.from(part.slice(bodyAt, -2), 'latin1');
    if (part.slice(0, bodyAt).includes('filename=')) samples = new Int16Array(monoAt16k(readWav(value)));
    else fields[name] = value.toString();
  }
  return { fields, samples };
}
