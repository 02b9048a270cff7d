/** The prompt fields on the screen, so that the key for a large one works from anywhere. */

interface EnlargeableField {
  enlarge: () => void;
}

/** In the order in which they appeared; the one last typed in comes last. */
const fields = new Set<EnlargeableField>();

/** Answers what takes it out again. */
export function offerEnlarging(field: EnlargeableField): () => void {
  fields.add(field);
  return () => {
    fields.delete(field);
  };
}

/** Opens the longest-standing prompt field of the inspector in large; nothing when there is none. */
export function enlargeFirst(): void {
  const [first] = fields;
  first?.enlarge();
}
