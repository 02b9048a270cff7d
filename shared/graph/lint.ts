/**
 * Hints: a document with hints may be called, but something in it will probably disappoint. What forbids a call is
 * a problem (`validate.ts`).
 */
import { capitalised } from '../base/shorten.ts';
import { templatePaths } from '../base/templates.ts';
import type { WorkflowDocument, WorkflowEdge, WorkflowNode, WorkflowProblem } from '../domain/workflow.ts';
import {
  edgeLabel,
  functionName,
  maxFunctionNameLength,
  nodeLabel,
  outgoingEdges,
  reachableFrom,
} from './functions.ts';

/** A problem that forbids nothing. `rule` is stable, for filters and for silencing. */
export interface WorkflowHint extends WorkflowProblem {
  severity: 'warning';
  rule: string;
}

/** Names that the run itself fills in; an extracted variable of that name stays in `extracted_variables` only. */
export const reservedVariableNames: ReadonlySet<string> = new Set([
  'nodes_visited',
  'call_tags',
  'extracted_variables',
  'mapped_call_disposition',
  'call_id',
  'answered_by',
  '__proto__',
]);

const conversational = (node: WorkflowNode): boolean =>
  node.type === 'startCall' || node.type === 'agentNode' || node.type === 'endCall';

const ofNode = (rule: string, node: WorkflowNode, field: string | null, message: string): WorkflowHint => ({
  severity: 'warning',
  rule,
  kind: 'node',
  id: node.id,
  field,
  message: capitalised(message),
});
const ofEdge = (rule: string, edge: WorkflowEdge, field: string | null, message: string): WorkflowHint => ({
  severity: 'warning',
  rule,
  kind: 'edge',
  id: edge.id,
  field,
  message: capitalised(message),
});

function reachHints(document: WorkflowDocument): WorkflowHint[] {
  const starts = document.nodes.filter((node) => node.type === 'startCall').map((node) => node.id);
  const ends = document.nodes.filter((node) => node.type === 'endCall').map((node) => node.id);
  const fromStart = reachableFrom(document, starts);
  const toEnd = reachableFrom(document, ends, 'backwards');
  const hints: WorkflowHint[] = [];
  for (const node of document.nodes.filter(conversational)) {
    if (!fromStart.has(node.id))
      hints.push(
        ofNode(
          'unreachable',
          node,
          null,
          `${nodeLabel(node)} cannot be reached from the start. Lead an edge to it.`,
        ),
      );
    else if (!toEnd.has(node.id))
      hints.push(
        ofNode(
          'no-end',
          node,
          null,
          `From ${nodeLabel(node)} no end node can be reached, so only the caller can end the call there.`,
        ),
      );
  }
  return hints;
}

function nodeHints(document: WorkflowDocument): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  const names = new Map<string, WorkflowNode>();
  for (const node of document.nodes) {
    const name = node.data.name?.trim().toLowerCase();
    const namesake = name ? names.get(name) : undefined;
    if (namesake)
      hints.push(
        ofNode(
          'same-name',
          node,
          'name',
          `${nodeLabel(node)} has the same name as ${nodeLabel(namesake)}; the run's path will not tell them apart.`,
        ),
      );
    else if (name) names.set(name, node);
    if (node.type === 'trigger' && outgoingEdges(document, node.id).length > 0)
      hints.push(
        ofNode(
          'trigger-edge',
          node,
          null,
          `${nodeLabel(node)} starts runs; edges drawn from it are not followed.`,
        ),
      );
    const { greeting_type: kind, greeting, add_global_prompt: global } = node.data;
    if (node.type === 'startCall' && kind === 'audio' && !node.data.greeting_recording_id?.trim())
      hints.push(
        ofNode(
          'no-recording',
          node,
          'greeting_recording_id',
          `${nodeLabel(node)} is to greet with a recording, but none is chosen; its text is spoken instead.`,
        ),
      );
    if (node.type === 'startCall' && kind === 'audio' && !greeting)
      hints.push(
        ofNode(
          'no-greeting',
          node,
          'greeting',
          `${nodeLabel(node)} greets with a recording; write the same greeting as text for calls where it cannot be played.`,
        ),
      );
    if (
      global === true &&
      !document.nodes.some((other) => other.type === 'globalNode') &&
      node.type === 'endCall'
    )
      hints.push(
        ofNode(
          'no-global',
          node,
          'add_global_prompt',
          `${nodeLabel(node)} asks for the global prompt, but there is no global node.`,
        ),
      );
    hints.push(...variableHints(node));
  }
  return hints;
}

function variableHints(node: WorkflowNode): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  const variables = node.data.extraction_variables ?? [];
  if (node.data.extraction_enabled === true && variables.length === 0)
    hints.push(
      ofNode(
        'no-variables',
        node,
        'extraction_variables',
        `${nodeLabel(node)} extracts variables but lists none.`,
      ),
    );
  const seen = new Set<string>();
  for (const { name } of variables) {
    if (seen.has(name))
      hints.push(
        ofNode('same-variable', node, 'extraction_variables', `${nodeLabel(node)} extracts “${name}” twice.`),
      );
    seen.add(name);
    if (reservedVariableNames.has(name))
      hints.push(
        ofNode(
          'reserved-variable',
          node,
          'extraction_variables',
          `${nodeLabel(node)}: the run fills in “${name}” itself; call the variable something else.`,
        ),
      );
  }
  return hints;
}

function edgeHints(document: WorkflowDocument): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  for (const edge of document.edges) {
    if ((edge.data.caller_examples ?? []).every((example) => example.trim() === ''))
      hints.push(
        ofEdge(
          'no-examples',
          edge,
          'caller_examples',
          `${edgeLabel(edge)} has no caller examples; without them the rehearsal only knows the words of its label and condition.`,
        ),
      );
    if (functionName(edge.data.label ?? '').length > maxFunctionNameLength)
      hints.push(
        ofEdge(
          'long-label',
          edge,
          'label',
          `${edgeLabel(edge)} makes a function name of more than ${maxFunctionNameLength} characters, which hosted models refuse. Shorten the label.`,
        ),
      );
  }
  return hints;
}

/** Prompts that wait for values which nothing in the workflow extracts. */
function gatheredHints(document: WorkflowDocument): WorkflowHint[] {
  const extracted = new Set(
    document.nodes
      .filter((node) => node.data.extraction_enabled === true)
      .flatMap((node) => (node.data.extraction_variables ?? []).map((variable) => variable.name)),
  );
  const hints: WorkflowHint[] = [];
  for (const node of document.nodes)
    for (const path of templatePaths(node.data.prompt ?? '')) {
      const name = /^gathered_context\.(?:(?:extracted_variables|spoken)\.)?([^.]+)/.exec(path)?.[1];
      if (name !== undefined && !extracted.has(name))
        hints.push(
          ofNode(
            'never-gathered',
            node,
            'prompt',
            `${nodeLabel(node)} uses {{${path}}}, which no node extracts.`,
          ),
        );
    }
  return hints;
}

/** Everything worth a second look in a well-formed document. Never throws. */
export function lintWorkflow(document: WorkflowDocument): WorkflowHint[] {
  return [reachHints, nodeHints, edgeHints, gatheredHints].flatMap((find) => find(document));
}
