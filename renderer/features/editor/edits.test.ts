import { describe, expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { freeId } from '#shared/graph/edit/index.ts';
import {
  addEdge,
  addNode,
  additionRefusal,
  moveNodes,
  patchConfigurations,
  patchEdge,
  patchNode,
  removeSelected,
} from './edits.ts';

const document: WorkflowDocument = {
  nodes: [
    { id: 's', type: 'startCall', position: { x: 0, y: 0 }, data: { name: 'Start', tool_uuids: ['t'] } },
    { id: 'agent-1', type: 'agentNode', position: { x: 400, y: 0 }, data: { name: 'Agent' } },
  ],
  edges: [{ id: 'e', source: 's', target: 'agent-1', data: { label: 'Next' } }],
  viewport: { x: 0, y: 0, zoom: 1 },
};

describe('edits', () => {
  test('a new node has an id and a name that no other has', () => {
    const { document: after, id } = addNode(document, 'agentNode', { x: 8, y: 16 });
    expect([id, after.nodes.at(-1)]).toEqual([
      'agent-2',
      {
        id: 'agent-2',
        type: 'agentNode',
        position: { x: 8, y: 16 },
        data: { name: 'Agent 2', prompt: '', allow_interrupt: true, add_global_prompt: true },
      },
    ]);
  });

  test('an id is free of nodes and edges alike', () => {
    const taken = { ...document, edges: [{ id: 'agent-2', source: 's', target: 's', data: {} }] };
    expect(freeId(taken, 'agent')).toBe('agent-3');
  });

  test('two edges between the same nodes have their own ids', () => {
    const once = addEdge(document, 's', 'agent-1');
    const twice = addEdge(once.document, 's', 'agent-1');
    expect([once.id, twice.id, twice.document.edges.length]).toEqual(['s-agent-1-1', 's-agent-1-2', 3]);
  });

  test('one start and one global node are enough', () => {
    expect([
      additionRefusal(document, 'startCall') !== null,
      additionRefusal(document, 'globalNode'),
      additionRefusal(document, 'agentNode'),
    ]).toEqual([true, null, null]);
  });

  test('moving rounds to pixels, and to the same place is no change', () => {
    expect(moveNodes(document, new Map([['s', { x: 3.6, y: -0.2 }]])).nodes[0]?.position).toEqual({
      x: 4,
      y: 0,
    });
    expect(moveNodes(document, new Map([['s', { x: 0, y: 0 }]]))).toBe(document);
  });

  test('a node goes with its edges', () => {
    expect(removeSelected(document, { nodeIds: ['agent-1'], edgeIds: [] })).toEqual({
      ...document,
      nodes: [document.nodes[0]],
      edges: [],
    });
    expect(removeSelected(document, { nodeIds: [], edgeIds: [] })).toBe(document);
  });

  test('a patch keeps unknown keys, and takes out what is undefined', () => {
    expect(patchNode(document, 's', { name: 'Hello' }).nodes[0]?.data).toEqual({
      name: 'Hello',
      tool_uuids: ['t'],
    });
    expect(patchEdge(document, 'e', { label: undefined, condition: 'always' }).edges[0]?.data).toEqual({
      condition: 'always',
    });
    expect(patchConfigurations(document, { max_call_duration: 60 }).workflow_configurations).toEqual({
      max_call_duration: 60,
    });
  });
});
