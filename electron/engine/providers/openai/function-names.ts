/** Names and ids in the forms that vendors take: a function's name comes from an edge's label and may be anything long. */
import { createHash } from 'node:crypto';
import type { FunctionSpec } from '../spec/functions.ts';
import type { Quirks } from './presets.ts';

/** OpenAI takes 64 characters of [a-zA-Z0-9_-]; Gemini wants a letter or underscore first. */
const MAX_NAME = 64;
/** OpenAI's limit for the id of a tool call. */
const MAX_CALL_ID = 40;

const digest = (text: string, characters: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, characters);

/** The same name always becomes the same; two names never become one. */
export function wireName(name: string): string {
  const valid = /^[a-zA-Z_][\w-]*$/.test(name);
  if (valid && name.length <= MAX_NAME) return name;
  const clean = name.replace(/[^\w-]+/g, '_').replace(/^(?![a-zA-Z_])/, '_');
  return `${clean.slice(0, MAX_NAME - 9)}_${digest(name, 8)}`;
}

/** Back to the function that was offered; a name that was not is left as the model wrote it. */
export function specName(name: string, functions: readonly FunctionSpec[]): string {
  return functions.find((offered) => wireName(offered.name) === name)?.name ?? name;
}

/** Ids of another vendor's calls stand in the history too (a fallback in mid-call): each takes the form that is wanted here. */
export function wireCallId(id: string, form: Quirks['toolCallIds']): string {
  if (form === 'nine-alphanumerics') return /^[a-zA-Z0-9]{9}$/.test(id) ? id : digest(id, 9);
  return /^[\w.:-]+$/.test(id) && id.length <= MAX_CALL_ID ? id : `call_${digest(id, 24)}`;
}
