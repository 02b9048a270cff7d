/** Repairs of nodes and edges as a whole: ids, ends, names, ways out. */
import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '../../domain/workflow.ts';
import { nodeSpecList, nodeSpecs } from '../../nodes/index.ts';
import { newNodeData } from '../../nodes/values.ts';
import { addEdge, addNodeWith } from '../edit/add.ts';
import { createIds } from '../edit/ids.ts';
import { patchEdge, patchNode } from '../edit/patch.ts';
import { removeSelected } from '../edit/remove.ts';
import { functionName, reachableFrom } from '../functions.ts';
import { freeName, ofEdge, ofNode, type Fix, type Fixer } from './fix.ts';

const nameOf = (node: WorkflowNode | undefined): string => node?.data.name?.trim() ?? '';
const placeBeside = (document: WorkflowDocument, node?: WorkflowNode): { x: number; y: number } => {
  const right = Math.max(0, ...document.nodes.map(({ position }) => position.x));
  return node ? { x: node.position.x + 368, y: node.position.y + 176 } : { x: right + 368, y: 0 };
};

const deleteNode = ({ id, type }: WorkflowNode): Fix => ({
  label: `Delete the ${nodeSpecs[type].noun}`,
  edit: (document) => removeSelected(document, { nodeIds: [id], edgeIds: [] }),
});
const deleteEdge = ({ id }: WorkflowEdge, label = 'Delete the edge'): Fix => ({
  label,
  edit: (document) => removeSelected(document, { nodeIds: [], edgeIds: [id] }),
});

/** A step that no call comes to goes, with the steps to which only it leads. */
const deleteIsland = ofNode((node, _problem, document) => {
  const starts = document.nodes.filter(({ type }) => type === 'startCall').map(({ id }) => id);
  const met = reachableFrom(document, starts);
  const nodeIds = [...reachableFrom(document, [node.id])].filter((id) => id === node.id || !met.has(id));
  if (nodeIds.length === 1) return [deleteNode(node)];
  return [
    {
      label: `Delete it and what only it leads to (${nodeIds.length} nodes)`,
      edit: (now) => removeSelected(now, { nodeIds, edgeIds: [] }),
    },
  ];
});

function leadTo(document: WorkflowDocument, from: string, to: string): WorkflowDocument {
  const added = addEdge(document, from, to);
  const taken = new Set(
    document.edges.filter(({ source }) => source === from).map(({ data }) => functionName(data.label ?? '')),
  );
  const label = freeName('end the call', (name) => taken.has(functionName(name)));
  const condition = 'The caller has what they need, or says goodbye.';
  return patchEdge(added.document, added.id, { label, condition });
}

function addEnd(document: WorkflowDocument, from?: WorkflowNode): { document: WorkflowDocument; id: string } {
  const prompt = 'Say goodbye in one short sentence.';
  return addNodeWith(document, 'endCall', placeBeside(document, from), {
    ...newNodeData(document, 'endCall'),
    prompt,
  });
}

const toEnd = ofNode((node, _problem, document) => {
  const end = document.nodes.find(({ type }) => type === 'endCall');
  if (end)
    return [
      {
        label: `Lead to “${nameOf(end) || end.id}”`,
        edit: (now) => leadTo(now, node.id, end.id),
      },
    ];
  return [
    {
      label: `Add an end node after “${nameOf(node) || node.id}”`,
      edit: (now) => {
        const added = addEnd(now, node);
        return leadTo(added.document, node.id, added.id);
      },
    },
  ];
});

/** The later ones of an id get ids of their own; edges stay with the first. */
function newIds(document: WorkflowDocument): WorkflowDocument {
  const ids = createIds(document);
  const renamed = <T extends { id: string }>(things: readonly T[]): T[] => {
    const seen = new Set<string>();
    return things.map((thing) => {
      const isFirst = !seen.has(thing.id);
      seen.add(thing.id);
      return isFirst ? thing : { ...thing, id: ids.next(thing.id.replace(/-\d+$/, '')) };
    });
  };
  const { frames, notes } = document;
  return {
    ...document,
    nodes: renamed(document.nodes),
    edges: renamed(document.edges),
    ...(frames ? { frames: renamed(frames) } : {}),
    ...(notes ? { notes: renamed(notes) } : {}),
  };
}

const rename = ofNode((node, _problem, document) => {
  const taken = new Set(
    document.nodes.filter((each) => each !== node).map((each) => nameOf(each).toLowerCase()),
  );
  const name = freeName(nameOf(node) || nodeSpecs[node.type].word, (each) => taken.has(each.toLowerCase()));
  return [{ label: `Call it “${name}”`, edit: (now) => patchNode(now, node.id, { name }) }];
});

const relabel = ofEdge((edge, _problem, document) => {
  const taken = new Set(
    document.edges
      .filter(({ source, id }) => source === edge.source && id !== edge.id)
      .map(({ data }) => functionName(data.label ?? '')),
  );
  const target = nameOf(document.nodes.find(({ id }) => id === edge.target));
  const own = edge.data.label?.trim() ?? '';
  // A label in another script has no letter for the function's name; a number gives it one.
  const isUsable = (name: string): boolean =>
    /[a-z0-9]/.test(functionName(name)) && !taken.has(functionName(name));
  const label = freeName(own || (target === '' ? 'go on' : `to ${target}`), (name) => !isUsable(name));
  return [{ label: `Call it “${label}”`, edit: (now) => patchEdge(now, edge.id, { label }) }];
});

export const graphFixes: Readonly<Record<string, Fixer>> = {
  'too-few-nodes': (_problem, document) =>
    nodeSpecList
      .filter(
        ({ type, instances }) =>
          instances.missing !== null && !document.nodes.some((node) => node.type === type),
      )
      .map(({ type, noun }) => ({
        label: `Add a ${noun}`,
        edit: (now) => addNodeWith(now, type, { x: 0, y: 0 }, newNodeData(now, type)).document,
      })),
  'too-many-nodes': ofNode((node) => [
    ...(node.type === 'startCall'
      ? [
          {
            label: 'Make it an agent node',
            edit: (now: WorkflowDocument) => ({
              ...now,
              nodes: now.nodes.map((each) =>
                each.id === node.id ? { ...each, type: 'agentNode' as const } : each,
              ),
            }),
          },
        ]
      : []),
    deleteNode(node),
  ]),
  'same-id': ({ kind, field }) =>
    kind === 'workflow' && field === 'tools' ? [] : [{ label: 'Give it an id of its own', edit: newIds }],
  'loose-edge': ofEdge((edge) => [deleteEdge(edge)]),
  'forbidden-edge': ofEdge((edge) => [deleteEdge(edge)]),
  'nothing-leads-here': deleteIsland,
  'label-name': relabel,
  'same-function': relabel,
  unreachable: deleteIsland,
  'dead-end': toEnd,
  'no-end': (problem, document) => {
    if (problem.kind === 'node') return toEnd(problem, document);
    const steps = document.nodes.filter(({ type }) => type === 'startCall' || type === 'agentNode');
    // After the last step that leads nowhere, else after the last one.
    const last =
      steps.findLast(({ id }) => document.edges.every(({ source }) => source !== id)) ?? steps.at(-1);
    return last ? toEnd({ ...problem, kind: 'node', id: last.id }, document) : [];
  },
  'same-name': rename,
  'trigger-edge': ofNode((node, _problem, document) => {
    const edgeIds = document.edges.filter(({ source }) => source === node.id).map(({ id }) => id);
    return [{ label: 'Delete its edges', edit: (now) => removeSelected(now, { nodeIds: [], edgeIds }) }];
  }),
  'no-global': ofNode((node) => [
    {
      label: 'Switch it off',
      edit: (now) => patchNode(now, node.id, { add_global_prompt: undefined }),
    },
    {
      label: 'Add a global node',
      edit: (now) =>
        addNodeWith(now, 'globalNode', { x: 0, y: -176 }, newNodeData(now, 'globalNode')).document,
    },
  ]),
  'alike-edges': ofEdge((edge, { about }, document) => {
    const other = document.edges.find(({ id }) => id === about);
    return other?.target === edge.target && !edge.data.guard ? [deleteEdge(edge, 'Delete this one')] : [];
  }),
};

export { rename as nameIt, relabel as labelIt };
