import { commandKeys } from '../../../ui/command-keys.ts';

/** A key as it is written on the keyboard and in menus: `mod+shift+Z` is `Ctrl Shift Z`, or `⇧⌘Z` on a Mac. */
export function keysOf(chord: string): string {
  const parts = chord.split('+').filter((part) => part !== 'mod');
  const words = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(' ');
  return chord.includes('mod') ? commandKeys(words) : words;
}
