/** How many keys the present step of the conversation can want, read from what it listens for. */
import { keysNamedIn } from '../../providers/spec/pressed-keys.ts';
import type { SttHints } from '../../providers/spec/stt.ts';
import { longestEntry } from './digit-collector.ts';

/**
 * A menu ("press 1 for sales") is answered by its longest choice, so that nobody waits after the only key. Where a
 * number may be entered, or nothing tells, any length is possible.
 */
export function expectedDigits({ functions, variables }: SttHints): number {
  const wantsValue =
    variables.some(({ type }) => type !== 'boolean') ||
    functions.some((spec) => (spec.variables ?? []).some(({ type }) => type !== 'boolean'));
  const choices = functions.flatMap((spec) =>
    [spec.description, spec.label ?? '', ...(spec.examples ?? [])].flatMap(keysNamedIn),
  );
  if (wantsValue || choices.length === 0) return longestEntry;
  return Math.max(...choices.map((choice) => choice.length));
}
