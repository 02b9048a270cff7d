/** The sixteen keys and their two frequencies (ITU-T Q.23 §2). */

/** Hz, top row to bottom. */
export const rowHz = [697, 770, 852, 941] as const;
/** Hz, left column to right; the fourth is on no consumer phone, but carriers pass it. */
export const columnHz = [1209, 1336, 1477, 1633] as const;

const layout = ['123A', '456B', '789C', '*0#D'] as const;

export type DtmfKey =
  '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D';

/** `row` and `column` count from 0; null outside the keypad. */
export function keyAt(row: number, column: number): DtmfKey | null {
  return (layout[row]?.[column] as DtmfKey | undefined) ?? null;
}

/** The two frequencies of a key, Hz. */
export function frequenciesOf(key: DtmfKey): { lowHz: number; highHz: number } {
  const row = layout.findIndex((keys) => keys.includes(key));
  const column = layout[row]?.indexOf(key) ?? 0;
  return { lowHz: rowHz[row] ?? rowHz[0], highHz: columnHz[column] ?? columnHz[0] };
}

export function isDtmfKey(text: string): text is DtmfKey {
  return /^[0-9*#A-D]$/.test(text);
}
