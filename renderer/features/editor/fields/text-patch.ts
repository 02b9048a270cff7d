import type { PromptField, SpeechField, TextField } from '#shared/nodes/field.ts';

/** What typing a text changes. A text that new nodes do not have either goes out of the document when it is empty. */
export function textPatch<Key extends string>(
  field: TextField<Key> | PromptField<Key>,
  text: string,
): Record<string, unknown> {
  const isKept = text !== '' || field.initial !== undefined || field.required !== undefined;
  return { [field.key]: isKept ? text : undefined };
}

/** The same for words to say; their kind goes with them, unless a recording is chosen. */
export function speechPatch<Key extends string>(
  field: SpeechField<Key>,
  text: string,
  isRecording: boolean,
): Record<string, unknown> {
  if (text !== '' || field.initial !== undefined)
    return { [field.key]: text, ...(isRecording ? {} : { [field.kindKey]: 'text' }) };
  return { [field.key]: undefined, ...(isRecording ? {} : { [field.kindKey]: undefined }) };
}
