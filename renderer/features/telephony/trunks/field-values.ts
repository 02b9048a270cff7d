/** What fields of a form say, as a trunk holds it. */
/** An empty field is none. */
export const orNull = (text: string): string | null => (text === '' ? null : text);
/** Mantine's number field answers text while it is empty. */
export const numberOr = (value: string | number, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;
export const numberOrNull = (value: string | number): number | null =>
  typeof value === 'number' ? value : null;
