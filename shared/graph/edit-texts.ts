/**
 * Every text of an agent that a person has written, where it stands, and how it is changed: for find and replace, and
 * for renaming a variable wherever it is used. Pure; what is unchanged keeps its objects.
 */
import type { GuardCondition } from '../domain/guard.ts';
import type { ToolDocument } from '../domain/tool.ts';
import type { WorkflowConfigurations, WorkflowDocument } from '../domain/workflow.ts';
import { edgeSpec } from '../nodes/edge.ts';
import type { Field } from '../nodes/field.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { TextOwner } from './variables.ts';

/** Keys and indices from the owner's `data` (of the agent: from the document) down to the text. */
export type TextPath = readonly (string | number)[];

export interface AgentText {
  owner: TextOwner;
  path: TextPath;
  /** The key that problems name, such as `prompt`. */
  field: string;
  /** In words, such as `Prompt`. */
  label: string;
  /** Are `{{placeholders}}` filled in? */
  isTemplate: boolean;
  text: string;
}

/** `before`: what stood there when the change was made up; it is left alone when something else does by now. */
export interface TextChange {
  owner: TextOwner;
  path: TextPath;
  before: string;
  after: string;
}

type About = Omit<AgentText, 'path' | 'text'>;

/** In the order of the document: nodes, edges, then what belongs to the whole agent. Blank texts are left out. */
export function textsOf(document: WorkflowDocument): AgentText[] {
  const texts: AgentText[] = [];
  for (const { id, type, data } of document.nodes)
    for (const field of nodeSpecs[type].fields) addField(texts, { kind: 'node', id }, data, field);
  for (const { id, data } of document.edges)
    for (const field of edgeSpec.fields) addField(texts, { kind: 'edge', id }, data, field);
  addAgentTexts(texts, document);
  return texts;
}

function addField<Key extends string>(
  texts: AgentText[],
  owner: TextOwner,
  data: Readonly<Record<string, unknown>>,
  field: Field<Key>,
): void {
  const { key, label } = field;
  const about: About = { owner, field: key, label, isTemplate: false };
  const value = data[key];
  switch (field.kind) {
    case 'text':
      add(texts, { ...about, isTemplate: field.content !== undefined }, [key], value);
      break;
    case 'prompt':
      add(texts, { ...about, isTemplate: field.isPlain !== true }, [key], value);
      break;
    case 'speech':
      add(texts, { ...about, isTemplate: true }, [key], value);
      break;
    case 'lines':
      addAll(texts, about, [key], value);
      break;
    case 'json':
      addAll(texts, { ...about, isTemplate: true }, [key], value);
      break;
    case 'headers':
      each(value, (header, index) => {
        add(texts, { ...about, label: 'Header' }, [key, index, 'value'], header['value']);
      });
      break;
    case 'variables':
      each(value, (variable, index) => {
        add(texts, { ...about, label: 'Variable' }, [key, index, 'name'], variable['name']);
        const prompt: About = { ...about, label: 'What a variable is', isTemplate: true };
        add(texts, prompt, [key, index, 'prompt'], variable['prompt']);
        addAll(texts, { ...about, label: 'Allowed value' }, [key, index, 'options'], variable['options']);
      });
      break;
    case 'guard':
      addGuard(texts, about, [key], value);
      break;
    case 'switch':
    case 'number':
    case 'choice':
    case 'tools':
    case 'credential':
    case 'model':
      break;
  }
}

/** The parts of a guard's condition that a person writes. */
const guardTexts: Readonly<Record<GuardCondition['kind'], readonly string[]>> = {
  variable: ['variable', 'value'],
  keyword: ['words'],
  pattern: ['pattern'],
  turns: [],
  seconds: [],
};

function addGuard(texts: AgentText[], about: About, path: TextPath, guard: unknown): void {
  const conditions = isRecord(guard) ? guard['conditions'] : undefined;
  each(conditions, (condition, index) => {
    const kind = condition['kind'];
    if (typeof kind !== 'string' || !Object.hasOwn(guardTexts, kind)) return;
    for (const key of guardTexts[kind as GuardCondition['kind']])
      addAll(texts, { ...about, label: 'Guard' }, [...path, 'conditions', index, key], condition[key]);
  });
}

/** Fixed lines of the settings: templates that are spoken without asking the model. */
const fixedLines = {
  recording_announcement: 'Said where the recording is announced',
  idle_prompt: 'Asked after a silence',
  idle_goodbye: 'Said before hanging up on silence',
  error_apology: 'Said when something failed',
  error_goodbye: 'Said before hanging up on a failure',
  empty_reply: 'Said when the model has no answer',
  empty_goodbye: 'Said in place of a goodbye',
} satisfies Partial<Record<keyof WorkflowConfigurations, string>>;

function addAgentTexts(texts: AgentText[], document: WorkflowDocument): void {
  const owner: TextOwner = { kind: 'workflow', id: null };
  const settings = document.workflow_configurations ?? {};
  for (const [field, label] of Object.entries(fixedLines))
    add(
      texts,
      { owner, field, label, isTemplate: true },
      ['workflow_configurations', field],
      settings[field],
    );
  (settings.tools ?? []).forEach((tool, index) => {
    addTool(texts, owner, tool, ['workflow_configurations', 'tools', index]);
  });
  (document.notes ?? []).forEach(({ text }, index) => {
    add(texts, { owner, field: 'notes', label: 'Note', isTemplate: false }, ['notes', index, 'text'], text);
  });
  (document.frames ?? []).forEach(({ name }, index) => {
    add(
      texts,
      { owner, field: 'frames', label: 'Frame', isTemplate: false },
      ['frames', index, 'name'],
      name,
    );
  });
}

function addTool(texts: AgentText[], owner: TextOwner, tool: ToolDocument, path: TextPath): void {
  const called = tool.name?.trim() ? `Tool “${tool.name.trim()}”` : `Tool ${tool.tool_uuid}`;
  const about = (what: string, isTemplate: boolean): About => ({
    owner,
    field: 'tools',
    label: `${called}, ${what}`,
    isTemplate,
  });
  const config = tool.definition.config ?? {};
  const at = [...path, 'definition', 'config'];
  add(texts, about('name', false), [...path, 'name'], tool.name);
  add(texts, about('description', false), [...path, 'description'], tool.description);
  addAll(texts, about('what callers say', false), [...path, 'caller_examples'], tool.caller_examples);
  add(texts, about('message', true), [...at, 'customMessage'], config['customMessage']);
  add(texts, about('reason', false), [...at, 'endCallReasonDescription'], config['endCallReasonDescription']);
  add(texts, about('address', true), [...at, 'url'], config['url']);
  addAll(texts, about('header', true), [...at, 'headers'], config['headers']);
  addAll(texts, about('body', true), [...at, 'body_template'], config['body_template']);
  each(config['parameters'], ({ description }, index) => {
    add(texts, about('parameter', false), [...at, 'parameters', index, 'description'], description);
  });
  each(config['preset_parameters'], ({ value_template }, index) => {
    add(
      texts,
      about('fixed parameter', true),
      [...at, 'preset_parameters', index, 'value_template'],
      value_template,
    );
  });
}

function add(texts: AgentText[], about: About, path: TextPath, text: unknown): void {
  if (typeof text === 'string' && text !== '') texts.push({ ...about, path, text });
}

/** Every text in a value of lists and objects; keys are left alone. */
function addAll(texts: AgentText[], about: About, path: TextPath, value: unknown): void {
  if (Array.isArray(value))
    value.forEach((item, index) => {
      addAll(texts, about, [...path, index], item);
    });
  else if (isRecord(value))
    for (const [key, item] of Object.entries(value)) addAll(texts, about, [...path, key], item);
  else add(texts, about, path, value);
}

function each(list: unknown, read: (item: Record<string, unknown>, index: number) => void): void {
  if (Array.isArray(list))
    list.forEach((item: unknown, index) => {
      if (isRecord(item)) read(item, index);
    });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document with these texts changed; the same document when none of them stands as it did. */
export function changeTexts(document: WorkflowDocument, changes: readonly TextChange[]): WorkflowDocument {
  const of = new Map<string, TextChange[]>();
  for (const change of changes) {
    const key = `${change.owner.kind} ${change.owner.id ?? ''}`;
    const others = of.get(key);
    if (others) others.push(change);
    else of.set(key, [change]);
  }
  const within = <T extends { id: string; data: object }>(kind: string, things: T[]): T[] => {
    const next = things.map((thing) => {
      const data = changed(thing.data, of.get(`${kind} ${thing.id}`));
      return data === thing.data ? thing : { ...thing, data };
    });
    return next.every((thing, index) => thing === things[index]) ? things : next;
  };
  const root = changed(document, of.get('workflow '));
  const nodes = within('node', document.nodes);
  const edges = within('edge', document.edges);
  const isSame = root === document && nodes === document.nodes && edges === document.edges;
  return isSame ? document : { ...root, nodes, edges };
}

function changed<T>(value: T, changes: readonly TextChange[] = []): T {
  return changes.reduce((now, { path, before, after }) => withText(now, path, before, after), value);
}

function withText<T>(value: T, [key, ...rest]: TextPath, before: string, after: string): T {
  if (key === undefined) return (typeof value === 'string' && value === before ? after : value) as T;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const inner: unknown = (value as Record<string | number, unknown>)[key];
  const next = withText(inner, rest, before, after);
  if (next === inner) return value;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? next : item)) as T;
  return { ...value, [key]: next };
}
