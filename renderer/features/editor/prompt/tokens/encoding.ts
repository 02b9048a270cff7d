/** Which tokenizer counts for a model. https://github.com/openai/tiktoken (`tiktoken/model.py`) */

export const encodings = ['o200k_base', 'cl100k_base'] as const;
export type Encoding = (typeof encodings)[number];

export interface ModelEncoding {
  encoding: Encoding;
  /** False: the model has a tokenizer of its own, and the count is near. */
  isExact: boolean;
}

const newer = /^(?:chatgpt-4o|gpt-4o|gpt-4\.[15]|gpt-[5-9]|o[1-9])/;
const older = /^(?:gpt-4|gpt-3\.5|gpt-35)/;

/** @param model as the connection names it, with or without a maker before a slash; null when nobody is known to answer */
export function encodingOf(model: string | null): ModelEncoding {
  const name = (model ?? '').replace(/^.*\//, '').toLowerCase();
  if (newer.test(name)) return { encoding: 'o200k_base', isExact: true };
  if (older.test(name)) return { encoding: 'cl100k_base', isExact: true };
  return { encoding: 'o200k_base', isExact: false };
}
