const isMac = navigator.userAgent.includes('Mac');

/** A shortcut as this machine writes it: `⌘K` or `Ctrl K`. */
export function commandKeys(key: string): string {
  return isMac ? `⌘${key}` : `Ctrl ${key}`;
}
