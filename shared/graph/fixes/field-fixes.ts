/** Repairs within a field, as the specification describes it. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { guardLimits, type Guard, type GuardCondition } from '../../domain/guard.ts';
import { edgeSpec } from '../../nodes/edge.ts';
import type { Field } from '../../nodes/field.ts';
import { nodeSpecs } from '../../nodes/index.ts';
import { patchEdge, patchNode } from '../edit/patch.ts';
import { isSayable } from '../guard-match.ts';
import { guardRule } from '../guard-rules.ts';
import { labelIt, nameIt } from './graph-fixes.ts';
import { ofEdge, ofNode, type Fix, type Fixer } from './fix.ts';

type Data = Record<string, unknown>;
const clamp = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(min, value));

/** The repair of one field of a node or an edge; null for none. */
function inField(
  find: (field: Field<string>, value: unknown) => { label: string; value: unknown } | null,
): Fixer {
  return (problem, document) => {
    const { kind, id, field: key } = problem;
    if (id === null || key === null || kind === 'workflow') return [];
    const node = kind === 'node' ? document.nodes.find((each) => each.id === id) : undefined;
    const edge = kind === 'edge' ? document.edges.find((each) => each.id === id) : undefined;
    const fields: readonly Field<string>[] = node ? nodeSpecs[node.type].fields : edgeSpec.fields;
    const field = fields.find((each) => each.key === key);
    const data: Data | undefined = node?.data ?? edge?.data;
    const found = field && data ? find(field, data[key]) : null;
    if (!found) return [];
    const patch = { [key]: found.value };
    const edit = (now: WorkflowDocument): WorkflowDocument =>
      node ? patchNode(now, id, patch) : patchEdge(now, id, patch);
    return [{ label: found.label, edit }];
  };
}

const inRange = inField((field, value) => {
  if (field.kind !== 'number' || typeof value !== 'number') return null;
  const within = clamp(field.isWhole === true ? Math.round(value) : value, field);
  return { label: `Make it ${within} ${field.unit}`, value: within };
});

const shorter = inField((field, value) => {
  if ('maxCount' in field && Array.isArray(value)) {
    const items: unknown[] = value.slice(0, field.maxCount);
    const maxLength = 'maxLength' in field ? field.maxLength : Infinity;
    return {
      label: 'Cut it to what is allowed',
      value: items.map((item) => (typeof item === 'string' ? item.slice(0, maxLength) : cutName(item))),
    };
  }
  if (!('maxLength' in field) || typeof value !== 'string') return null;
  return {
    label: `Cut it to ${field.maxLength.toLocaleString('en-US')} characters`,
    value: value.slice(0, field.maxLength),
  };
});

/** Names of variables have at most 64 characters. */
const cutName = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string'
    ? { ...item, name: item.name.slice(0, 64) }
    : item;

/** Conditions that break a rule are mended, or taken out; a guard without any goes. */
function mendGuard(label: string, mend: (condition: GuardCondition) => GuardCondition | null): Fixer {
  return ofEdge((edge) => {
    const { guard } = edge.data;
    if (!guard) return [];
    const isWrong = (condition: GuardCondition): boolean =>
      guardRule({
        nodes: [],
        edges: [{ ...edge, data: { guard: { conditions: [condition] } } }],
        viewport: { x: 0, y: 0, zoom: 1 },
      }).length > 0;
    const conditions = guard.conditions
      .slice(0, guardLimits.conditions)
      .flatMap((condition) => (isWrong(condition) ? (mend(condition) ?? []) : condition));
    const next: Guard | undefined = conditions.length === 0 ? undefined : { ...guard, conditions };
    return [{ label, edit: (now) => patchEdge(now, edge.id, { guard: next }) }];
  });
}

const takeOut = mendGuard('Take the condition out', () => null);
const guardInRange = mendGuard('Bring it into its range', (condition) => {
  if (condition.kind === 'turns')
    return { ...condition, at_least: clamp(Math.round(condition.at_least), guardLimits.turns) };
  if (condition.kind === 'seconds')
    return { ...condition, at_least: clamp(condition.at_least, guardLimits.seconds) };
  return null;
});
const guardShorter = mendGuard('Cut it to what is allowed', (condition) => {
  const cut = (text: string): string => text.slice(0, guardLimits.wordLength);
  if (condition.kind === 'keyword')
    return { ...condition, words: condition.words.slice(0, guardLimits.words).map(cut) };
  if (condition.kind === 'variable' && typeof condition.value === 'string')
    return { ...condition, value: cut(condition.value) };
  return null;
});
const sayable = mendGuard('Take the word out', (condition) => {
  if (condition.kind !== 'keyword') return null;
  const words = condition.words.filter(isSayable);
  return words.length === 0 ? null : { ...condition, words };
});

const onGuard =
  (guard: Fixer, other: Fixer): Fixer =>
  (problem, document) =>
    (problem.field === 'guard' ? guard : other)(problem, document);

const required: Fixer = (problem, document) => {
  if (problem.field === 'name') return nameIt(problem, document);
  return problem.field === 'label' ? labelIt(problem, document) : [];
};

const headers = inField((field, value) => {
  if (field.kind !== 'headers' || !Array.isArray(value)) return null;
  const kept = (value as { key: string; value: string }[])
    .filter(({ key }) => key.trim() !== '')
    .map((header) => ({
      ...header,
      key: header.key.trim().replace(/[^!#$%&'*+.^_`|~0-9A-Za-z-]/g, '-'),
      value: header.value.replace(/[\r\n\0]+/g, ' '),
    }));
  return { label: 'Mend the headers', value: kept };
});

const address = inField((_field, value) =>
  typeof value === 'string' && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/?#]|$)/i.test(value)
    ? { label: 'Put https:// before it', value: `https://${value}` }
    : null,
);

const missingTool = ofNode((node, _problem, document): Fix[] => {
  const known = new Set((document.workflow_configurations?.tools ?? []).map(({ tool_uuid: id }) => id));
  const kept = (node.data.tool_uuids ?? []).filter((id) => known.has(id));
  return [
    { label: 'Take the tool out of the step', edit: (now) => patchNode(now, node.id, { tool_uuids: kept }) },
  ];
});

export const fieldFixes: Readonly<Record<string, Fixer>> = {
  required,
  'out-of-range': onGuard(guardInRange, inRange),
  'too-long': onGuard(guardShorter, shorter),
  'unknown-choice': inField((field) =>
    field.kind === 'choice' ? { label: `Choose “${field.default}”`, value: field.default } : null,
  ),
  'variable-name': inField((field, value) =>
    field.kind === 'variables' && Array.isArray(value)
      ? {
          label: 'Take out what has no name',
          value: (value as { name: string }[]).filter(({ name }) => name.trim() !== ''),
        }
      : null,
  ),
  header: headers,
  address,
  'guard-empty': ofEdge((edge) => [
    { label: 'Take the guard away', edit: (now) => patchEdge(now, edge.id, { guard: undefined }) },
  ]),
  'guard-variable': takeOut,
  'guard-value': takeOut,
  'guard-pattern': takeOut,
  'guard-words': sayable,
  'missing-tool': missingTool,
};
