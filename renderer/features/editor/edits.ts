/** What a person may do to a document: pure functions, each answering a new document that shares what is unchanged. */
import type {
  EdgeData,
  NodeData,
  NodeType,
  WorkflowConfigurations,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '#shared/domain/workflow.ts';
import type { Selection } from '../../canvas/adapter.ts';
import type { Point } from '../../canvas/geometry.ts';
import { nodeKinds } from '../../canvas/node-kinds.ts';

/** A field set to `undefined` is taken out of the document. */
export type Patch<T> = { [K in keyof T]?: T[K] | undefined };

/** The first of `agent-1`, `agent-2` … that no node or edge of the document has. */
export function freeId(document: WorkflowDocument, stem: string): string {
  const taken = new Set([...document.nodes, ...document.edges].map(({ id }) => id));
  for (let count = 1; ; count += 1) {
    const id = `${stem}-${count}`;
    if (!taken.has(id)) return id;
  }
}

const stems: Record<NodeType, string> = {
  startCall: 'start',
  agentNode: 'agent',
  endCall: 'end',
  globalNode: 'global',
  trigger: 'trigger',
  webhook: 'webhook',
  qa: 'qa',
};

/** What a new node of each type begins with: the reference's defaults. */
function newNodeData(document: WorkflowDocument, type: NodeType): NodeData {
  const word = nodeKinds[type].word;
  const count = document.nodes.filter((node) => node.type === type).length;
  const name = count === 0 ? word : `${word} ${count + 1}`;
  switch (type) {
    case 'startCall':
      return {
        name,
        greeting_type: 'text',
        greeting: '',
        prompt: '',
        allow_interrupt: false,
        add_global_prompt: true,
      };
    case 'agentNode':
      return { name, prompt: '', allow_interrupt: true, add_global_prompt: true };
    case 'endCall':
      return { name, prompt: '', add_global_prompt: false };
    case 'globalNode':
    case 'trigger':
    case 'webhook':
    case 'qa':
      return { name, prompt: '' };
  }
}

/** Why no further node of that type may be added; null when one may. */
export function additionRefusal(document: WorkflowDocument, type: NodeType): string | null {
  const isThere = document.nodes.some((node) => node.type === type);
  if (!isThere) return null;
  if (type === 'startCall') return 'There is a start node already: a call begins in one place.';
  if (type === 'globalNode') return 'There is a global node already: one prompt for all steps.';
  return null;
}

export function addNode(
  document: WorkflowDocument,
  type: NodeType,
  position: Point,
): { document: WorkflowDocument; id: string } {
  const id = freeId(document, stems[type]);
  const node: WorkflowNode = { id, type, position, data: newNodeData(document, type) };
  return { id, document: { ...document, nodes: [...document.nodes, node] } };
}

export function addEdge(
  document: WorkflowDocument,
  source: string,
  target: string,
): { document: WorkflowDocument; id: string } {
  const id = freeId(document, `${source}-${target}`);
  const edge: WorkflowEdge = { id, source, target, data: { label: '', condition: '' } };
  return { id, document: { ...document, edges: [...document.edges, edge] } };
}

/** Positions are rounded to whole pixels. */
export function moveNodes(document: WorkflowDocument, moves: ReadonlyMap<string, Point>): WorkflowDocument {
  const nodes = document.nodes.map((node) => {
    const to = moves.get(node.id);
    if (!to) return node;
    // Adding 0 turns −0 into 0, which JSON would not tell apart.
    const position = { x: Math.round(to.x) + 0, y: Math.round(to.y) + 0 };
    return position.x === node.position.x && position.y === node.position.y ? node : { ...node, position };
  });
  return nodes.every((node, index) => node === document.nodes[index]) ? document : { ...document, nodes };
}

/** Takes out what is selected, and the edges of nodes that go. */
export function removeSelected(document: WorkflowDocument, selection: Selection): WorkflowDocument {
  const nodeIds = new Set(selection.nodeIds);
  const edgeIds = new Set(selection.edgeIds);
  if (nodeIds.size === 0 && edgeIds.size === 0) return document;
  return {
    ...document,
    nodes: document.nodes.filter(({ id }) => !nodeIds.has(id)),
    edges: document.edges.filter(
      ({ id, source, target }) => !edgeIds.has(id) && !nodeIds.has(source) && !nodeIds.has(target),
    ),
  };
}

export function patchNode(document: WorkflowDocument, id: string, patch: Patch<NodeData>): WorkflowDocument {
  const nodes = document.nodes.map((node) =>
    node.id === id ? { ...node, data: patched(node.data, patch) } : node,
  );
  return { ...document, nodes };
}

export function patchEdge(document: WorkflowDocument, id: string, patch: Patch<EdgeData>): WorkflowDocument {
  const edges = document.edges.map((edge) =>
    edge.id === id ? { ...edge, data: patched(edge.data, patch) } : edge,
  );
  return { ...document, edges };
}

export function patchConfigurations(
  document: WorkflowDocument,
  patch: Patch<WorkflowConfigurations>,
): WorkflowDocument {
  return { ...document, workflow_configurations: patched(document.workflow_configurations ?? {}, patch) };
}

/** `value` with the patch's keys set, and those that are `undefined` gone. */
function patched<T extends Record<string, unknown>>(value: T, patch: Patch<T>): T {
  const kept = Object.entries({ ...value, ...patch }).filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept) as T;
}
