import { expect, test } from 'vitest';
import type { CallState } from '#shared/bridge/contract.ts';
import { logOf } from '../features/call/conversation/testing/log.ts';
import { withEvent, withLog, withState, type LiveCall } from './live-call-state.ts';

const state = (change: Partial<CallState> = {}): CallState => ({
  run_id: 'r1',
  workflow_id: 'w',
  workflow_name: 'Workflow',
  mode: 'web',
  state: 'connecting',
  node_id: null,
  muted: false,
  started_at: '2026-01-01T00:00:00.000Z',
  ...change,
});

function up(change: Partial<CallState> = {}): LiveCall {
  const call = withState(null, state(change), 0);
  if (call === null) throw new Error('no call');
  return call;
}

const events = logOf([
  [null, 'run-start'],
  [0, 'node-enter', { node_id: 'a', node_name: 'A', node_type: 'startCall' }],
  [
    5,
    'transition',
    {
      edge_id: 'e',
      label: 'l',
      function_name: 'l',
      from_node_id: 'a',
      from_node_name: 'A',
      to_node_id: 'b',
      to_node_name: 'B',
    },
  ],
  [6, 'node-enter', { node_id: 'b', node_name: 'B', node_type: 'agentNode' }],
]);

test('events move the call along the graph', () => {
  const call = events.reduce(withEvent, up());
  expect({
    active: call.activeNodeId,
    edge: call.lastEdgeId,
    nodes: call.visitedNodeIds,
    edges: call.visitedEdgeIds,
  }).toEqual({ active: 'b', edge: 'e', nodes: ['a', 'b'], edges: ['e'] });
});

test('an event twice, or one after a gap, changes nothing; the whole log mends the gap', () => {
  const [first, second, , last] = events;
  if (!first || !second || !last) throw new Error('no events');
  const call = withEvent(up(), first);
  expect(withEvent(call, first)).toBe(call);
  expect(withEvent(call, last)).toBe(call);
  expect(withLog(call, events).activeNodeId).toBe('b');
  expect(withLog(withLog(call, events), events.slice(0, 2)).activeNodeId).toBe('b');
});

test('an ended call does not come back, and keeps its end', () => {
  const ended = withState(up(), state({ state: 'ended' }), 1234);
  expect(ended).toMatchObject({ state: 'ended', endedAtMs: 1234 });
  expect(withState(ended, state({ state: 'listening' }), 9999)).toBe(ended);
});

test('a new run begins a new call; the end of an unknown one is no news', () => {
  const call = events.reduce(withEvent, up());
  expect(withState(call, state({ run_id: 'r2', state: 'ended' }), 0)).toBe(call);
  expect(withState(call, state({ run_id: 'r2' }), 0)).toMatchObject({
    runId: 'r2',
    visitedNodeIds: [],
    lastSeq: 0,
  });
});
