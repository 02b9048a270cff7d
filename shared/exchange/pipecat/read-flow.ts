/**
 * Reads a Pipecat flow in any of its three written shapes into one.
 *
 * - a flow configuration: `{initial_node, nodes: {name: {role_message, task_messages, functions, pre_actions, post_actions}}, global_functions}`
 * - the older one: `role_messages`, and functions as `{type: "function", function: {name, description, parameters, transition_to}}`
 * - a file of the flow editor: `nodes` as a list `{id, type, position, data}`, functions with `next_node_id` and `decision`
 *
 * Source: docs.pipecat.ai, api-reference/pipecat-flows/flow-config and types.
 */
import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../json-shape.ts';

export interface FlowParameter {
  name: string;
  type: string;
  description: string;
  /** Values allowed; empty: any. */
  options: string[];
}

export interface FlowFunction {
  name: string;
  description: string;
  parameters: FlowParameter[];
  /** Where it leads. Empty: it stays on its node. */
  targets: FlowTarget[];
  /** Names of the program that it runs, which no file carries. */
  code: string[];
}

export interface FlowTarget {
  node: string;
  /** The case in which it leads there; null: always, or where no other case holds. */
  when: { field: string; value: string; operator: string } | null;
}

export interface FlowAction {
  type: string;
  text: string;
}

export interface FlowNode {
  key: string;
  label: string;
  position: { x: number; y: number } | null;
  role: string;
  task: string;
  functions: FlowFunction[];
  before: FlowAction[];
  after: FlowAction[];
  /** Null: Pipecat's own default. */
  contextStrategy: string | null;
  respondsAtOnce: boolean;
  /** Keys that are not read here. */
  unknown: JsonObject;
}

export interface Flow {
  name: string;
  initial: string;
  nodes: FlowNode[];
  globalFunctions: FlowFunction[];
}

export function isPipecatFlow(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  if (isObject(value['nodes'])) return 'initial_node' in value || hasTasks(Object.values(value['nodes']));
  return hasTasks(listAt(value, 'nodes').map((node) => objectAt(node, 'data')));
}

const hasTasks = (nodes: readonly unknown[]): boolean =>
  nodes.some((node) => isObject(node) && Array.isArray(node['task_messages']));

export function readFlow(value: JsonObject): Flow {
  const globalFunctions = listAt(value, 'global_functions').map(readFunction);
  const name = textAt(objectAt(value, 'meta'), 'name') || textAt(value, 'name');
  if (Array.isArray(value['nodes'])) {
    const nodes = listAt(value, 'nodes').map((node, index) => readNode(keyOf(node, index), node));
    const initial = listAt(value, 'nodes').find((node) => textAt(node, 'type') === 'initial');
    const first = nodes[0]?.key ?? '';
    return { name, initial: textAt(initial, 'id') || first, nodes, globalFunctions };
  }
  const nodes = Object.entries(objectAt(value, 'nodes')).map(([key, node]) => readNode(key, { data: node }));
  return { name, initial: textAt(value, 'initial_node'), nodes, globalFunctions };
}

const keyOf = (node: unknown, index: number): string => textAt(node, 'id') || `node-${index + 1}`;

const readKeys: ReadonlySet<string> = new Set([
  'label',
  'name',
  'role_message',
  'role_messages',
  'task_messages',
  'functions',
  'pre_actions',
  'post_actions',
  'context_strategy',
  'respond_immediately',
]);

function readNode(key: string, node: unknown): FlowNode {
  const data = objectAt(node, 'data');
  const { x, y } = objectAt(node, 'position');
  const strategy = data['context_strategy'];
  return {
    key,
    label: textAt(data, 'label') || wordsOf(key),
    position: typeof x === 'number' && typeof y === 'number' && Number.isFinite(x + y) ? { x, y } : null,
    role: textAt(data, 'role_message') || messagesText(data, 'role_messages'),
    task: messagesText(data, 'task_messages'),
    functions: listAt(data, 'functions').map(readFunction),
    before: listAt(data, 'pre_actions').map(readAction),
    after: listAt(data, 'post_actions').map(readAction),
    contextStrategy: typeof strategy === 'string' ? strategy : textAt(strategy, 'strategy') || null,
    respondsAtOnce: data['respond_immediately'] !== false,
    unknown: without(data, readKeys),
  };
}

/** `choose_pizza` → `Choose pizza`. */
export function wordsOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const messagesText = (data: unknown, key: string): string =>
  listAt(data, key)
    .map((message) => (typeof message === 'string' ? message.trim() : textAt(message, 'content')))
    .filter((text) => text !== '')
    .join('\n\n');

const readAction = (action: unknown): FlowAction => ({
  type: textAt(action, 'type'),
  text: textAt(action, 'text'),
});

function readFunction(entry: unknown): FlowFunction {
  // The shape of a model's tool wraps it; a bare name is a function of the program.
  const inner = isObject(entry) && isObject(entry['function']) ? entry['function'] : entry;
  const schema = objectAt(inner, 'parameters');
  const properties =
    Object.keys(schema).length > 0 ? objectAt(schema, 'properties') : objectAt(inner, 'properties');
  const decision = objectAt(inner, 'decision');
  return {
    name: typeof entry === 'string' ? entry : textAt(inner, 'name'),
    description: textAt(inner, 'description'),
    parameters: Object.entries(properties).map(([name, property]) => ({
      name,
      type: textAt(property, 'type') || 'string',
      description: textAt(property, 'description'),
      options: listAt(property, 'enum').filter((option) => typeof option === 'string'),
    })),
    targets: targetsOf(inner, decision),
    code: [textAt(inner, 'handler'), textAt(inner, 'transition_callback'), textAt(decision, 'action')].filter(
      (name) => name !== '',
    ),
  };
}

function targetsOf(entry: unknown, decision: JsonObject): FlowTarget[] {
  const plain = textAt(entry, 'transition_to') || textAt(entry, 'next_node_id');
  const branch = objectAt(entry, 'transition_to');
  const field = textAt(branch, 'field') || 'result';
  const cases = Object.entries(objectAt(branch, 'cases')).map(([value, node]): FlowTarget => ({
    node: String(node),
    when: { field, value, operator: '==' },
  }));
  const conditions = listAt(decision, 'conditions').map((condition): FlowTarget => ({
    node: textAt(condition, 'next_node_id'),
    when: {
      field: 'result',
      value: textAt(condition, 'value'),
      operator: textAt(condition, 'operator') || '==',
    },
  }));
  const otherwise = [plain, textAt(branch, 'default'), textAt(decision, 'default_next_node_id')].find(
    (node) => node !== '',
  );
  return [
    ...cases,
    ...conditions,
    ...(otherwise === undefined ? [] : [{ node: otherwise, when: null }]),
  ].filter(({ node }) => node !== '');
}
