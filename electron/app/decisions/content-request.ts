import type { ContentRequest } from '../../ipc/content/content.ts';
import { isOurs } from './origin.ts';

/**
 * A request of the custom protocol as the one that the browser door would get. Null when it is for another host than
 * ours. What its path may reach is decided where both doors meet, in `ipc/content/target.ts`.
 */
export function contentRequestOf(request: {
  url: string;
  method: string;
  headers: { get(name: string): string | null };
}): ContentRequest | null {
  if (!isOurs(request.url)) return null;
  return {
    method: request.method,
    path: new URL(request.url).pathname || '/',
    range: request.headers.get('range'),
    ifNoneMatch: request.headers.get('if-none-match'),
  };
}
