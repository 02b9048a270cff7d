/**
 * Templates in prompts, greetings, transition speech, URLs and payloads.
 *
 * | placeholder | becomes |
 * |---|---|
 * | `{{a.b}}` | the value at that path; nothing when it is missing; JSON for lists and objects |
 * | `{{initial_context.a}}` | the same as `{{a}}` when the context has no `initial_context` of its own |
 * | `{{a \| there}}` | `there` when `a` is missing or empty |
 * | `{{a \| fallback:there}}` | the same, in the older spelling; `{{a \| fallback}}` gives the name itself, capitalised |
 * | `{{current_time}}`, `{{current_time_Asia/Kolkata}}` | `2026-03-05 14:30:00 IST` |
 * | `{{current_weekday}}`, `{{current_weekday_Asia/Kolkata}}` | `Thursday` |
 *
 * A zone on one of the time placeholders carries to those without one in the same text. A literal `\n` (two
 * characters, as some exports hold) becomes a line break.
 */
import { shorten } from './shorten.ts';
import { formatZonedTime, isTimeZone, weekdayName } from './time-zones.ts';

export interface TemplateClock {
  now: Date;
  /** IANA zone for time placeholders without one; UTC when empty or unknown. */
  timeZone: string;
}

/** Path, then what follows the bar, then what follows its colon. No two parts can match the same text: linear time. */
const placeholder = /\{\{\s*([^|\s{}]+)\s*(?:\|([^:{}]+)(?::([^{}]*))?)?\}\}/g;
const zonedPlaceholder = /\{\{\s*current_(?:time|weekday)_([^|\s{}]+)/;
const builtin = /^current_(time|weekday)(?:_(.+))?$/;

interface Placeholder {
  path: string;
  /** What stands after the bar; undefined when there is no bar. */
  otherwise: string | undefined;
}

function parsePlaceholder(
  path: string,
  filter: string | undefined,
  argument: string | undefined,
): Placeholder {
  const name = filter?.trim();
  if (!name) return { path, otherwise: undefined };
  if (name !== 'fallback') return { path, otherwise: name };
  const capitalised = path.replace(
    /[A-Za-z]+/g,
    (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  );
  return { path, otherwise: argument?.trim() ?? capitalised };
}

/** The value at a dotted path of own keys; undefined when a step is missing. */
export function valueAt(context: unknown, path: string): unknown {
  let value: unknown = context;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function resolve(
  { path, otherwise }: Placeholder,
  context: Record<string, unknown>,
  clock: TemplateClock,
  zone: string,
): unknown {
  const time = builtin.exec(path);
  if (time) {
    const wanted = time[2] ?? zone;
    if (isTimeZone(wanted))
      return time[1] === 'time' ? formatZonedTime(clock.now, wanted) : weekdayName(clock.now, wanted);
  }
  let value = valueAt(context, path);
  if ((value === undefined || value === null) && path.startsWith('initial_context.'))
    value = valueAt(context, path.slice('initial_context.'.length));
  if (value === undefined || value === null || value === '') return otherwise ?? '';
  return value;
}

function asText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return safeJson(value);
    default:
      return '';
  }
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

function zoneOf(text: string, clock: TemplateClock): string {
  const named = zonedPlaceholder.exec(text)?.[1];
  if (named !== undefined && isTimeZone(named)) return named;
  return isTimeZone(clock.timeZone) ? clock.timeZone : 'UTC';
}

/** Fills in a text. Never throws: what is missing or unknown becomes nothing, what is no placeholder stays. */
export function renderTemplate(text: string, context: Record<string, unknown>, clock: TemplateClock): string {
  const plain = text.includes('\\n') ? text.replaceAll('\\n', '\n') : text;
  if (!plain.includes('{{')) return plain;
  const zone = zoneOf(plain, clock);
  return plain.replace(placeholder, (_all, path: string, filter?: string, argument?: string) =>
    asText(resolve(parsePlaceholder(path, filter, argument), context, clock, zone)),
  );
}

const wholePlaceholder = new RegExp(`^\\s*${placeholder.source}\\s*$`);

/**
 * Fills in JSON: placeholders in its strings become their values, keys stay. A string that is one whole placeholder
 * keeps the type of its value (a number stays a number, a list a list); one without a value becomes an empty string.
 */
export function renderJsonTemplate(
  template: unknown,
  context: Record<string, unknown>,
  clock: TemplateClock,
): unknown {
  if (typeof template === 'string') {
    const whole = wholePlaceholder.exec(template);
    if (!whole) return renderTemplate(template, context, clock);
    const [, path = '', filter, argument] = whole;
    return resolve(parsePlaceholder(path, filter, argument), context, clock, zoneOf(template, clock));
  }
  if (Array.isArray(template)) return template.map((item) => renderJsonTemplate(item, context, clock));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, renderJsonTemplate(value, context, clock)]),
  );
}

export type RenderedUrl = { url: string; problem: null } | { url: null; problem: string };

/**
 * Fills in a URL: every value is percent-encoded, so that it cannot add a path step, a query or a host; a value can
 * never decide the scheme, and a placeholder without a value refuses the whole URL rather than calling a wrong one.
 */
export function renderUrlTemplate(
  template: string,
  context: Record<string, unknown>,
  clock: TemplateClock,
): RenderedUrl {
  const refuse = (problem: string): RenderedUrl => ({ url: null, problem });
  const [malformed] = templateProblems(template);
  if (malformed) return refuse(malformed);
  if (!/^https?:\/\//i.test(template))
    return refuse(`The address must begin with http:// or https://, written out: ${template}`);

  const problems: string[] = [];
  const zone = zoneOf(template, clock);
  const url = template.replace(placeholder, (_all, path: string, filter?: string, argument?: string) => {
    const value = resolve(parsePlaceholder(path, filter, argument), context, clock, zone);
    if (value === '') problems.push(`The address needs a value for {{${path}}}, which is missing or empty.`);
    else if (typeof value === 'object')
      problems.push(`{{${path}}} is a list or an object and cannot stand in an address.`);
    // A lone surrogate has no UTF-8 form and would make the encoder throw.
    return encodeURIComponent(asText(value).replace(/[\ud800-\udfff]/gu, '\ufffd'));
  });
  const [first] = problems;
  if (first !== undefined) return refuse(first);
  // The scheme is written out and values are encoded, so only the host can still be wrong.
  if (!/^https?:\/\/[a-z0-9._~:@[\]-]+([/?#]|$)/i.test(url))
    return refuse(`This is not a valid address: ${url}`);
  return { url, problem: null };
}

/** Paths of the placeholders in a text, in order, e.g. `customer.name`, `current_time_Asia/Kolkata`. */
export function templatePaths(text: string): string[] {
  if (!text.includes('{{')) return [];
  return [...text.matchAll(placeholder)].map((match) => match[1] ?? '');
}

/** A placeholder in a text, or the beginning of one that is not complete (`path` null). Offsets in UTF-16 units. */
export interface TemplateMark {
  from: number;
  to: number;
  /** E.g. `customer.name`, `current_time_Asia/Kolkata`. */
  path: string | null;
  /** What stands in for a missing value; undefined where the text gives nothing. */
  otherwise: string | undefined;
}

/** The placeholders of a text where they stand, complete or not, in order; read as far as they are asked for. */
export function* templateMarks(text: string): Generator<TemplateMark, void> {
  let after = 0;
  for (const match of text.matchAll(placeholder)) {
    yield* openMarks(text, after, match.index);
    const { path, otherwise } = parsePlaceholder(match[1] ?? '', match[2], match[3]);
    after = match.index + match[0].length;
    yield { from: match.index, to: after, path, otherwise };
  }
  yield* openMarks(text, after, text.length);
}

/** As much of a placeholder that is not complete as is marked: to its brace or the end of the line, at most 64 characters. */
const openMark = /^\{\{[^{}\n]{0,60}\}?\}?/;

function* openMarks(text: string, from: number, end: number): Generator<TemplateMark, void> {
  // In `{{{name}}` the second brace belongs to the placeholder.
  for (let at = text.indexOf('{{', from); at >= 0 && at + 1 < end; at = text.indexOf('{{', at + 2)) {
    const [marked = ''] = openMark.exec(text.slice(at, Math.min(at + 64, end))) ?? [];
    yield { from: at, to: at + Math.max(2, marked.length), path: null, otherwise: undefined };
  }
}

/** More than this many problems of one text help nobody. */
const maxTemplateProblems = 10;

/** What is wrong with the placeholders of a text, in words; empty when all is well. Single braces are no concern. */
export function templateProblems(text: string): string[] {
  if (!text.includes('{{')) return [];
  const problems: string[] = [];
  for (const path of templatePaths(text)) {
    if (problems.length >= maxTemplateProblems) return problems;
    const zone = builtin.exec(path)?.[2];
    if (zone !== undefined && !isTimeZone(zone))
      problems.push(
        `{{${shorten(path)}}} names the time zone “${shorten(zone)}”, which is not known. Write one such as Europe/Paris.`,
      );
  }
  const rest = text.replace(placeholder, '');
  for (let at = rest.indexOf('{{'); at >= 0; at = rest.indexOf('{{', at + 2)) {
    if (problems.length >= maxTemplateProblems) return problems;
    const shown = rest.slice(at, at + 30).split('\n', 1)[0] ?? '';
    problems.push(
      `“${shown}” opens a placeholder that is not complete. Write {{name}} or {{name | otherwise}}.`,
    );
  }
  return problems;
}
