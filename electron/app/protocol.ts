/** `app://parley`: the page and the files of runs, from the same code as the browser door's. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { appScheme } from '#shared/bridge/channels.ts';
import { text } from '../ipc/content/content.ts';
import type { Content, ContentResponse } from '../ipc/content/content.ts';
import { contentRequestOf } from './decisions/content-request.ts';

/** Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      // `stream` lets audio elements seek; `secure` is what getUserMedia and audio worklets ask for.
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

export function serveAppScheme(content: Content): void {
  protocol.handle(appScheme, async (request) => {
    const wanted = contentRequestOf(request);
    return toResponse(wanted ? await content(wanted) : text(404, 'There is nothing at this address.'));
  });
}

function toResponse({ status, headers, body }: ContentResponse): Response {
  if (body === null || body instanceof Uint8Array) return new Response(body, { status, headers });
  const file = createReadStream(body.path, { start: body.first, end: body.last });
  return new Response(Readable.toWeb(file) as ReadableStream<Uint8Array>, { status, headers });
}
