/** DTMF in INFO: `application/dtmf-relay` (`Signal=5`, `Duration=160`) and `application/dtmf` (the key alone). */
import { bodyOfType } from '../message/content.ts';
import type { SipRequest } from '../message/message.ts';

export const dtmfRelayType = 'application/dtmf-relay';

export interface InfoKey {
  /** 0–9, *, #, A–D. */
  key: string;
  /** Null where none was told. */
  durationMs: number | null;
}

/** Null: the body holds no key. Numbers 10–16 are those of RFC 4733 §3.2 that some phones send. */
export function infoKeyOf(request: SipRequest): InfoKey | null {
  const relay = bodyOfType(request, dtmfRelayType);
  if (relay !== null) {
    const key = keyOf(/^[ \t]*signal[ \t]*=[ \t]*(\S{1,2})/im.exec(relay)?.[1]);
    const duration = /^[ \t]*duration[ \t]*=[ \t]*(\d{1,6})/im.exec(relay)?.[1];
    return key === null ? null : { key, durationMs: duration === undefined ? null : Number(duration) };
  }
  const plain = bodyOfType(request, 'application/dtmf');
  const key = plain === null ? null : keyOf(plain.trim());
  return key === null ? null : { key, durationMs: null };
}

export function formatInfoKey({ key, durationMs }: { key: string; durationMs: number }): string {
  return `Signal=${key}\r\nDuration=${Math.round(durationMs)}\r\n`;
}

function keyOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[0-9*#A-Da-d]$/.test(text)) return text.toUpperCase();
  return { '10': '*', '11': '#', '12': 'A', '13': 'B', '14': 'C', '15': 'D' }[text] ?? null;
}
