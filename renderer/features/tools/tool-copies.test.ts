import { expect, it } from 'vitest';
import type { LibraryTool } from '#shared/bridge/tools.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { copyOf, putTool, removeTool, stateOf, stepsWith } from './tool-copies.ts';

const tool = (url: string): ToolDocument => ({
  tool_uuid: 'u',
  name: 'Weather',
  definition: { type: 'http_api', config: { url } },
});
const master = (url: string, updated_at: string): LibraryTool => ({
  tool: tool(url),
  updated_at,
  used_in: [],
});

it('a copy is told apart by what it was taken from', () => {
  const copy = copyOf(master('a', '2026-01-01'));
  expect(copy).toEqual({ ...tool('a'), library_updated_at: '2026-01-01' });
  const changes = [{ what: 'Address', from: 'a', to: 'b' }];
  const newer = master('b', '2026-01-02');
  const same = master('b', '2026-01-01');
  expect([
    stateOf(copy, []),
    stateOf(copy, [master('a', '2026-01-03')]),
    stateOf(copy, [newer]),
    stateOf(copy, [same]),
    stateOf(tool('a'), [newer]),
  ]).toEqual([
    { state: 'own' },
    { state: 'same' },
    { state: 'newer-in-library', changes, master: newer },
    { state: 'changed-here', changes, master: same },
    { state: 'changed-here', changes, master: newer },
  ]);
});

it('a tool is put into the document and taken out of it, with every step that uses it', () => {
  const node = (id: string, uses?: string[]): WorkflowDocument['nodes'][number] => ({
    id,
    type: 'agentNode',
    position: { x: 0, y: 0 },
    data: { name: id.toUpperCase(), ...(uses ? { tool_uuids: uses } : {}) },
  });
  const before: WorkflowDocument = {
    nodes: [node('a', ['u']), node('b', ['u', 'v']), node('c')],
    edges: [],
    viewport: { x: 0, y: 0, zoom: 1 },
    workflow_configurations: { language: 'de' },
  };
  const withOne = putTool(before, tool('a'));
  const changed = putTool(withOne, tool('b'));
  expect(changed.workflow_configurations).toEqual({ language: 'de', tools: [tool('b')] });
  expect(stepsWith(changed, 'u')).toEqual(['A', 'B']);
  expect(removeTool(changed, 'u')).toEqual({ ...before, nodes: [node('a'), node('b', ['v']), node('c')] });
});
