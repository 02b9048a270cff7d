/** What a path of either door's origin means. Pure: nothing here touches a disk. */

import { ambientSources, recordingIdSchema, type AmbientScene } from '#shared/domain/sound.ts';

export const runFiles = ['recording.wav', 'transcript.txt', 'peaks', 'wire.pcap'] as const;
export type RunFile = (typeof runFiles)[number];

export type Target =
  | { kind: 'run-file'; runId: string; file: RunFile }
  | { kind: 'recording'; id: string }
  | { kind: 'ambient'; scene: AmbientScene }
  /** Segments below the renderer's folder, each safe to join. */
  | { kind: 'page-file'; segments: string[] };

/** `rawPath` as it stood in the request, still percent-encoded, without query. Null: no such thing can exist. */
export function targetOf(rawPath: string): Target | null {
  const segments = decodeSegments(rawPath);
  if (segments === null) return null;
  const [room, runId, file, ...rest] = segments;
  if (room === 'runs' && runId !== undefined && file !== undefined && rest.length === 0) {
    const known = runFiles.find((candidate) => candidate === file);
    if (known) return { kind: 'run-file', runId, file: known };
  }
  const sound = segments.length === 2 ? /^(.+)\.wav$/.exec(segments[1] ?? '')?.[1] : undefined;
  if (room === 'recordings' && sound !== undefined && recordingIdSchema.safeParse(sound).success)
    return { kind: 'recording', id: sound };
  const scene = room === 'ambient' ? ambientSources.find((source) => source === sound) : undefined;
  if (scene !== undefined && scene !== 'none') return { kind: 'ambient', scene };
  return { kind: 'page-file', segments: segments.length === 0 ? ['index.html'] : segments };
}

/** Null when a segment could leave the folder, on any platform: dots, separators, drive letters, NUL, streams. */
function decodeSegments(rawPath: string): string[] | null {
  if (!rawPath.startsWith('/')) return null;
  const segments: string[] = [];
  for (const raw of rawPath.slice(1).split('/')) {
    let segment: string;
    try {
      segment = decodeURIComponent(raw);
    } catch {
      return null;
    }
    if (segment === '.' || segment === '..' || /[/\\:\0]/.test(segment)) return null;
    segments.push(segment);
  }
  // `/` alone.
  if (segments.length === 1 && segments[0] === '') segments.pop();
  return segments.includes('') ? null : segments;
}
