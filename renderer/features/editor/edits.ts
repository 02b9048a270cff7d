/** The edits of `shared/graph/edit`, and what the page adds to them: the data of a new node. */
import type { NodeData, NodeType, WorkflowDocument } from '#shared/domain/workflow.ts';
import { addNodeWith, type Added, type Point } from '#shared/graph/edit/index.ts';
import { nodeKinds } from '../../canvas/node-kinds.ts';

export {
  addEdge,
  moveNodes,
  patchConfigurations,
  patchEdge,
  patchNode,
  removeSelected,
  type Patch,
} from '#shared/graph/edit/index.ts';

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

export function addNode(document: WorkflowDocument, type: NodeType, position: Point): Added {
  return addNodeWith(document, type, position, newNodeData(document, type));
}
