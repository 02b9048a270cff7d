/** Test values as rows that are typed in: a name, a type, and the value as text. */

export const valueTypes = ['text', 'number', 'yes or no', 'JSON'] as const;
export type ValueType = (typeof valueTypes)[number];

export interface ValueRow {
  name: string;
  type: ValueType;
  text: string;
}

export type ReadRows =
  | { ok: true; values: Record<string, unknown> }
  /** `row`: where it is, counted from 0. */
  | { ok: false; row: number; message: string };

export function rowsOf(values: Readonly<Record<string, unknown>>): ValueRow[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === 'string') return { name, type: 'text', text: value };
    if (typeof value === 'number') return { name, type: 'number', text: String(value) };
    if (typeof value === 'boolean') return { name, type: 'yes or no', text: String(value) };
    return { name, type: 'JSON', text: JSON.stringify(value) };
  });
}

/** What the rows stand for. One without a name and a value is not there yet. */
export function readRows(rows: readonly ValueRow[]): ReadRows {
  const values = new Map<string, unknown>();
  for (const [row, { name, type, text }] of rows.entries()) {
    const key = name.trim();
    if (key === '' && text === '') continue;
    const refuse = (message: string): ReadRows => ({ ok: false, row, message });
    if (key === '') return refuse(`Give the value “${text}” a name.`);
    // A path in a placeholder is split at its dots.
    if (!/^[^\s{}|.]+$/.test(key))
      return refuse(`“${key}” cannot be a name: leave out spaces, dots, braces and bars.`);
    if (values.has(key)) return refuse(`“${key}” is there twice. Rename or remove one.`);
    const value = valueOf(type, text);
    if (value === undefined) return refuse(`“${text}” is not ${type === 'JSON' ? 'JSON' : 'a number'}.`);
    values.set(key, value);
  }
  return { ok: true, values: Object.fromEntries(values) };
}

/** Undefined when the text is none of that type. */
function valueOf(type: ValueType, text: string): unknown {
  switch (type) {
    case 'text':
      return text;
    case 'number': {
      const number = Number(text);
      return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
    }
    case 'yes or no':
      return text === 'true';
    case 'JSON':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
  }
}

/** The row with another type; its text goes with it where it can. */
export function withType(row: ValueRow, type: ValueType): ValueRow {
  if (type === 'yes or no') return { ...row, type, text: row.text === 'true' ? 'true' : 'false' };
  if (type === 'JSON' && valueOf('JSON', row.text) === undefined)
    return { ...row, type, text: JSON.stringify(row.text) };
  return { ...row, type };
}
