/** How two states of a tool differ, in words: a copy in an agent, and the library's master. */
import { shorten } from '../base/shorten.ts';
import type { ToolDocument } from '../domain/tool.ts';

export interface ToolChange {
  /** E.g. `Address`, `Parameter “city”`. */
  what: string;
  /** Written out; null where there is none on that side. */
  from: string | null;
  to: string | null;
}

const words: Readonly<Record<string, string>> = {
  method: 'Method',
  url: 'Address',
  credential_uuid: 'Credential',
  timeout_ms: 'Longest wait, ms',
  body_template: 'Body',
  customMessage: 'Message',
  customMessageType: 'Message as',
  customMessageRecordingId: 'Message recording',
  messageType: 'Before it hangs up',
  audioRecordingId: 'Message recording',
  endCallReason: 'Asks for a reason',
  endCallReasonDescription: 'What the reason is',
};
const lists: Readonly<Record<string, string>> = {
  parameters: 'Parameter',
  preset_parameters: 'Value from the call',
};
const longest = 120;

/** From the first to the second; empty when they are the same tool, but for where a copy was taken from. */
export function toolChanges(from: ToolDocument, to: ToolDocument): ToolChange[] {
  const before = from.definition.config ?? {};
  const after = to.definition.config ?? {};
  const changes: ToolChange[] = [];
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (written(a) !== written(b)) changes.push({ what, from: shown(a), to: shown(b) });
  };
  compare('Name', from.name, to.name);
  compare('Description', from.description, to.description);
  compare('Kind', from.definition.type, to.definition.type);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const list = lists[key];
    if (list !== undefined) compareNamed(list, named(before[key]), named(after[key]), compare);
    else if (key === 'headers') compareNamed('Header', entries(before[key]), entries(after[key]), compare);
    else compare(words[key] ?? key, before[key], after[key]);
  }
  compare('What callers say', from.caller_examples, to.caller_examples);
  const known = new Set([
    'tool_uuid',
    'name',
    'description',
    'definition',
    'caller_examples',
    'library_updated_at',
  ]);
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
    if (!known.has(key)) compare(key, from[key], to[key]);
  return changes;
}

function compareNamed(
  what: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  compare: (what: string, a: unknown, b: unknown) => void,
): void {
  for (const name of new Set([...before.keys(), ...after.keys()]))
    compare(`${what} “${shorten(name)}”`, before.get(name), after.get(name));
  const order = (map: ReadonlyMap<string, unknown>): string => [...map.keys()].join(', ');
  const same = before.size === after.size && [...before.keys()].every((name) => after.has(name));
  if (same) compare(`Order of the ${what.toLowerCase()}s`, order(before), order(after));
}

function named(value: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
    const { name, ...rest } = Object(item) as Record<string, unknown>;
    const key = typeof name === 'string' && name !== '' ? name : `no. ${index + 1}`;
    // Two of one name are an error that the form shows; here both are told.
    found.set(found.has(key) ? `${key}, no. ${index + 1}` : key, rest);
  }
  return found;
}

function entries(value: unknown): Map<string, unknown> {
  return new Map(Object.entries(Object(value) as Record<string, unknown>));
}

/** The same text for the same value, whatever the order of keys; nothing, null and blank are one. */
function written(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(written).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const parts = Object.entries(value)
    .map(([key, inner]) => [key, written(inner)] as const)
    .filter(([, inner]) => inner !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${parts.map(([key, inner]) => `${key}:${inner}`).join(',')}}`;
}

/** `type number, required yes` reads better than JSON; what goes deeper is JSON. */
function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'string' ? item : flat(item))).join('; ');
  return Object.entries(value)
    .map(([key, inner]) => {
      if (typeof inner === 'boolean') return `${key} ${inner ? 'yes' : 'no'}`;
      return `${key} ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`;
    })
    .join(', ');
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return shorten(typeof value === 'string' ? value : flat(value), longest);
}
