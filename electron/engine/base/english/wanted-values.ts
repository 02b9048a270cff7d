/** Which kinds of value the current node asks for, read from its variables and the sentences given as examples. */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';

export const valueKinds = ['cardinal', 'digits', 'date', 'time', 'person', 'letters'] as const;
export type ValueKind = (typeof valueKinds)[number];

/** Names and prompts are split into words: `appointment_date`, `callbackTime`. */
export function variableWords(variable: ExtractionVariable): string {
  const name = variable.name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ');
  return `${name} ${variable.prompt ?? ''}`.toLowerCase();
}

const DIGIT_STRING =
  /\b(?:phone|telephone|mobile|cell|zip|postal|order|account|reference|confirmation|tracking|member(?:ship)?|policy|invoice|ticket|booking|code|pin|digits?|id)\b/;
const COUNT =
  /\b(?:how many|how much|number of|count|quantity|age|size|budget|amount|people|guests|party|rating|score|scale)\b/;
const DATE = /\b(?:date|day|when|birthday|birth|weekday)\b/;
const TIME = /\b(?:time|hour|when|slot|o'clock)\b/;
const PERSON = /\bname\b/;
const NOT_A_PERSON =
  /\b(?:company|business|product|brand|street|city|pet|dog|cat|file|organi[sz]ation|service|plan|item) name\b/;
const SPELLED = /\b(?:spell(?:ed|ing)?|letters?|alphanumeric|plate|postcode)\b/;

/** What a value of this variable sounds like. A string may be of several kinds, or of none that is known here. */
export function kindsOfVariable(variable: ExtractionVariable): ValueKind[] {
  const words = variableWords(variable);
  if (variable.type === 'boolean') return [];
  if (variable.type === 'number') {
    return DIGIT_STRING.test(words) && !COUNT.test(words) ? ['digits'] : ['cardinal'];
  }
  if (variable.options !== undefined && variable.options.length > 0) return [];
  const kinds: ValueKind[] = [];
  if (SPELLED.test(words)) kinds.push('letters');
  if (DIGIT_STRING.test(words) && /\b(?:numbers?|code|digits?|id|phone|mobile|pin|zip)\b/.test(words))
    kinds.push('digits');
  if (COUNT.test(words)) kinds.push('cardinal');
  if (DATE.test(words)) kinds.push('date');
  if (TIME.test(words) && !/\b(?:first|last|next) time\b|\bhow long\b/.test(words)) kinds.push('time');
  if (PERSON.test(words) && !NOT_A_PERSON.test(words)) kinds.push('person');
  return kinds;
}

/** "first name", "surname", "full name": may the bare answer be a last name alone? */
export function asksForLastName(variable: ExtractionVariable): boolean {
  return /\b(?:last|family) name\b|\bsurname\b/.test(variableWords(variable));
}

/**
 * The values that a variable allows: its `options`, else what its prompt lists: quoted (`"red" or "blue"`), in brackets
 * (`(small, medium or large)`) or after a colon or "one of" (`one of: small, medium, large`).
 */
export function optionsOf(variable: ExtractionVariable): string[] {
  if (variable.options !== undefined && variable.options.length > 0) return variable.options;
  if (variable.type !== 'string' || variable.prompt === undefined) return [];
  const prompt = variable.prompt.slice(0, 1000);
  const quoted = [...prompt.matchAll(/["“]([^"“”]{1,60})["”]/g)].map((match) => match[1] ?? '');
  if (quoted.length > 1) return quoted;
  const listed =
    /(?:one of|either|options(?: are)?|choices(?: are)?|values(?: are)?)\s*:?\s*([^.;()]{3,300})/i.exec(
      prompt,
    )?.[1] ??
    /\(([^()]*(?:,|\bor\b|\/)[^()]*)\)/.exec(prompt)?.[1] ??
    /:\s*([^.;()]*(?:,|\bor\b)[^.;()]*)/.exec(prompt)?.[1];
  if (listed === undefined || /\b(?:e\.g|for example|such as|yyyy|hh:mm|format|iso)\b/i.test(listed))
    return [];
  const items = listed
    .split(/,|\/|\bor\b|\band\b/)
    .map((item) => item.replace(/["'“”]/g, '').trim())
    .filter((item) => item !== '');
  return items.length > 1 && items.every((item) => item.split(/\s+/).length <= 4) ? items : [];
}
