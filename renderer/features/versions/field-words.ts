/** Names and values of what may differ, as a person reads them. */
import { guardSchema } from '#shared/domain/guard.ts';
import type { NodeType } from '#shared/domain/workflow.ts';
import { guardWords } from '#shared/graph/guard-words.ts';
import { edgeSpec } from '#shared/nodes/edge.ts';
import type { Field } from '#shared/nodes/field.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';

const ofElements: Readonly<Record<string, string>> = {
  type: 'Type',
  source: 'From',
  target: 'To',
};

/** `max_call_duration` → `Max call duration`. */
export function plainWords(key: string): string {
  const words = key.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function fieldsOf(type: NodeType | 'edge' | null): readonly Field<string>[] {
  if (type === null) return [];
  return type === 'edge' ? edgeSpec.fields : nodeSpecs[type].fields;
}

/** `type`: of the node, or an edge; null for anything else. */
export function fieldLabel(type: NodeType | 'edge' | null, path: readonly string[]): string {
  const key = path.at(-1) ?? '';
  const field = fieldsOf(type).find((each) => each.key === key);
  if (field && path[0] === 'data') return field.label;
  return (path.length === 1 ? ofElements[key] : undefined) ?? plainWords(key);
}

const absent = 'Not set';

/** A value in words; `nameOf` knows the names of nodes and tools. */
export function valueText(
  type: NodeType | 'edge' | null,
  path: readonly string[],
  value: unknown,
  nameOf: (id: string) => string,
): string {
  const key = path.at(-1) ?? '';
  if (value === undefined || value === null) return absent;
  if (value === '') return 'Empty';
  if (typeof value === 'boolean') return value ? 'On' : 'Off';
  if (typeof value === 'number') return value.toLocaleString('en');
  if (path.length === 1 && (key === 'source' || key === 'target') && typeof value === 'string')
    return nameOf(value);
  if (key === 'guard') {
    const guard = guardSchema.safeParse(value);
    if (guard.success) return guardWords(guard.data) || absent;
  }
  if (typeof value === 'string') {
    const field = fieldsOf(type).find((each) => each.key === key);
    const option = field?.kind === 'choice' ? field.options.find((each) => each.value === value) : undefined;
    return option?.label ?? value;
  }
  if (Array.isArray(value))
    return value.length === 0 ? 'None' : value.map((each) => lineOf(each, nameOf)).join('\n');
  return JSON.stringify(value, null, 2);
}

/** One of a list, such as an extraction variable or a sentence of a caller, on a line. */
function lineOf(value: unknown, nameOf: (id: string) => string): string {
  if (typeof value === 'string') return nameOf(value);
  if (typeof value === 'object' && value !== null && 'name' in value) {
    const { name, ...rest } = value;
    const more = Object.entries(rest).map(([key, each]) =>
      typeof each === 'string' ? each : `${plainWords(key).toLowerCase()}: ${JSON.stringify(each)}`,
    );
    return [String(name), ...more].join(' · ');
  }
  return JSON.stringify(value);
}
