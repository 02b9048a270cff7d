/** The values that a tool is tried with: those of its parameters, and those that its texts take from the call. */
import { templatePaths, valueAt } from '#shared/base/templates.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';

const clock = /^current_(time|weekday)(_|$)/;

/** Placeholders of the tool's texts, each once, that neither a parameter nor the clock fills in. */
export function neededPaths({ definition }: ToolDocument, parameterNames: readonly string[]): string[] {
  const given = new Set(parameterNames);
  const paths = textsOf(definition.config ?? {}).flatMap(templatePaths);
  return [...new Set(paths)].filter((path) => !given.has(path) && !clock.test(path));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** What stands in the field of a path at first: the test value of the agent. */
export function firstText(path: string, testContext: Readonly<Record<string, unknown>>): string {
  const value = valueAt(testContext, path.replace(/^initial_context\./, ''));
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A number, a truth, a list or an object where it is written so; a text otherwise. */
export function valueOf(text: string): unknown {
  if (!/^\s*(?:[-\d[{]|true\s*$|false\s*$)/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** `{{a.b}}` into the context, `{{gathered_context.c}}` into what was found; blank ones are left out. */
export function contextsOf(texts: Readonly<Record<string, string>>): {
  context: Record<string, unknown>;
  gathered: Record<string, unknown>;
} {
  const whole = { initial_context: Object.create(null) as Record<string, unknown>, gathered_context: {} };
  for (const [path, text] of Object.entries(texts)) {
    if (text.trim() === '') continue;
    const isGathered = path.startsWith('gathered_context.');
    const keys = path.replace(/^(?:initial|gathered)_context\./, '').split('.');
    put(isGathered ? whole.gathered_context : whole.initial_context, keys, valueOf(text));
  }
  return { context: { ...whole.initial_context }, gathered: whole.gathered_context };
}

function put(into: Record<string, unknown>, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
    return;
  }
  const inner = Object.hasOwn(into, key) ? into[key] : undefined;
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  put(into, [key], next);
  put(next, rest, value);
}
