/** What can be written between braces at the cursor: values of the call, time zones, and what stands in for a missing value. */
import type { TextOwner, Variable, VariableScope, VariableSource } from '#shared/graph/variables.ts';

export interface Suggestion {
  label: string;
  /** One word or two: where the value comes from. */
  detail: string;
  /** A sentence or two, shown beside the list. */
  info: string;
  /** Replaces the text from `from` to the cursor. */
  insert: string;
  /** Part of `insert` that is then selected, to be written over; null puts the cursor behind. */
  select: { from: number; to: number } | null;
  /** More is to be chosen behind it: the list opens again. */
  goesOn: boolean;
}

export interface Suggestions {
  /** UTF-16 offset from which a suggestion replaces. */
  from: number;
  options: Suggestion[];
}

const sourceWords: Record<VariableSource, string> = {
  'test-value': 'test value',
  extracted: 'found in the call',
  clock: 'clock',
  call: 'phone call',
  run: 'run',
};

/** How much text before the cursor is looked at: longer names are not completed. */
export const lookBack = 200;
const openPath = /\{\{[^\S\n]*([^\s{}|]*)$/;
const openFallback = /\{\{[^\S\n]*([^\s{}|]+)[^\S\n]*(\|?)[^\S\n]*$/;
const zoned = /^(current_time|current_weekday)_/;

/**
 * @param before at least the last `lookBack` characters before the cursor; `at` is the offset of its end in the whole text
 * @param after some characters behind the cursor
 * @param isAsked the person asked for the list, so it also opens outside braces
 */
export function suggestionsAt(
  { before, after, at }: { before: string; after: string; at: number },
  scope: VariableScope,
  owner: TextOwner,
  isAsked: boolean,
): Suggestions | null {
  const path = openPath.exec(before);
  const closes = /^[^\S\n]*\}\}/.test(after) ? '' : '}}';
  if (path) {
    const typed = path[1] ?? '';
    const zone = zoned.exec(typed);
    const options = zone
      ? zoneSuggestions(zone[1] ?? '', closes)
      : valueSuggestions(scope, owner, { before: '', after: closes });
    return { from: at - typed.length, options };
  }
  const fallback = openFallback.exec(before);
  if (fallback) {
    const from = at - (fallback[2] === '|' ? before.length - before.lastIndexOf('|') : 0);
    return { from, options: [fallbackSuggestion(closes)] };
  }
  if (!isAsked) return null;
  const typed = /[\w.]*$/.exec(before)?.[0] ?? '';
  return { from: at - typed.length, options: valueSuggestions(scope, owner, { before: '{{', after: '}}' }) };
}

/** Values, and behind each clock the same clock of another zone. */
function valueSuggestions(
  scope: VariableScope,
  owner: TextOwner,
  braces: { before: string; after: string },
): Suggestion[] {
  return scope.listFor(owner).flatMap((variable) => {
    const whole = suggestion(variable, braces.before + variable.path + braces.after);
    if (variable.source !== 'clock') return [whole];
    const label = `${variable.path}_…`;
    const info = 'The same in a zone of your choice, such as Europe/Paris.';
    return [whole, { ...whole, label, info, insert: `${braces.before}${variable.path}_`, goesOn: true }];
  });
}

function suggestion(variable: Variable, insert: string): Suggestion {
  const { path, source, meaning } = variable;
  const value = testValueText(variable);
  return {
    label: path,
    detail: sourceWords[source],
    info: value === null ? meaning : `${meaning} In test calls: ${value}`,
    insert,
    select: null,
    goesOn: false,
  };
}

function fallbackSuggestion(closes: string): Suggestion {
  const word = 'otherwise';
  return {
    label: `| ${word}`,
    detail: 'fallback',
    info: 'What stands here when the call has no such value, or an empty one.',
    insert: `| ${word}${closes}`,
    select: { from: 2, to: 2 + word.length },
    goesOn: false,
  };
}

function zoneSuggestions(clock: string, closes: string): Suggestion[] {
  return Intl.supportedValuesOf('timeZone').map((zone) => ({
    label: `${clock}_${zone}`,
    detail: 'clock',
    info: `${clock === 'current_time' ? 'Date and time' : 'Day of the week'} in ${zone}.`,
    insert: `${clock}_${zone}${closes}`,
    select: null,
    goesOn: false,
  }));
}

/** Longest value shown, in characters. */
const longestValue = 80;

/** The present test value as it would be written into the text; null where there is none. */
export function testValueText({ testValue }: Pick<Variable, 'testValue'>): string | null {
  if (testValue === undefined) return null;
  if (testValue === '') return '(empty)';
  const text = typeof testValue === 'string' ? testValue : JSON.stringify(testValue);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}
