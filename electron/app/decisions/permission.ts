import { isOurs } from './origin.ts';

export interface PermissionWish {
  /** Electron's name. */
  permission: string;
  /** Address of the frame that wishes it. */
  url: string | null;
  isMainFrame: boolean;
  /** For `media`: what is to be captured; empty when not told. */
  mediaTypes: readonly string[];
}

/**
 * The microphone, for our own page; no camera, no screen, no place. Writing text to the clipboard is how an error is
 * copied, and gives the page nothing. All else is refused.
 */
export function isPermitted({ permission, url, isMainFrame, mediaTypes }: PermissionWish): boolean {
  if (!isMainFrame || !isOurs(url)) return false;
  if (permission === 'clipboard-sanitized-write') return true;
  return permission === 'media' && mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio');
}
