/** What a document does in a call, without how it is drawn: moving a card changes nothing of it. */
import type { WorkflowDocument } from '../domain/workflow.ts';

/** Where things stand on the canvas, what the agent is called, and what only the editor and test calls read. */
export const documentLayout: ReadonlySet<string> = new Set(['name', 'viewport', 'frames', 'notes']);
/** As React Flow writes them into a node or an edge; exports of other editors carry them. */
export const elementLayout: ReadonlySet<string> = new Set([
  'position',
  'positionAbsolute',
  'width',
  'height',
  'measured',
  'selected',
  'dragging',
  'animated',
  'zIndex',
]);
export const onlyForTests: ReadonlySet<string> = new Set(['test_context']);

function without(value: object, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)));
}

/**
 * Equal for two documents that act the same in a call. The order of nodes says nothing, that of edges does (guards and
 * functions are in it). Unknown keys count as conduct.
 */
export function logicOf(document: WorkflowDocument): Record<string, unknown> {
  const { nodes, edges, workflow_configurations: configurations } = document;
  const settings = without(configurations ?? {}, onlyForTests);
  return {
    ...without(document, documentLayout),
    nodes: nodes
      .map((node) => without(node, elementLayout))
      .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
    edges: edges.map((edge) => without(edge, elementLayout)),
    workflow_configurations: settings,
  };
}
