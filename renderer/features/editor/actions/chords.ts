import { commandKeys } from '../../../ui/command-keys.ts';

const names: Partial<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  Plus: '+',
};

/** A key as it is written on the keyboard and in menus: `mod+shift+Z` is `Ctrl Shift Z`, or `⇧⌘Z` on a Mac. */
export function keysOf(chord: string): string {
  const parts = chord.split('+').filter((part) => part !== 'mod');
  const words = parts.map((part) => names[part] ?? part.charAt(0).toUpperCase() + part.slice(1)).join(' ');
  return chord.includes('mod') ? commandKeys(words) : words;
}

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Whether a chord is pressed. Letters and digits are also known by their place on the keyboard: with Alt or Shift the key
 * gives another character. A sign such as `?` or `+` (`Plus`) is pressed however the keyboard makes it.
 */
export function isPressed(chord: string, press: KeyPress): boolean {
  const parts = chord.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  if ((press.ctrlKey || press.metaKey) !== wants('mod')) return false;
  const sign = key === 'Plus' ? '+' : key;
  if (/^[^\p{L}\p{N}]$/u.test(sign)) return press.key === sign && press.altKey === wants('alt');
  if (press.altKey !== wants('alt') || press.shiftKey !== wants('shift')) return false;
  const isKey = press.key.toLowerCase() === key.toLowerCase();
  return isKey || press.code === `Key${key.toUpperCase()}` || press.code === `Digit${key}`;
}

/** A letter or digit by itself, which begins a search. */
export function isTyping({ key, ctrlKey, metaKey, altKey }: KeyPress): boolean {
  return !ctrlKey && !metaKey && !altKey && /^[\p{L}\p{N}]$/u.test(key);
}
