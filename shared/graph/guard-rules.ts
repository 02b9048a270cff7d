/** The rules about guards: each can be looked at, and is not of a kind that nothing can ever fulfil. */
import { shorten } from '../base/shorten.ts';
import { comparisonsWithoutValue, guardLimits, type Guard, type GuardCondition } from '../domain/guard.ts';
import type { WorkflowDocument, WorkflowProblem } from '../domain/workflow.ts';
import { edgeLabel } from './functions.ts';
import { guardPattern, isSayable } from './guard-match.ts';
import { ofEdge, type RuleId } from './problem.ts';

/** What is wrong, in words that go on from the edge's name. */
interface Finding {
  rule: RuleId;
  message: string;
}

const orderings: ReadonlySet<string> = new Set(['less', 'at_most', 'greater', 'at_least']);
/** A path as in a template: no spaces, bars or braces. */
const isPath = (text: string): boolean => /^[^\s|{}]+$/.test(text);

function ofVariable(condition: GuardCondition & { kind: 'variable' }, which: string): Finding[] {
  const { variable, comparison, value } = condition;
  const findings: Finding[] = [];
  if (variable.trim() === '')
    findings.push({ rule: 'guard-variable', message: `compares no variable in ${which}. Name one.` });
  else if (!isPath(variable.trim()))
    findings.push({
      rule: 'guard-variable',
      message: `compares “${shorten(variable)}” in ${which}, which is not a variable's name. Write it without braces and spaces.`,
    });
  if (comparisonsWithoutValue.has(comparison)) return findings;
  const text = typeof value === 'string' ? value.trim() : value;
  if (text === undefined || text === '')
    findings.push({ rule: 'guard-value', message: `compares with nothing in ${which}. Write a value.` });
  else if (typeof text === 'string' && text.length > guardLimits.wordLength)
    findings.push({
      rule: 'too-long',
      message: `compares with ${text.length} characters in ${which}; at most ${guardLimits.wordLength} are allowed.`,
    });
  else if (orderings.has(comparison) && typeof text === 'boolean')
    findings.push({
      rule: 'guard-value',
      message: `asks in ${which} whether something is more or less than ${String(text)}. Choose “is” or “is not”.`,
    });
  return findings;
}

function ofWords(words: readonly string[], which: string): Finding[] {
  const { words: maxCount, wordLength } = guardLimits;
  if (words.length === 0)
    return [{ rule: 'guard-words', message: `listens for no word in ${which}. Write at least one.` }];
  if (words.length > maxCount)
    return [
      {
        rule: 'too-long',
        message: `listens for ${words.length} words in ${which}; at most ${maxCount} are allowed.`,
      },
    ];
  const long = words.find((word) => word.length > wordLength);
  if (long !== undefined)
    return [
      {
        rule: 'too-long',
        message: `listens in ${which} for a word of ${long.length} characters; at most ${wordLength} are allowed.`,
      },
    ];
  const silent = words.find((word) => !isSayable(word));
  if (silent === undefined) return [];
  const shown = silent.trim() === '' ? 'an empty word' : `“${shorten(silent)}”, which nobody can say`;
  return [{ rule: 'guard-words', message: `listens for ${shown} in ${which}. Take it out.` }];
}

function ofCount(
  atLeast: number,
  unit: string,
  { min, max }: { min: number; max: number },
  which: string,
): Finding[] {
  const isWhole = unit !== 'turns' || Number.isInteger(atLeast);
  if (atLeast >= min && atLeast <= max && isWhole) return [];
  return [
    {
      rule: 'out-of-range',
      message: `waits for ${atLeast} ${unit} in ${which}; choose ${min} to ${max}${isWhole ? '' : ', a whole number'}.`,
    },
  ];
}

function ofPattern(condition: GuardCondition & { kind: 'pattern' }, which: string): Finding[] {
  if (condition.pattern.trim() === '')
    return [{ rule: 'guard-pattern', message: `has an empty pattern in ${which}. Write one.` }];
  const { problem } = guardPattern(condition.pattern, condition.ignore_case ?? true);
  if (problem === null) return [];
  return [
    {
      rule: 'guard-pattern',
      message: `has a pattern in ${which} that cannot be used: ${shorten(problem, 200)}.`,
    },
  ];
}

function ofCondition(condition: GuardCondition, which: string): Finding[] {
  switch (condition.kind) {
    case 'variable':
      return ofVariable(condition, which);
    case 'keyword':
      return ofWords(condition.words, which);
    case 'pattern':
      return ofPattern(condition, which);
    case 'turns':
      return ofCount(condition.at_least, 'turns', guardLimits.turns, which);
    case 'seconds':
      return ofCount(condition.at_least, 'seconds', guardLimits.seconds, which);
  }
}

function findingsOf({ conditions }: Guard): Finding[] {
  if (conditions.length === 0)
    return [
      { rule: 'guard-empty', message: 'has a guard without conditions. Add one, or take the guard away.' },
    ];
  if (conditions.length > guardLimits.conditions)
    return [
      {
        rule: 'too-long',
        message: `has a guard of ${conditions.length} conditions; at most ${guardLimits.conditions} are allowed.`,
      },
    ];
  return conditions.flatMap((condition, index) =>
    ofCondition(condition, conditions.length === 1 ? 'its guard' : `condition ${index + 1} of its guard`),
  );
}

/** What was found in a guard stays true of that object; looking at patterns again at each keystroke would take long. */
const known = new WeakMap<Guard, Finding[]>();

export const guardRule = ({ edges }: WorkflowDocument): WorkflowProblem[] =>
  edges.flatMap((edge) => {
    const { guard } = edge.data;
    if (!guard) return [];
    const findings = known.get(guard) ?? findingsOf(guard);
    known.set(guard, findings);
    return findings.map(({ rule, message }) => ofEdge(rule, edge, 'guard', `${edgeLabel(edge)} ${message}`));
  });
