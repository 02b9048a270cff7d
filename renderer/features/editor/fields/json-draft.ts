import { readJsonObject } from '#shared/nodes/json-text.ts';

/** What the document holds after typing: the object that is written, the text itself while it is none, nothing when blank. */
export function jsonValueOf(text: string): Record<string, unknown> | string | undefined {
  if (text.trim() === '') return undefined;
  return readJsonObject(text).value ?? text;
}

/** What is shown: the text as it was typed as long as it says what the document holds, which undo may have changed. */
export function shownJson(typed: string | null, value: unknown): string {
  if (typed !== null && JSON.stringify(jsonValueOf(typed)) === JSON.stringify(value ?? undefined))
    return typed;
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
