/** What may be wrong with the value of one field, by the kind of the field. */
import { shorten } from '../base/shorten.ts';
import { templateProblems } from '../base/templates.ts';
import type { ExtractionVariable, WebhookHeader } from '../domain/workflow.ts';
import type { Field, NumberField } from '../nodes/field.ts';
import { readJsonObject } from '../nodes/json-text.ts';
import { optionOf } from '../nodes/values.ts';
import { addressProblem } from './address.ts';
import type { RuleId } from './problem.ts';

/** `words` go on from the name of the thing whose field it is, and end the sentence. */
export interface FieldFinding {
  rule: RuleId;
  words: string;
}

/** Longest name of an extracted variable, characters. */
const maxVariableNameLength = 64;
/** Names and values of headers as HTTP takes them (RFC 9110 §5.1, §5.5). */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;
const maxHeaderValueLength = 4000;

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: number): string => value.toLocaleString('en-US');

/** In a sentence: `another model`. */
function nounOf({ label }: { label: string }): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

/** The value is of the right type: the schema of the document has seen it. */
export function checkField<Key extends string>(
  field: Field<Key>,
  data: Record<string, unknown>,
): FieldFinding[] {
  const value = data[field.key];
  const isFree = field.requiredUnless !== undefined && !isBlank(data[field.requiredUnless]);
  if (field.required !== undefined && !isFree && isBlank(value))
    return [{ rule: 'required', words: ` has no ${nounOf(field)}. ${field.required}` }];
  if (isBlank(value)) return [];
  switch (field.kind) {
    case 'text':
      return tooLong(field, textOf(value)) ?? contentFindings(textOf(value), field.content);
    case 'prompt':
      return tooLong(field, textOf(value)) ?? (field.isPlain ? [] : placeholders(textOf(value)));
    case 'speech':
      return tooLong(field, textOf(value)) ?? placeholders(textOf(value));
    case 'number':
      return numberFindings(value as number, field);
    case 'choice':
      return optionOf(field, textOf(value))
        ? []
        : [
            {
              rule: 'unknown-choice',
              words: `: the ${nounOf(field)} is “${shorten(textOf(value))}”; choose ${field.options.map((option) => option.value).join(', ')}.`,
            },
          ];
    case 'variables': {
      const variables = value as ExtractionVariable[];
      return tooMany(field, variables.length) ?? variables.flatMap(variableFindings);
    }
    case 'headers': {
      const headers = value as WebhookHeader[];
      return tooMany(field, headers.length) ?? headers.flatMap(headerFindings);
    }
    case 'lines': {
      const lines = value as string[];
      const longest = lines.find((line) => line.length > field.maxLength);
      return tooMany(field, lines.length) ?? tooLong(field, longest ?? '') ?? [];
    }
    case 'tools':
      return tooMany(field, (value as string[]).length) ?? [];
    case 'json':
      return jsonFindings(value, field);
    // Guards have rules of their own; the others are ids, which the studio knows and the document does not.
    case 'switch':
    case 'credential':
    case 'model':
    case 'guard':
      return [];
  }
}

/** Null when it fits. What is too long is not read further. */
function tooLong(field: { label: string; maxLength: number }, text: string): FieldFinding[] | null {
  if (text.length <= field.maxLength) return null;
  const words = `: “${field.label}” has ${count(text.length)} characters; at most ${count(field.maxLength)} are allowed.`;
  return [{ rule: 'too-long', words }];
}

function tooMany(field: { label: string; maxCount: number }, given: number): FieldFinding[] | null {
  if (given <= field.maxCount) return null;
  const words = `: “${field.label}” lists ${count(given)}; at most ${field.maxCount} are allowed.`;
  return [{ rule: 'too-long', words }];
}

function placeholders(text: string, what = ''): FieldFinding[] {
  return templateProblems(text).map((problem) => ({ rule: 'placeholder', words: `: ${what}${problem}` }));
}

function contentFindings(text: string, content: 'template' | 'address' | undefined): FieldFinding[] {
  if (content === 'template') return placeholders(text);
  const problem = content === 'address' ? addressProblem(text) : null;
  return problem === null ? [] : [{ rule: 'address', words: ` ${problem}` }];
}

function numberFindings<Key extends string>(value: number, field: NumberField<Key>): FieldFinding[] {
  const { min, max, unit, isWhole, label } = field;
  if (value >= min && value <= max && (isWhole !== true || Number.isInteger(value))) return [];
  const whole = isWhole === true ? ', a whole number' : '';
  return [
    {
      rule: 'out-of-range',
      words: `: “${label}” is ${value} ${unit}; choose ${min} to ${max} ${unit}${whole}.`,
    },
  ];
}

function variableFindings({ name, prompt }: ExtractionVariable, index: number): FieldFinding[] {
  const findings = placeholders(prompt ?? '', `variable “${shorten(name)}”: `);
  if (isBlank(name))
    findings.unshift({ rule: 'variable-name', words: `: variable ${index + 1} has no name.` });
  else if (name.length > maxVariableNameLength)
    findings.unshift({
      rule: 'too-long',
      words: `: variable ${index + 1} has a name of ${count(name.length)} characters; at most ${maxVariableNameLength} are allowed.`,
    });
  return findings;
}

function headerFindings({ key, value }: WebhookHeader, index: number): FieldFinding[] {
  const header = isBlank(key) ? `header ${index + 1}` : `the header “${shorten(key)}”`;
  const findings: FieldFinding[] = [];
  if (isBlank(key)) findings.push({ rule: 'header', words: `: ${header} has no name.` });
  else if (!headerName.test(key))
    findings.push({
      rule: 'header',
      words: `: ${header} has a name that HTTP does not take; use letters, digits and hyphens.`,
    });
  if (/[\r\n\0]/.test(value))
    findings.push({ rule: 'header', words: `: ${header} has a line break in its value.` });
  else if (value.length > maxHeaderValueLength)
    findings.push({
      rule: 'too-long',
      words: `: ${header} has ${count(value.length)} characters; at most ${count(maxHeaderValueLength)} are allowed.`,
    });
  return findings;
}

function jsonFindings(value: unknown, field: { label: string; maxLength: number }): FieldFinding[] {
  const isText = typeof value === 'string';
  const text = isText ? value : JSON.stringify(value);
  const long = tooLong(field, text);
  if (long) return long;
  if (!isText) return placeholders(text);
  const { problem } = readJsonObject(text);
  // A text that is an object is what older documents have.
  if (problem === null) return placeholders(text);
  return [{ rule: 'payload', words: `: the ${nounOf(field)} ${problem}.` }];
}
