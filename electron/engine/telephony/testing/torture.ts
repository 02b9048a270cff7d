/** The 49 messages of RFC 4475, as the RFC's own archive holds them. */
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('rfc4475/', import.meta.url);

export function tortureNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.dat'))
    .map((name) => name.slice(0, -'.dat'.length))
    .sort();
}

export function tortureMessage(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.dat`, folder)));
}
