/** The edits of `shared/graph/edit`, and what the page adds to them: the data of a new node. */
import type { NodeType, WorkflowDocument } from '#shared/domain/workflow.ts';
import { addNodeWith, type Added, type Point } from '#shared/graph/edit/index.ts';
import { newNodeData } from '#shared/nodes/values.ts';

export {
  addEdge,
  moveNodes,
  patchConfigurations,
  patchEdge,
  patchNode,
  removeSelected,
  type Patch,
} from '#shared/graph/edit/index.ts';
export { additionRefusal } from '#shared/nodes/values.ts';

export function addNode(document: WorkflowDocument, type: NodeType, position: Point): Added {
  return addNodeWith(document, type, position, newNodeData(document, type));
}
