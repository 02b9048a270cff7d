/**
 * The rules that make a well-formed document one that may be published and called. Each answers the problems it
 * finds; cycles are allowed, and hints that forbid nothing live in `lint.ts`.
 */
import { shorten } from '../base/shorten.ts';
import { templateProblems } from '../base/templates.ts';
import type { WorkflowDocument, WorkflowEdge, WorkflowNode, WorkflowProblem } from '../domain/workflow.ts';
import { nodeSpecList, nodeSpecs } from '../nodes/index.ts';
import { fieldRule, uniqueKeyRule } from './field-rules.ts';
import {
  degreesOf,
  edgeLabel,
  functionName,
  isOfferedToModel,
  isUsableFunctionName,
  nodeLabel,
} from './functions.ts';
import { guardRule } from './guard-rules.ts';
import { ofEdge, ofNode, ofWorkflow } from './problem.ts';
import { toolRules } from './tool-rules.ts';

type Rule = (document: WorkflowDocument) => WorkflowProblem[];

const isBlank = (text: string | null | undefined): boolean => !text || text.trim() === '';

const instances: Rule = ({ nodes }) => {
  const problems: WorkflowProblem[] = [];
  for (const { type, noun, instances: allowed } of nodeSpecList) {
    const [first, ...more] = nodes.filter((node) => node.type === type);
    if (!first && allowed.missing !== null)
      problems.push(ofWorkflow('too-few-nodes', 'nodes', allowed.missing));
    if (!first || allowed.max === null) continue;
    for (const node of more)
      problems.push(
        ofNode(
          'too-many-nodes',
          node,
          null,
          `${nodeLabel(node)} is one ${noun} too many: ${nodeLabel(first)} is already there. Keep one.`,
        ),
      );
  }
  return problems;
};

const ids: Rule = ({ nodes, edges, frames, notes }) => {
  const problems: WorkflowProblem[] = [];
  const seenNodes = new Map<string, WorkflowNode>();
  for (const node of nodes) {
    const first = seenNodes.get(node.id);
    if (first)
      problems.push(
        ofNode(
          'same-id',
          node,
          'id',
          `Two nodes have the id ${shorten(node.id)}: ${nodeLabel(first)} and ${nodeLabel(node)}.`,
        ),
      );
    else seenNodes.set(node.id, node);
  }
  for (const edge of againIn(edges))
    problems.push(ofEdge('same-id', edge, 'id', `Two edges have the id ${shorten(edge.id)}.`));
  for (const { id } of againIn(frames ?? []))
    problems.push(ofWorkflow('same-id', 'frames', `Two frames have the id ${shorten(id)}.`));
  for (const { id } of againIn(notes ?? []))
    problems.push(ofWorkflow('same-id', 'notes', `Two notes have the id ${shorten(id)}.`));
  return problems;
};

/** The items whose id an earlier one has. */
function againIn<T extends { id: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => {
    const isAgain = seen.has(id);
    seen.add(id);
    return isAgain;
  });
}

const ends: Rule = ({ nodes, edges }) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const problems: WorkflowProblem[] = [];
  for (const edge of edges) {
    const label = edgeLabel(edge);
    const source = byId.get(edge.source);
    const target = byId.get(edge.target);
    if (!source)
      problems.push(
        ofEdge(
          'loose-edge',
          edge,
          'source',
          `${label} comes from “${shorten(edge.source)}”, which is not a node. Draw it again.`,
        ),
      );
    else if (!nodeSpecs[source.type].outgoing.isAllowed)
      problems.push(
        ofEdge(
          'forbidden-edge',
          edge,
          'source',
          `${label} leaves ${nodeLabel(source)}, but nothing may leave a ${nodeSpecs[source.type].noun}.`,
        ),
      );
    if (!target)
      problems.push(
        ofEdge(
          'loose-edge',
          edge,
          'target',
          `${label} leads to “${shorten(edge.target)}”, which is not a node. Draw it again.`,
        ),
      );
    else if (!nodeSpecs[target.type].incoming.isAllowed)
      problems.push(
        ofEdge(
          'forbidden-edge',
          edge,
          'target',
          `${label} leads into ${nodeLabel(target)}, but nothing may lead into a ${nodeSpecs[target.type].noun}.`,
        ),
      );
  }
  return problems;
};

const degrees: Rule = (document) => {
  const found = degreesOf(document);
  return document.nodes
    .filter((node) => (found.get(node.id)?.incoming ?? 0) < nodeSpecs[node.type].incoming.min)
    .map((node) =>
      ofNode(
        'nothing-leads-here',
        node,
        null,
        `Nothing leads into ${nodeLabel(node)}. Draw an edge to this ${nodeSpecs[node.type].noun} or delete it.`,
      ),
    );
};

/** Of many edges that share a name, a message lists this many. */
const namedTogether = 3;

const functionNames: Rule = ({ edges }) => {
  const problems: WorkflowProblem[] = [];
  const groups = new Map<string, WorkflowEdge[]>();
  for (const edge of edges) {
    if (isBlank(edge.data.label) || !isOfferedToModel(edge.data)) continue;
    const name = functionName(edge.data.label ?? '');
    if (!isUsableFunctionName(name)) {
      problems.push(
        ofEdge(
          'label-name',
          edge,
          'label',
          `${edgeLabel(edge)} needs a letter a–z or a digit in its label, by which the model calls it.`,
        ),
      );
      continue;
    }
    // Line breaks cannot be part of a function name, so they keep source and name apart.
    const key = `${edge.source}\n${name}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  for (const [key, group] of groups) {
    if (group.length < 2) continue;
    const name = key.slice(key.lastIndexOf('\n') + 1);
    for (const edge of group) {
      const others = group.filter((other) => other !== edge).slice(0, namedTogether);
      const unnamed = group.length - 1 - others.length;
      const names = [...others.map(edgeLabel), ...(unnamed > 0 ? [`${unnamed} more`] : [])].join(', ');
      problems.push(
        ofEdge(
          'same-function',
          edge,
          'label',
          `${edgeLabel(edge)} and ${names} leave the same node and are ${group.length > 2 ? 'all' : 'both'} called ${shorten(name)} by the model. Give each its own label.`,
        ),
      );
    }
  }
  return problems;
};

/** Lines of `workflow_configurations` that are templates. */
const configuredLines = [
  'recording_announcement',
  'idle_prompt',
  'idle_goodbye',
  'error_apology',
  'error_goodbye',
  'empty_reply',
  'empty_goodbye',
] as const;

const templates: Rule = ({ workflow_configurations: configurations }) => {
  const problems: WorkflowProblem[] = [];
  for (const field of configuredLines)
    for (const message of templateProblems(configurations?.[field] ?? ''))
      problems.push(ofWorkflow('placeholder', field, `The workflow's ${field}: ${message}`));
  return problems;
};

export const rules: readonly Rule[] = [
  instances,
  ids,
  ends,
  degrees,
  fieldRule,
  uniqueKeyRule,
  guardRule,
  functionNames,
  templates,
  ...toolRules,
];
