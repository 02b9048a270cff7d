import { isOurs } from './origin.ts';

/** `stay`: our own page. `browser`: a web page, for the person's browser. */
export type Navigation = 'stay' | 'browser' | 'deny';

/** A window of ours shows our page and nothing else. Other programs (`mailto:`, `file:`, `smb:` …) are never started. */
export function navigationOf(address: string): Navigation {
  if (isOurs(address)) return 'stay';
  try {
    const url = new URL(address);
    // A name in front of the host is how an address hides where it leads.
    return url.protocol === 'https:' && url.username === '' && url.password === '' ? 'browser' : 'deny';
  } catch {
    return 'deny';
  }
}
