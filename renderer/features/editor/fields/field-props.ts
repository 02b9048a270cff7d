/** What every field of a form is given. */
export type FieldData = Readonly<Record<string, unknown>>;

/** Keys set to `undefined` are taken out. `undoKey` joins quick changes of one field to one undo step; null for none. */
export type SetFields = (patch: Record<string, unknown>, undoKey: string | null) => void;

export interface FieldProps<F> {
  field: F;
  data: FieldData;
  set: SetFields;
  /** What is wrong with it, for the line under it. */
  problem: string | undefined;
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
