/**
 * The rules that make a well-formed document one that may be published and called. Each answers the problems it
 * finds; cycles are allowed, and hints that forbid nothing live in `lint.ts`.
 */
import { shorten } from '../base/shorten.ts';
import { templateProblems } from '../base/templates.ts';
import type {
  NodeType,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
  WorkflowProblem,
} from '../domain/workflow.ts';
import { degreesOf, edgeLabel, functionName, isUsableFunctionName, nodeLabel } from './functions.ts';
import { ofEdge, ofNode, ofWorkflow } from './problem.ts';
import { toolRules } from './tool-rules.ts';

type Rule = (document: WorkflowDocument) => WorkflowProblem[];

/** What each node type is called in messages. */
export const typeWords: Record<NodeType, string> = {
  startCall: 'start node',
  agentNode: 'agent node',
  endCall: 'end node',
  globalNode: 'global node',
  trigger: 'trigger node',
  webhook: 'webhook node',
  qa: 'QA node',
};

/** Which node types may have edges at all, and on which side. */
const mayHave: Record<NodeType, { incoming: boolean; outgoing: boolean }> = {
  startCall: { incoming: false, outgoing: true },
  agentNode: { incoming: true, outgoing: true },
  endCall: { incoming: true, outgoing: false },
  globalNode: { incoming: false, outgoing: false },
  // A trigger starts a run; the edge that an older document may draw from it is not followed.
  trigger: { incoming: false, outgoing: true },
  webhook: { incoming: false, outgoing: false },
  qa: { incoming: false, outgoing: false },
};

const promptedTypes: ReadonlySet<NodeType> = new Set(['startCall', 'agentNode', 'endCall', 'globalNode']);
const isBlank = (text: string | null | undefined): boolean => !text || text.trim() === '';

const instances: Rule = ({ nodes }) => {
  const problems: WorkflowProblem[] = [];
  const ofType = (type: NodeType): WorkflowNode[] => nodes.filter((node) => node.type === type);
  if (ofType('startCall').length === 0)
    problems.push(ofWorkflow('nodes', 'The workflow has no start node, so a call cannot begin. Add one.'));
  for (const type of ['startCall', 'globalNode', 'trigger'] as const) {
    const [first, ...more] = ofType(type);
    for (const node of first ? more : []) {
      const word = typeWords[type];
      problems.push(
        ofNode(
          node,
          null,
          `${nodeLabel(node)} is one ${word} too many: ${first ? nodeLabel(first) : 'another'} is already there. Keep one.`,
        ),
      );
    }
  }
  return problems;
};

const ids: Rule = ({ nodes, edges }) => {
  const problems: WorkflowProblem[] = [];
  const seenNodes = new Map<string, WorkflowNode>();
  for (const node of nodes) {
    const first = seenNodes.get(node.id);
    if (first)
      problems.push(
        ofNode(
          node,
          'id',
          `Two nodes have the id ${shorten(node.id)}: ${nodeLabel(first)} and ${nodeLabel(node)}.`,
        ),
      );
    else seenNodes.set(node.id, node);
  }
  const seenEdges = new Set<string>();
  for (const edge of edges) {
    if (seenEdges.has(edge.id))
      problems.push(ofEdge(edge, 'id', `Two edges have the id ${shorten(edge.id)}.`));
    seenEdges.add(edge.id);
  }
  return problems;
};

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
          edge,
          'source',
          `${label} comes from “${shorten(edge.source)}”, which is not a node. Draw it again.`,
        ),
      );
    else if (!mayHave[source.type].outgoing)
      problems.push(
        ofEdge(
          edge,
          'source',
          `${label} leaves ${nodeLabel(source)}, but nothing may leave a ${typeWords[source.type]}.`,
        ),
      );
    if (!target)
      problems.push(
        ofEdge(
          edge,
          'target',
          `${label} leads to “${shorten(edge.target)}”, which is not a node. Draw it again.`,
        ),
      );
    else if (!mayHave[target.type].incoming)
      problems.push(
        ofEdge(
          edge,
          'target',
          `${label} leads into ${nodeLabel(target)}, but nothing may lead into a ${typeWords[target.type]}.`,
        ),
      );
  }
  return problems;
};

const degrees: Rule = (document) => {
  const found = degreesOf(document);
  return document.nodes
    .filter((node) => node.type === 'agentNode' || node.type === 'endCall')
    .filter((node) => found.get(node.id)?.incoming === 0)
    .map((node) =>
      ofNode(
        node,
        null,
        `Nothing leads into ${nodeLabel(node)}. Draw an edge to this ${typeWords[node.type]} or delete it.`,
      ),
    );
};

const required: Rule = ({ nodes, edges }) => {
  const problems: WorkflowProblem[] = [];
  for (const node of nodes) {
    if (isBlank(node.data.name))
      problems.push(
        ofNode(
          node,
          'name',
          `The ${typeWords[node.type]} ${shorten(node.id)} has no name. Give it a short one.`,
        ),
      );
    if (promptedTypes.has(node.type) && isBlank(node.data.prompt))
      problems.push(
        ofNode(node, 'prompt', `${nodeLabel(node)} has no prompt. Write what the agent does in this step.`),
      );
  }
  for (const edge of edges) {
    if (isBlank(edge.data.label))
      problems.push(
        ofEdge(edge, 'label', `The edge ${shorten(edge.id)} has no label. Name it by what the caller wants.`),
      );
    if (isBlank(edge.data.condition))
      problems.push(
        ofEdge(
          edge,
          'condition',
          `${edgeLabel(edge)} has no condition. Write when this edge is to be taken.`,
        ),
      );
  }
  return problems;
};

/** Of many edges that share a name, a message lists this many. */
const namedTogether = 3;

const functionNames: Rule = ({ edges }) => {
  const problems: WorkflowProblem[] = [];
  const groups = new Map<string, WorkflowEdge[]>();
  for (const edge of edges) {
    if (isBlank(edge.data.label)) continue;
    const name = functionName(edge.data.label ?? '');
    if (!isUsableFunctionName(name)) {
      problems.push(
        ofEdge(
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
          edge,
          'label',
          `${edgeLabel(edge)} and ${names} leave the same node and are ${group.length > 2 ? 'all' : 'both'} called ${shorten(name)} by the model. Give each its own label.`,
        ),
      );
    }
  }
  return problems;
};

const ranges: Rule = ({ nodes }) => {
  const problems: WorkflowProblem[] = [];
  for (const node of nodes) {
    const { delayed_start: delayed, delayed_start_duration: seconds } = node.data;
    if (delayed === true && seconds !== undefined && (seconds < 0.1 || seconds > 10))
      problems.push(
        ofNode(
          node,
          'delayed_start_duration',
          `${nodeLabel(node)} waits ${seconds} s before it speaks; choose 0.1 to 10 s.`,
        ),
      );
    const triggerPath = node.data['trigger_path'];
    if (node.type === 'trigger' && typeof triggerPath === 'string' && triggerPath.length > 36)
      problems.push(
        ofNode(
          node,
          'trigger_path',
          `${nodeLabel(node)} has a path of ${triggerPath.length} characters; at most 36 are allowed.`,
        ),
      );
    for (const [index, variable] of (node.data.extraction_variables ?? []).entries())
      if (isBlank(variable.name))
        problems.push(
          ofNode(node, 'extraction_variables', `${nodeLabel(node)}: variable ${index + 1} has no name.`),
        );
  }
  return problems;
};

/** Lines of `workflow_configurations` that are templates. */
const configuredLines = [
  'idle_prompt',
  'idle_goodbye',
  'error_apology',
  'error_goodbye',
  'empty_reply',
  'empty_goodbye',
] as const;

const templates: Rule = ({ nodes, edges, workflow_configurations: configurations }) => {
  const problems: WorkflowProblem[] = [];
  for (const field of configuredLines)
    for (const message of templateProblems(configurations?.[field] ?? ''))
      problems.push(ofWorkflow(field, `The workflow's ${field}: ${message}`));
  for (const node of nodes) {
    const { prompt, greeting, extraction_prompt } = node.data;
    for (const [field, text] of Object.entries({ prompt, greeting, extraction_prompt }))
      for (const message of templateProblems(text ?? ''))
        problems.push(ofNode(node, field, `${nodeLabel(node)}: ${message}`));
    for (const { name, prompt: hint } of node.data.extraction_variables ?? [])
      for (const message of templateProblems(hint ?? ''))
        problems.push(
          ofNode(node, 'extraction_variables', `${nodeLabel(node)}: variable “${shorten(name)}”: ${message}`),
        );
  }
  for (const edge of edges)
    for (const message of templateProblems(edge.data.transition_speech ?? ''))
      problems.push(ofEdge(edge, 'transition_speech', `${edgeLabel(edge)}: ${message}`));
  return problems;
};

export const rules: readonly Rule[] = [
  instances,
  ids,
  ends,
  degrees,
  required,
  functionNames,
  ranges,
  templates,
  ...toolRules,
];
