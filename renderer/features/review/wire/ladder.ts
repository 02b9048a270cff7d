/**
 * The wire log of a call as a ladder: a lane for us, one for each peer, a row for each message in the order of time, and
 * a band for what the sound was like between them.
 */
import type { MediaQuality, WireEntry } from '#shared/domain/phone-call.ts';
import { headOf, type SipHead } from './sip-head.ts';

export type WireMessage = Extract<WireEntry, { kind: 'sip' }>;
export type WireReport = Extract<WireEntry, { kind: 'rtp' }>;

/** `request` is blue, `answered` green, `refused` red, `asked` (a challenge, a redirect) amber, `underway` (1xx) slate. */
export type ArrowTone = 'request' | 'underway' | 'answered' | 'asked' | 'refused';

export interface MessageRow {
  kind: 'message';
  key: string;
  /** Since the first entry of the log, ms. */
  atMs: number;
  entry: WireMessage;
  head: SipHead;
  /** Lanes by number; 0 is ours. */
  from: number;
  to: number;
  tone: ArrowTone;
  /** `INVITE`, `180 Ringing`. */
  title: string;
  /** What is carried: `SDP, sendonly`; empty for nothing. */
  note: string;
  /** The same bytes went the same way before: how often, this time included; 1 for the first. */
  sending: number;
}

export interface MediaRow {
  kind: 'media';
  key: string;
  /** Since the first entry of the log, ms: of the first and the last report. */
  atMs: number;
  untilMs: number;
  reports: readonly WireReport[];
  /** The last report, and the worst of them all. */
  last: MediaQuality;
  worstMos: number;
  worstLoss: number;
  worstJitterMs: number;
}

export type LadderRow = MessageRow | MediaRow;

export interface Ladder {
  /** `ADDRESS:PORT` of each lane; the first is ours. */
  lanes: readonly string[];
  rows: readonly LadderRow[];
}

/** More peers than this share the last lane: a ladder with more cannot be read. */
const mostLanes = 5;

export function ladderOf(entries: readonly WireEntry[]): Ladder {
  const messages = entries.filter((entry): entry is WireMessage => entry.kind === 'sip');
  const startMs = entries[0]?.time_ms ?? 0;
  const peers = [...new Set(messages.map(({ remote }) => remote))];
  const named = peers.slice(0, mostLanes - 1);
  if (peers.length > named.length) named.splice(-1, 1, `${peers.length - named.length + 1} more`);
  const lanes = [messages[0]?.local ?? entries[0]?.local ?? '', ...named];
  const laneOf = (remote: string): number => {
    const index = peers.indexOf(remote);
    return Math.min(index, mostLanes - 2) + 1;
  };
  const seen = new Map<string, number>();
  const rows: LadderRow[] = [];
  entries.forEach((entry, index) => {
    const atMs = entry.time_ms - startMs;
    if (entry.kind === 'sip') {
      const way = `${entry.direction} ${entry.remote} ${entry.text}`;
      const sending = (seen.get(way) ?? 0) + 1;
      seen.set(way, sending);
      rows.push(messageRow(entry, { key: String(index), atMs, sending, peer: laneOf(entry.remote) }));
      return;
    }
    const before = rows.at(-1);
    if (before?.kind === 'media') rows[rows.length - 1] = withReport(before, entry, atMs);
    else rows.push(mediaRow(entry, String(index), atMs));
  });
  return { lanes, rows };
}

/** How a lane is headed: by its whole address, or its port alone where another has the same host. */
export function laneNames(lanes: readonly string[]): string[] {
  const hostOf = (lane: string): string => lane.replace(/:\d+$/, '');
  const peers = lanes.slice(1);
  return lanes.map((lane, index) => {
    if (index === 0) return 'Parley';
    const isShared = peers.filter((peer) => hostOf(peer) === hostOf(lane)).length > 1;
    return isShared ? lane.slice(hostOf(lane).length) : lane;
  });
}

function messageRow(
  entry: WireMessage,
  place: { key: string; atMs: number; sending: number; peer: number },
): MessageRow {
  const head = headOf(entry.text);
  const isOut = entry.direction === 'out';
  return {
    kind: 'message',
    key: place.key,
    atMs: place.atMs,
    entry,
    head,
    from: isOut ? 0 : place.peer,
    to: isOut ? place.peer : 0,
    tone: toneOf(head),
    title: titleOf(head),
    note: noteOf(head),
    sending: place.sending,
  };
}

function toneOf({ status }: SipHead): ArrowTone {
  if (status === null) return 'request';
  if (status < 200) return 'underway';
  if (status < 300) return 'answered';
  // 401 and 407 ask for the password, 3xx names another address: the call goes on.
  return status < 400 || status === 401 || status === 407 ? 'asked' : 'refused';
}

function titleOf(head: SipHead): string {
  if (head.status !== null) return `${head.status} ${head.reason}`.trim();
  // An INVITE inside a dialog changes the call instead of beginning one, RFC 3261 §14.
  return head.method === 'INVITE' && head.isInDialog ? 're-INVITE' : head.method;
}

function noteOf(head: SipHead): string {
  const type = head.contentType.split(';', 1)[0]?.trim() ?? '';
  const body = type === 'application/sdp' ? 'SDP' : type;
  return [body, head.direction].filter((part) => part !== null && part !== '').join(', ');
}

function mediaRow(entry: WireReport, key: string, atMs: number): MediaRow {
  const { mos, loss, jitter_ms: jitterMs } = entry.quality;
  return {
    kind: 'media',
    key,
    atMs,
    untilMs: atMs,
    reports: [entry],
    last: entry.quality,
    worstMos: mos,
    worstLoss: loss,
    worstJitterMs: jitterMs,
  };
}

function withReport(row: MediaRow, entry: WireReport, atMs: number): MediaRow {
  const { mos, loss, jitter_ms: jitterMs } = entry.quality;
  return {
    ...row,
    untilMs: atMs,
    reports: [...row.reports, entry],
    last: entry.quality,
    worstMos: Math.min(row.worstMos, mos),
    worstLoss: Math.max(row.worstLoss, loss),
    worstJitterMs: Math.max(row.worstJitterMs, jitterMs),
  };
}

export interface LadderFilter {
  /** Every word must occur in the message, its title or its addresses. */
  search: string;
  withMedia: boolean;
  withRepeats: boolean;
}

export function filterLadder(rows: readonly LadderRow[], filter: LadderFilter): LadderRow[] {
  const words = filter.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows.filter((row) => {
    if (row.kind === 'media')
      return filter.withMedia && words.every((word) => mediaText(row).toLowerCase().includes(word));
    if (row.sending > 1 && !filter.withRepeats) return false;
    const text = `${row.title} ${row.entry.remote} ${row.entry.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A band in one line: `opus, encrypted · MOS 4.2 · 0.4 % lost · jitter 3 ms`. */
export function mediaText({ last, worstMos, worstLoss, worstJitterMs }: MediaRow): string {
  const codec = last.is_encrypted ? `${last.codec}, encrypted` : last.codec;
  return [
    codec,
    `MOS ${worstMos.toFixed(1)}`,
    `${shareText(worstLoss)} lost`,
    `jitter ${Math.round(worstJitterMs)} ms`,
  ].join(' · ');
}

/** A share of 0–1 in per cent, with a tenth where it is small. */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** The log as text to paste into a mail: a line of when and whither before each message. */
export function ladderText(entries: readonly WireEntry[]): string {
  return entries
    .map((entry) => {
      const time = new Date(entry.time_ms).toISOString();
      if (entry.kind === 'rtp')
        return `--- ${time} RTP ${entry.local} <-> ${entry.remote}\n${reportText(entry)}`;
      const way =
        entry.direction === 'out' ? `${entry.local} -> ${entry.remote}` : `${entry.remote} -> ${entry.local}`;
      return `--- ${time} ${entry.transport.toUpperCase()} ${way}\n${entry.text.replaceAll('\r\n', '\n').trimEnd()}`;
    })
    .join('\n\n');
}

/** A report of the media in full, a line a figure. */
export function reportText({ quality }: WireReport): string {
  return Object.entries(quality)
    .map(([name, value]) => `${name}: ${value === null ? 'unknown' : String(value)}`)
    .join('\n');
}
