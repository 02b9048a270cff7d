/** JSON as a person types it. */

export type JsonText = { value: Record<string, unknown>; problem: null } | { value: null; problem: string };

/** The object that a text writes, or what it is instead, in words that go on from “the payload”. */
export function readJsonObject(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { value: null, problem: `is not JSON${placeOf(thrown, text)}` };
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { value: value as Record<string, unknown>, problem: null };
  return { value: null, problem: 'must be an object, with { and } around it' };
}

/** `: something is wrong in line 3`, as far as the parser tells where. */
function placeOf(thrown: unknown, text: string): string {
  const message = thrown instanceof Error ? thrown.message : '';
  const at = /at position (\d+)/.exec(message)?.[1];
  if (at === undefined) return /end of JSON/.test(message) ? ': it stops before its end' : '';
  const line = text.slice(0, Number(at)).split('\n').length;
  return `: something is wrong in line ${line}`;
}
