/** Which function did the caller mean by the keys they pressed? */
import type { FunctionSpec } from '../spec/functions.ts';
import { keysNamedIn } from '../spec/pressed-keys.ts';
import { chooseFunction } from './answer-match.ts';

/** The one whose condition, label or examples name these keys; else whichever waits for the number that they are. */
export function choosePressed(keys: string, functions: readonly FunctionSpec[]): FunctionSpec | null {
  const naming = functions.filter((spec) =>
    [spec.description, spec.label ?? '', ...(spec.examples ?? [])].flatMap(keysNamedIn).includes(keys),
  );
  if (naming.length > 0) return naming.length === 1 ? (naming[0] ?? null) : null;
  return chooseFunction(keys, functions);
}
