/** Equality of JSON values: the order of keys says nothing, and a key that is `undefined` is absent. */
export type Plain = Record<string, unknown>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => isSame(each, b[index]));
  if (!isPlain(a) || !isPlain(b)) return false;
  return keysOfBoth(a, b).every((key) => isSame(a[key], b[key]));
}

/** Every key once, those of `a` first. */
export const keysOfBoth = (a: Plain, b: Plain): string[] => [
  ...new Set([...Object.keys(a), ...Object.keys(b)]),
];
