/** Parameters: what a model (or a template) gives, made into values of the declared types. */
import { renderTemplate } from '#shared/base/templates.ts';
import type { PresetParameter, ToolParameter, ToolParameterType } from '#shared/domain/tool.ts';
import type { FunctionSpec } from '../providers/spec/functions.ts';
import type { ToolSurroundings } from './tool.ts';

export type Parameters =
  { values: Record<string, unknown>; problem: null } | { values: null; problem: string };

const truths = new Set(['true', '1', 'yes', 'y', 'on']);
const untruths = new Set(['false', '0', 'no', 'n', 'off']);

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value as that type; undefined when it is none. */
export function asType(value: unknown, type: ToolParameterType): unknown {
  const text = typeof value === 'string' ? value.trim() : '';
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'number': {
      const number = typeof value === 'number' ? value : text === '' ? Number.NaN : Number(text);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (typeof value === 'number') return value !== 0;
      if (truths.has(text.toLowerCase())) return true;
      return untruths.has(text.toLowerCase()) ? false : undefined;
    case 'object':
    case 'array': {
      const held = typeof value === 'string' ? fromJson(text) : value;
      if (typeof held !== 'object' || held === null) return undefined;
      return Array.isArray(held) === (type === 'array') ? held : undefined;
    }
  }
}

const missing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** What the model gave, for the declared parameters only. A problem is worded for the model. */
export function givenValues(
  given: Readonly<Record<string, unknown>>,
  parameters: readonly ToolParameter[],
): Parameters {
  const values: Record<string, unknown> = {};
  for (const { name, type, required, description } of parameters) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (missing(value)) {
      if (!required) continue;
      const what = description === '' ? '' : ` (${description})`;
      return refuse(`The parameter “${name}”${what} is missing. Ask the caller for it, then call again.`);
    }
    const typed = asType(value, type);
    if (typed === undefined) return refuse(`The parameter “${name}” has to be of the type ${type}.`);
    define(values, name, typed);
  }
  return { values, problem: null };
}

/** What the document fills in. */
export function presetValues(
  presets: readonly PresetParameter[],
  { context, clock }: ToolSurroundings,
): Parameters {
  const values: Record<string, unknown> = {};
  for (const { name, type, required, value_template: template } of presets) {
    const text = renderTemplate(template, context, clock).trim();
    if (text === '') {
      if (!required) continue;
      return refuse(`The value “${name}”, which this tool takes from the call, is not known yet.`);
    }
    const typed = asType(text, type);
    if (typed === undefined)
      return refuse(`The value “${name}”, which this tool takes from the call, is not of the type ${type}.`);
    define(values, name, typed);
  }
  return { values, problem: null };
}

const refuse = (problem: string): Parameters => ({ values: null, problem });

/** An own property whatever the name, `__proto__` included. */
function define(values: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(values, name, { value, enumerable: true, writable: true, configurable: true });
}

/** JSON Schema of what the model fills in. */
export function schemaOf(parameters: readonly ToolParameter[]): FunctionSpec['parameters'] {
  const properties: Record<string, unknown> = {};
  for (const { name, type, description } of parameters)
    define(properties, name, {
      type,
      ...(type === 'object' ? { additionalProperties: true } : {}),
      ...(type === 'array' ? { items: {} } : {}),
      ...(description === '' ? {} : { description }),
    });
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}
