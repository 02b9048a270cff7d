/** Reading a node or edge by its specification: what holds where it says nothing, and what a new one begins with. */
import type { NodeData, NodeType, WorkflowDocument, WorkflowNode } from '../domain/workflow.ts';
import type { ChoiceField, Field } from './field.ts';
import { nodeSpecs } from './index.ts';

type Data = Record<string, unknown>;

/** The value of a key, or the default of its field. */
export function valueOf<Key extends string>(fields: readonly Field<Key>[], data: Data, key: Key): unknown {
  return data[key] ?? fields.find((field) => field.key === key)?.default;
}

/** The option that a text means, whatever its letters' case; undefined for one that there is not. */
export function optionOf<Key extends string>(
  { options }: ChoiceField<Key>,
  text: string,
): { value: string; label: string } | undefined {
  return options.find(({ value }) => value.toLowerCase() === text.trim().toLowerCase());
}

/** Does the field belong to the form as it is filled in? Fields that do not are neither shown nor checked. */
export function isShown<Key extends string>(
  fields: readonly Field<Key>[],
  data: Data,
  { shownWhen }: Field<Key>,
): boolean {
  return shownWhen === undefined || valueOf(fields, data, shownWhen.key) === shownWhen.is;
}

/** A node whose main switch is off does nothing, and is not checked beyond its shape. */
export function isSwitchedOff({ type, data }: WorkflowNode): boolean {
  const { switchKey } = nodeSpecs[type];
  return switchKey !== null && data[switchKey] === false;
}

/** What a new node of a type begins with: its word as a name, numbered from the second on, and the initial values. */
export function newNodeData(document: WorkflowDocument, type: NodeType): NodeData {
  const { word, fields } = nodeSpecs[type];
  const taken = new Set(document.nodes.map(({ data }) => data.name));
  let name = word;
  for (let count = 2; taken.has(name); count += 1) name = `${word} ${count}`;
  const data: Data = { name };
  for (const field of fields) {
    if (field.kind === 'speech' && field.initial !== undefined) data[field.kindKey] = 'text';
    if ('initial' in field) data[field.key] = field.initial;
  }
  return data;
}

/** Why no further node of that type may be added; null when one may. */
export function additionRefusal({ nodes }: WorkflowDocument, type: NodeType): string | null {
  const { max, refusal } = nodeSpecs[type].instances;
  return max !== null && nodes.filter((node) => node.type === type).length >= max ? refusal : null;
}
