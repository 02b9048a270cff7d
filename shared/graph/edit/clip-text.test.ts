import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipFromText, clipOf, clipToText, offsetTo, pasteClip } from './index.ts';
import { sample } from './testing/graphs.ts';

const all = { nodeIds: ['start', 'ask', 'check', 'end'], edgeIds: [], noteIds: ['note-1'] };
const refusalOf = (text: string): string => {
  const read = clipFromText(text);
  return 'refusal' in read ? read.refusal : 'read';
};

describe('a copy as text', () => {
  test('comes back as it went', () => {
    const clip = clipOf(sample, all);
    expect(clipFromText(clipToText(clip))).toEqual({ clip });
  });

  test('takes the tools of its nodes along, once', () => {
    const tool = { tool_uuid: 't', name: 'Look up', definition: { type: 'http_api', config: {} } };
    const [start, ...rest] = sample.nodes;
    if (!start) throw new Error('The sample has nodes.');
    const document = {
      ...sample,
      nodes: [{ ...start, data: { ...start.data, tool_uuids: ['t'] } }, ...rest],
      workflow_configurations: { tools: [tool, { ...tool, tool_uuid: 'other' }] },
    };
    const read = clipFromText(clipToText(clipOf(document, { nodeIds: ['start'], edgeIds: [] })));
    if (!('clip' in read)) throw new Error(read.refusal);
    const elsewhere = pasteClip({ ...sample, nodes: [], edges: [] }, read.clip, { x: 0, y: 0 }).document;
    const again = pasteClip(elsewhere, read.clip, { x: 0, y: 0 }).document;
    expect([read.clip.tools, elsewhere.workflow_configurations, again.workflow_configurations]).toEqual([
      [tool],
      { tools: [tool] },
      { tools: [tool] },
    ]);
  });
});

describe('pasted text', () => {
  test('of a whole workflow, of an export or of nodes alone is read', () => {
    const { nodes, edges } = sample;
    const texts = [
      JSON.stringify(sample),
      JSON.stringify({ name: 'Booking', workflow_definition: { nodes, edges } }),
      JSON.stringify({ nodes, edges }),
      JSON.stringify({ nodes }),
      JSON.stringify(nodes),
    ];
    const counts = texts.map((text) => {
      const read = clipFromText(text);
      return 'clip' in read ? [read.clip.nodes.length, read.clip.edges.length] : read.refusal;
    });
    expect(counts).toEqual([
      [4, 4],
      [4, 4],
      [4, 4],
      [4, 0],
      [4, 0],
    ]);
  });

  test('keeps keys that Parley does not know', () => {
    const [start] = sample.nodes;
    const read = clipFromText(
      JSON.stringify({ nodes: [{ ...start, width: 12, data: { name: 'S', x: 1 } }] }),
    );
    expect(read).toMatchObject({ clip: { nodes: [{ width: 12, data: { name: 'S', x: 1 } }] } });
  });

  test('with an id twice or an edge to nowhere keeps what can stand', () => {
    const broken = {
      nodes: [...sample.nodes, ...sample.nodes],
      edges: [...sample.edges, { id: 'lost', source: 'ask', target: 'gone', data: {} }],
    };
    const read = clipFromText(JSON.stringify(broken));
    expect('clip' in read && [read.clip.nodes.length, read.clip.edges.length]).toEqual([4, 4]);
  });

  test('that is no workflow is refused in words', () => {
    expect([
      refusalOf('  '),
      refusalOf('Hello'),
      refusalOf('{"nodes": ['),
      refusalOf('{"a": 1}'),
      refusalOf('{"nodes": []}'),
      refusalOf('{"kind": "parley-nodes", "version": 2, "nodes": []}'),
    ]).toEqual([
      'The clipboard holds no text to paste.',
      'The clipboard holds text that is no workflow: nothing was pasted.',
      'The clipboard holds JSON that breaks off or is misspelt: nothing was pasted.',
      'The clipboard holds JSON without nodes, so it is no workflow: nothing was pasted.',
      'The workflow on the clipboard has no nodes: nothing was pasted.',
      'These nodes were copied in a newer Parley: update this one to paste them.',
    ]);
    expect(refusalOf('{"nodes": [{"id": "a"}]}')).toContain('a workflow that cannot be read');
  });

  test('of any kind never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        clipFromText(text);
        clipFromText(`{"nodes": ${text}}`);
      }),
    );
  });
});

test('a clip goes with its middle to a place on the grid', () => {
  expect(offsetTo(clipOf(sample, { nodeIds: ['ask'], edgeIds: [] }), { x: 1003, y: 501 })).toEqual({
    x: 888 - 400,
    y: 456,
  });
});
