/** What the rehearsal says: the node's own line, and how it asks again. */
import type { FunctionSpec } from '../spec/functions.ts';
import type { StepHint } from '../spec/llm.ts';
import { questionOf, quotedLine } from './spoken-line.ts';

/** The line of the node; without one, which step this is and what it listens for. */
export function openingOf(step: StepHint | undefined, functions: readonly FunctionSpec[]): string {
  const line = quotedLine(step?.nodePrompt ?? '');
  if (line !== null) return line;
  const name = step?.nodeName.trim() ?? '';
  const here = name === '' ? 'This is a step without a name.' : `This is the step ${name}.`;
  if (step?.nodeType === 'endCall') return `${here} The call ends here. Goodbye.`;
  const choices = choicesOf(functions);
  return choices === '' ? `${here} Nothing leads on from here.` : `${here} I am listening for ${choices}.`;
}

export type Miss = 'not-understood' | 'no-match' | 'repeat' | 'options' | 'pleasantry';

/**
 * After an answer that leads nowhere. `missesBefore` counts those in a row before this one: from the second on the
 * choices are offered.
 */
export function askAgain(
  miss: Miss,
  missesBefore: number,
  step: StepHint | undefined,
  functions: readonly FunctionSpec[],
): string {
  const line = quotedLine(step?.nodePrompt ?? '');
  const question = line === null ? openingOf(step, functions) : questionOf(line);
  const choices = choicesOf(functions);
  if (miss === 'repeat') return line ?? question;
  if (miss === 'pleasantry' && missesBefore === 0) return question;
  const sorry =
    miss === 'not-understood'
      ? 'Sorry, I did not catch that.'
      : miss === 'no-match'
        ? 'Sorry, I cannot place that answer.'
        : '';
  const offers = (missesBefore > 0 || miss === 'options') && choices !== '';
  return [sorry, offers ? `You can say ${choices}.` : question].filter((part) => part !== '').join(' ');
}

/** At most this many choices are read out: more than four are not remembered. */
const MAX_CHOICES = 4;

/** “yes please”, “cancel it” or “another day”: an example of each way on, else its label. */
function choicesOf(functions: readonly FunctionSpec[]): string {
  const offered = functions.map((spec) => {
    const examples = (spec.examples ?? []).map(tidy).filter((example) => example !== '');
    const short = examples.find((example) => example.split(' ').length <= 6) ?? examples[0];
    return short ?? tidy(spec.label ?? spec.name.replaceAll('_', ' '));
  });
  const unique = [...new Set(offered.filter((choice) => choice !== ''))]
    .slice(0, MAX_CHOICES)
    .map((choice) => `“${choice}”`);
  const last = unique.pop();
  if (last === undefined) return '';
  return unique.length === 0 ? last : `${unique.join(', ')} or ${last}`;
}

const tidy = (text: string): string =>
  text
    .slice(0, 120)
    .replace(/["“”\s]+/g, ' ')
    .trim();
