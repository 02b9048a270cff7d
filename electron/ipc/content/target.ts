/** What a path of either door's origin means. Pure: nothing here touches a disk. */

export const runFiles = ['recording.wav', 'transcript.txt', 'peaks'] as const;
export type RunFile = (typeof runFiles)[number];

export type Target =
  | { kind: 'run-file'; runId: string; file: RunFile }
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
