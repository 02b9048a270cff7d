/** Careful looks into JSON of unknown shape: what is not there, or is something else, reads as empty. */

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectAt = (value: unknown, key: string): JsonObject => {
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(found) ? found : {};
};

export const listAt = (value: unknown, key: string): readonly unknown[] => {
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
};

/** Trimmed; empty when it is no text. */
export const textAt = (value: unknown, key: string): string => {
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found.trim() : '';
};

/** The object without these keys. */
export const without = (value: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)));
