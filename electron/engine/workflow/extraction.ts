/** Finding values in what was said: the request to the model, and its answer made into values of the right types. */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import type { FunctionSpec } from '../providers/spec/functions.ts';

export const extractionFunctionName = 'extract_variables';

const jsonTypes = { string: 'string', number: 'number', boolean: 'boolean' } as const;

/** The system message of an extraction request; the conversation follows it. */
export function extractionPrompt(variables: readonly ExtractionVariable[], ownPrompt: string): string {
  const list = variables.map((variable) => {
    const options = variable.options?.length ? `; one of: ${variable.options.join(', ')}` : '';
    return `- ${variable.name} (${variable.type}${options})${variable.prompt ? `: ${variable.prompt}` : ''}`;
  });
  return [
    'Read the phone conversation and find these values in it:',
    list.join('\n'),
    'Answer with one JSON object that has these names as its keys, and nothing else. Use null for a value that was not said; do not guess.',
    ...(ownPrompt.trim() === '' ? [] : [ownPrompt]),
  ].join('\n\n');
}

export function extractionFunction(variables: ExtractionVariable[]): FunctionSpec {
  const properties: Record<string, unknown> = {};
  for (const { name, type, prompt, options } of variables)
    properties[name] = {
      type: [jsonTypes[type], 'null'],
      ...(prompt ? { description: prompt } : {}),
      ...(options?.length ? { enum: [...options, null] } : {}),
    };
  return {
    name: extractionFunctionName,
    description: 'Records the values that were said.',
    parameters: { type: 'object', properties },
    variables,
  };
}

/** The JSON object in a model's answer, with or without a code fence or words around it; null when there is none. */
export function parseJsonObject(answer: string): Record<string, unknown> | null {
  const first = answer.indexOf('{');
  const last = answer.lastIndexOf('}');
  for (const text of [answer, first >= 0 && last > first ? answer.slice(first, last + 1) : '']) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as Record<string, unknown>;
    } catch {
      // Not JSON as it stands: the next reading is tried.
    }
  }
  return null;
}

const truths = new Set(['true', 'yes', 'y', '1', 'correct', 'confirmed']);
const untruths = new Set(['false', 'no', 'n', '0', 'incorrect', 'declined']);
const asWords = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

function asOption(text: string, options: readonly string[]): string | undefined {
  const said = asWords(text);
  const exact = options.find((option) => asWords(option) === said);
  if (exact !== undefined) return exact;
  const within = options.filter((option) => said.includes(asWords(option)));
  return within.length === 1 ? within[0] : undefined;
}

/** A value of the variable's type; undefined when there is none in what was given. */
export function coerce(value: unknown, variable: ExtractionVariable): string | number | boolean | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).trim();
  switch (variable.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (truths.has(text.toLowerCase())) return true;
      return untruths.has(text.toLowerCase()) ? false : undefined;
    case 'number': {
      // "$1,250.50" and "3 people" are numbers with words around them.
      const digits = /-?\d[\d,]*(?:\.\d+)?|-?\.\d+/.exec(text)?.[0].replaceAll(',', '');
      const number = typeof value === 'number' ? value : Number(digits);
      return digits === undefined || !Number.isFinite(number) ? undefined : number;
    }
    case 'string':
      if (variable.options?.length) return asOption(text, variable.options);
      return text === '' || text === 'null' ? undefined : text;
  }
}

/** The values found, by name, for the variables asked for only. */
export function valuesOf(
  answer: Record<string, unknown>,
  variables: readonly ExtractionVariable[],
): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {};
  for (const variable of variables) {
    if (variable.name === '__proto__' || !Object.hasOwn(answer, variable.name)) continue;
    const value = coerce(answer[variable.name], variable);
    if (value !== undefined) values[variable.name] = value;
  }
  return values;
}
