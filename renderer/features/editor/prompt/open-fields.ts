/** The prompt fields on the screen: one key opens and closes a large one, and a search leads into one. */

export interface OpenField {
  has: (element: Element | null) => boolean;
  isLarge: boolean;
  setLarge: (isLarge: boolean) => void;
  text: () => string;
  /** Puts the cursor there, with that piece selected. */
  select: (from: number, to: number) => void;
}

/** In the order in which they appeared. */
const fields = new Set<OpenField>();

/** Answers what takes it out again. */
export function offerField(field: OpenField): () => void {
  fields.add(field);
  return () => {
    fields.delete(field);
  };
}

export const hasPromptField = (): boolean => fields.size > 0;

/** Closes the large field, or opens the one with the focus, or else the last prompt of the form. */
export function toggleLarge(): void {
  const all = [...fields];
  const field =
    all.find(({ isLarge }) => isLarge) ??
    all.find(({ has }) => has(document.activeElement)) ??
    all.findLast(({ text }) => text() !== '') ??
    all.at(-1);
  field?.setLarge(!field.isLarge);
}

/** Selects a piece of a text in the field that holds it, of whatever kind; false when no field on the screen does. */
export function selectInField(text: string, from: number, to: number): boolean {
  const prompt = [...fields].find((each) => each.text() === text);
  if (prompt) {
    prompt.select(from, to);
    return true;
  }
  const plain = [
    ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      '[data-document-fields] :is(input, textarea)',
    ),
  ];
  // A list of sentences is one field with a sentence a line.
  const field =
    plain.find(({ value }) => value === text) ?? plain.find(({ value }) => value.split('\n').includes(text));
  if (!field) return false;
  const start = field.value === text ? 0 : `\n${field.value}\n`.indexOf(`\n${text}\n`);
  field.focus();
  field.setSelectionRange(start + from, start + to);
  field.scrollIntoView({ block: 'nearest' });
  return true;
}
