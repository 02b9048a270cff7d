/** Files of both doors: the built page, and what belongs to a run. The doors only carry the answer out. */
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { StudioError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import { readWire } from '#engine/calls/phone/call-wire.ts';
import { pcapOf } from '#engine/telephony/wire/pcap.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { AmbientScene } from '#shared/domain/sound.ts';
import { ambientFile } from '../../ambient-sounds.ts';
import type { LibraryPort, RecordingsPort } from '../ports.ts';
import { toWireError } from '../wire-error.ts';
import { contentTypeOf } from './content-types.ts';
import { parseRange } from './range.ts';
import { securityHeaders } from './security-headers.ts';
import { targetOf } from './target.ts';
import type { RunFile } from './target.ts';

export interface ContentRequest {
  method: string;
  /** Percent-encoded, without query. */
  path: string;
  range: string | null;
  ifNoneMatch: string | null;
}

export type ContentBody = Uint8Array<ArrayBuffer> | { path: string; first: number; last: number } | null;

export interface ContentResponse {
  status: number;
  headers: Record<string, string>;
  body: ContentBody;
}

export interface ContentOptions {
  rendererDir: string;
  library: Pick<LibraryPort, 'getRun' | 'getEvents' | 'getPeaks' | 'runFolder'>;
  recordings: Pick<RecordingsPort, 'file'>;
  /** The transcript as a person reads it. */
  transcript: (run: Run, events: RunEvent[]) => string;
  logger: Logger;
}

export type Content = (request: ContentRequest) => Promise<ContentResponse>;

/** Vite puts a hash of the content into the names below `assets`. */
const HASHED_FOLDER = 'assets';

export function createContent(options: ContentOptions): Content {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return text(405, 'Only GET and HEAD are possible here.', { Allow: 'GET, HEAD' });
    const target = targetOf(request.path);
    if (!target) return text(404, 'There is nothing at this address.');
    try {
      if (target.kind === 'run-file') return await runFile(options, request, target.runId, target.file);
      if (target.kind === 'recording') return await recording(options, request, target.id);
      if (target.kind === 'ambient') return await ambientSound(request, target.scene);
      return await pageFile(options.rendererDir, request, target.segments);
    } catch (thrown) {
      const { message } = toWireError(thrown, `GET ${target.kind}`, options.logger);
      return text(thrown instanceof StudioError && thrown.code !== 'internal' ? 404 : 500, message);
    }
  };
}

async function pageFile(
  rendererDir: string,
  request: ContentRequest,
  segments: string[],
): Promise<ContentResponse> {
  const path = join(rendererDir, ...segments);
  const found = await statFile(path);
  // A link inside the folder must not lead out of it.
  if (!found || !(await realpath(path)).startsWith((await realpath(rendererDir)) + sep))
    return text(404, 'There is no such file in the studio.');
  const isHashed = segments[0] === HASHED_FOLDER;
  const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
  const headers = {
    'Content-Type': contentTypeOf(path),
    'Cache-Control': isHashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
  };
  if (request.ifNoneMatch === etag) return respond(304, headers, null);
  return fileAnswer(request, path, found.size, headers);
}

async function runFile(
  { library, transcript }: ContentOptions,
  request: ContentRequest,
  runId: string,
  file: RunFile,
): Promise<ContentResponse> {
  const run = await library.getRun(runId);
  if (!run) return text(404, `There is no run “${runId}”. It may have been deleted.`);
  // What was said in a call is not left in a browser's cache.
  const headers = { 'Cache-Control': 'no-store' };
  switch (file) {
    case 'recording.wav': {
      if (run.recording_url === null) return text(404, 'This run has no recording.');
      const path = join(await library.runFolder(runId), file);
      const found = await statFile(path);
      if (!found) return text(404, 'The recording of this run is missing.');
      return fileAnswer(request, path, found.size, { ...headers, 'Content-Type': 'audio/wav' });
    }
    case 'transcript.txt': {
      const body = new TextEncoder().encode(transcript(run, await library.getEvents(runId)));
      return bytesAnswer(request, body, { ...headers, 'Content-Type': contentTypeOf(file) });
    }
    case 'wire.pcap': {
      const entries = await readWire(await library.runFolder(runId));
      if (entries.length === 0) return text(404, 'This run has no wire log: it was no telephone call.');
      return bytesAnswer(request, new Uint8Array(pcapOf(entries)), {
        ...headers,
        'Content-Type': contentTypeOf(file),
        'Content-Disposition': `attachment; filename="${runId}.pcap"`,
      });
    }
    case 'peaks': {
      const body = new TextEncoder().encode(JSON.stringify(await library.getPeaks(runId)));
      return bytesAnswer(request, body, { ...headers, 'Content-Type': contentTypeOf('peaks.json') });
    }
  }
}

async function recording(
  { recordings }: ContentOptions,
  request: ContentRequest,
  id: string,
): Promise<ContentResponse> {
  const path = recordings.file(id);
  const found = await statFile(path);
  if (!found) return text(404, `There is no recording “${id}”. It may have been deleted.`);
  return fileAnswer(request, path, found.size, { 'Cache-Control': 'no-store', 'Content-Type': 'audio/wav' });
}

async function ambientSound(request: ContentRequest, scene: AmbientScene): Promise<ContentResponse> {
  const path = ambientFile(scene);
  const found = await statFile(path);
  if (!found) return text(404, `The ambient sound “${scene}” is missing. Install Parley again.`);
  return fileAnswer(request, path, found.size, { 'Cache-Control': 'no-cache', 'Content-Type': 'audio/wav' });
}

function fileAnswer(
  request: ContentRequest,
  path: string,
  sizeBytes: number,
  headers: Record<string, string>,
): ContentResponse {
  const range = parseRange(request.range, sizeBytes);
  if (range === 'unsatisfiable')
    return text(416, `The file has ${sizeBytes} bytes.`, { 'Content-Range': `bytes */${sizeBytes}` });
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  const length = last - first + 1;
  return respond(
    range ? 206 : 200,
    {
      ...headers,
      'Accept-Ranges': 'bytes',
      'Content-Length': String(length),
      ...(range ? { 'Content-Range': `bytes ${first}-${last}/${sizeBytes}` } : {}),
    },
    request.method === 'HEAD' || length === 0 ? null : { path, first, last },
  );
}

function bytesAnswer(
  request: ContentRequest,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): ContentResponse {
  return respond(
    200,
    { ...headers, 'Content-Length': String(bytes.byteLength) },
    request.method === 'HEAD' ? null : bytes,
  );
}

/** A short answer in words. */
export function text(status: number, message: string, headers: Record<string, string> = {}): ContentResponse {
  return respond(
    status,
    { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
    new TextEncoder().encode(`${message}\n`),
  );
}

function respond(status: number, headers: Record<string, string>, body: ContentBody): ContentResponse {
  return { status, headers: { ...securityHeaders, ...headers }, body };
}

async function statFile(path: string): Promise<{ size: number; mtimeMs: number } | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}
