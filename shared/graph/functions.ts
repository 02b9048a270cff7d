/** The graph as the model sees it: each outgoing edge is a function without arguments. */
import { shorten } from '../base/shorten.ts';
import type { EdgeData, WorkflowDocument, WorkflowEdge, WorkflowNode } from '../domain/workflow.ts';

/** Longest function name that hosted models take. */
export const maxFunctionNameLength = 64;

/** The model's function for an edge: the label in lower case, everything but `a-z0-9` as `_`. */
export function functionName(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '_');
}

/** The model's function for a tool: the same, with runs of `_` as one and none at the ends. */
export function toolFunctionName(name: string): string {
  return functionName(name).replace(/_+/g, '_').replace(/^_|_$/g, '').slice(0, maxFunctionNameLength);
}

/** A name of underscores only (an empty label, punctuation, another script) tells the model nothing. */
export function isUsableFunctionName(name: string): boolean {
  return /[a-z0-9]/.test(name);
}

/** Whether the model gets a function for the edge: one with a guard and no condition is taken by its guard alone. */
export function isOfferedToModel({ guard, condition }: EdgeData): boolean {
  return !guard || (condition ?? '').trim() !== '';
}

/** Edges that leave a node, in the order of the document, which is the order of the model's functions. */
export function outgoingEdges(document: WorkflowDocument, nodeId: string): WorkflowEdge[] {
  return document.edges.filter((edge) => edge.source === nodeId);
}

export interface Degree {
  /** Distinct nodes with an edge into this one; two edges from the same node count once. */
  incoming: number;
  outgoing: number;
}

/** Degrees of every node by distinct neighbour. Edges with a missing end are left out. */
export function degreesOf(document: WorkflowDocument): Map<string, Degree> {
  const sources = new Map<string, Set<string>>();
  const targets = new Map<string, Set<string>>();
  for (const node of document.nodes) {
    sources.set(node.id, new Set());
    targets.set(node.id, new Set());
  }
  for (const edge of document.edges) {
    const from = targets.get(edge.source);
    const into = sources.get(edge.target);
    if (!from || !into) continue;
    from.add(edge.target);
    into.add(edge.source);
  }
  const degrees = new Map<string, Degree>();
  for (const [id, into] of sources)
    degrees.set(id, { incoming: into.size, outgoing: targets.get(id)?.size ?? 0 });
  return degrees;
}

/** Ids of the nodes that a walk along the edges (or, backwards, against them) meets, the starting ones included. */
export function reachableFrom(
  document: WorkflowDocument,
  startIds: Iterable<string>,
  direction: 'forwards' | 'backwards' = 'forwards',
): Set<string> {
  const next = new Map<string, string[]>();
  for (const edge of document.edges) {
    const [from, to] = direction === 'forwards' ? [edge.source, edge.target] : [edge.target, edge.source];
    const list = next.get(from);
    if (list) list.push(to);
    else next.set(from, [to]);
  }
  const met = new Set(startIds);
  const open = [...met];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const neighbour of next.get(id) ?? []) {
      if (met.has(neighbour)) continue;
      met.add(neighbour);
      open.push(neighbour);
    }
  }
  return met;
}

/** How a node is named to a person: `“Ask the name” (node-3)`. */
export function nodeLabel(node: WorkflowNode): string {
  return labelOf('node', node.data.name, node.id);
}

/** How an edge is named to a person: `“confirmed” (edge-3)`. */
export function edgeLabel(edge: WorkflowEdge): string {
  return labelOf('edge', edge.data.label, edge.id);
}

function labelOf(kind: 'node' | 'edge', name: string | undefined, id: string): string {
  const called = shorten(name?.trim() ?? '');
  return called === '' ? `the ${kind} ${shorten(id)}` : `“${called}” (${shorten(id)})`;
}
