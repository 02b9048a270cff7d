/** The rules that hold for every field of its kind, as the specification of nodes and edges describes them. */
import { shorten } from '../base/shorten.ts';
import type { WorkflowDocument, WorkflowEdge, WorkflowNode, WorkflowProblem } from '../domain/workflow.ts';
import { edgeSpec } from '../nodes/edge.ts';
import type { Field } from '../nodes/field.ts';
import { nodeSpecList, nodeSpecs } from '../nodes/index.ts';
import { isShown, isSwitchedOff } from '../nodes/values.ts';
import { checkField, type FieldFinding } from './field-check.ts';
import { edgeLabel, nodeLabel } from './functions.ts';
import { ofEdge, ofNode } from './problem.ts';

/** Problems of a thing stay those of its object: an edit keeps the objects of what it does not touch. */
const known = new WeakMap<WorkflowNode | WorkflowEdge, WorkflowProblem[]>();

function remembered<T extends WorkflowNode | WorkflowEdge>(
  thing: T,
  judge: (thing: T) => WorkflowProblem[],
): WorkflowProblem[] {
  const problems = known.get(thing) ?? judge(thing);
  known.set(thing, problems);
  return problems;
}

function findingsOf<Key extends string>(
  fields: readonly Field<Key>[],
  data: Record<string, unknown>,
): (FieldFinding & { field: Key })[] {
  return fields
    .filter((field) => isShown(fields, data, field))
    .flatMap((field) => checkField(field, data).map((finding) => ({ ...finding, field: field.key })));
}

function problemsOfNode(node: WorkflowNode): WorkflowProblem[] {
  if (isSwitchedOff(node)) return [];
  const { noun, fields, later } = nodeSpecs[node.type];
  const isNamed = Boolean(node.data.name?.trim());
  const thing = isNamed ? nodeLabel(node) : `the ${noun} ${shorten(node.id)}`;
  const problems = findingsOf(fields, node.data).map(({ rule, field, words }) =>
    ofNode(rule, node, field, `${thing}${words}`),
  );
  for (const { key, maxLength } of later) {
    const value = node.data[key];
    if (maxLength === undefined || typeof value !== 'string' || value.length <= maxLength) continue;
    const message = `${thing}: “${key}” has ${value.length} characters; at most ${maxLength} are allowed.`;
    problems.push(ofNode('too-long', node, key, message));
  }
  return problems;
}

function problemsOfEdge(edge: WorkflowEdge): WorkflowProblem[] {
  return findingsOf(edgeSpec.fields, edge.data).map(({ rule, field, words }) =>
    ofEdge(rule, edge, field, `${edgeLabel(edge)}${words}`),
  );
}

export const fieldRule = ({ nodes, edges }: WorkflowDocument): WorkflowProblem[] => [
  ...nodes.flatMap((node) => remembered(node, problemsOfNode)),
  ...edges.flatMap((edge) => remembered(edge, problemsOfEdge)),
];

/** Keys of which no two nodes may hold the same value, such as the path of a trigger. */
export const uniqueKeyRule = ({ nodes }: WorkflowDocument): WorkflowProblem[] => {
  const problems: WorkflowProblem[] = [];
  for (const { type, later } of nodeSpecList)
    for (const { key } of later.filter(({ isUnique }) => isUnique)) {
      const holders = new Map<string, WorkflowNode>();
      for (const node of nodes.filter((each) => each.type === type)) {
        const value = node.data[key];
        if (typeof value !== 'string' || value.trim() === '') continue;
        const first = holders.get(value);
        if (first)
          problems.push(
            ofNode(
              'same-path',
              node,
              key,
              `${nodeLabel(node)} has the same ${key} as ${nodeLabel(first)}: “${shorten(value)}”. Give each its own.`,
            ),
          );
        else holders.set(value, node);
      }
    }
  return problems;
};
