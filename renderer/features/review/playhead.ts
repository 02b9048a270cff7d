/** Where a moment of the recording lies: in which line, which step, which event. One playhead, many views. */
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { ConversationItem, PathStep } from '../call/conversation/conversation.ts';

/** Key of the line being spoken at a moment; else of the last line before it; null before the first. */
export function lineAt(items: readonly ConversationItem[], atMs: number): string | null {
  let last: string | null = null;
  let spoken: string | null = null;
  for (const item of items) {
    if (item.kind !== 'line' || item.atMs === null || item.atMs > atMs) continue;
    last = item.key;
    if (item.endMs !== null && atMs < item.endMs) spoken = item.key;
  }
  return spoken ?? last;
}

/** Index of the step that the call stands in; 0 before the media, -1 for an empty path. */
export function stepAt(path: readonly PathStep[], atMs: number): number {
  const index = path.findLastIndex((step) => step.atMs === null || step.atMs <= atMs);
  return Math.max(Math.min(0, path.length - 1), index);
}

/** Index of the last event at or before a moment; -1 when there is none. Events are in the order of `seq`. */
export function eventAt(events: readonly RunEvent[], atMs: number): number {
  return events.findLastIndex((event) => event.at_ms !== null && event.at_ms <= atMs);
}

/** Position on a strip of a width ↔ moment, both clamped. */
export function xOfMoment(atMs: number, durationMs: number, width: number): number {
  return durationMs <= 0 ? 0 : Math.max(0, Math.min(width, (atMs / durationMs) * width));
}

export function momentOfX(x: number, durationMs: number, width: number): number {
  return width <= 0 ? 0 : Math.max(0, Math.min(durationMs, (x / width) * durationMs));
}

/**
 * Peaks for as many columns as can be drawn: the extremes of the buckets that fall into each.
 * @param lane pairs (min, max) in −1…1, one pair a bucket
 * @returns pairs for `columns` columns that span the whole lane
 */
export function columnsOfPeaks(lane: readonly number[], columns: number): Float32Array {
  const buckets = Math.floor(lane.length / 2);
  const drawn = new Float32Array(columns * 2);
  for (let column = 0; column < columns && buckets > 0; column += 1) {
    const start = Math.min(buckets - 1, Math.floor((column * buckets) / columns));
    const end = Math.max(start + 1, Math.ceil(((column + 1) * buckets) / columns));
    let low = 0;
    let high = 0;
    for (let bucket = start; bucket < end && bucket < buckets; bucket += 1) {
      low = Math.min(low, lane[bucket * 2] ?? 0);
      high = Math.max(high, lane[bucket * 2 + 1] ?? 0);
    }
    drawn[column * 2] = low;
    drawn[column * 2 + 1] = high;
  }
  return drawn;
}
