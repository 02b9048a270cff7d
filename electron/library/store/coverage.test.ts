import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { openLibrary, type Library } from '../index.ts';
import { newRun, sampleDocument, temporaryDataDir } from '../testing/fixtures.ts';

let remove: () => Promise<void>;
let library: Library;

beforeEach(async () => {
  const folder = await temporaryDataDir();
  remove = folder.remove;
  library = await openLibrary({ dataDir: folder.dataDir, logger: silentLogger });
});

afterEach(async () => {
  await library.close();
  await remove();
});

/** Through the start, along the edge, to the end. */
function path(): RunEvent[] {
  const base = { time: '2026-01-01T00:00:00.000Z', at_ms: null, turn: 1, node_id: null, node_name: null };
  return [
    {
      ...base,
      seq: 1,
      type: 'node-enter',
      payload: { node_id: 'start', node_name: 'Start', node_type: 'startCall' },
    },
    {
      ...base,
      seq: 2,
      type: 'transition',
      payload: {
        edge_id: 'done',
        label: 'Done',
        function_name: 'done',
        from_node_id: 'start',
        from_node_name: 'Start',
        to_node_id: 'end',
        to_node_name: 'End',
      },
    },
    {
      ...base,
      seq: 3,
      type: 'node-enter',
      payload: { node_id: 'end', node_name: 'End', node_type: 'endCall' },
    },
  ];
}

async function run(workflowId: string, document: WorkflowDocument, events: RunEvent[]): Promise<string> {
  const { id } = await library.createRun(newRun({ workflow_id: workflowId, document }));
  await library.appendEvents(id, events);
  // A batch that is sent again counts once.
  await library.appendEvents(id, events);
  await library.updateRun(id, { state: 'completed', is_completed: true, status: 'completed' });
  return id;
}

test('counts the runs of all versions that act alike, and no others', async () => {
  const document = sampleDocument();
  const { id } = await library.saveWorkflow({ name: 'Booking', document });
  await run(id, document, path());
  await run(id, { ...document, viewport: { x: 5, y: 5, zoom: 1 } }, path().slice(0, 1));
  await run(id, sampleDocument('Another prompt.'), path());
  await run('another agent', document, path());

  expect(await library.workflowCoverage(id, null)).toEqual({
    run_count: 2,
    nodes: { start: 2, end: 1 },
    edges: { done: 1 },
  });
  const other = (await library.listVersions(id)).at(0);
  expect(await library.workflowCoverage(id, other?.version_id ?? '')).toEqual({
    run_count: 1,
    nodes: { start: 1, end: 1 },
    edges: { done: 1 },
  });
});

test('a run that is deleted counts no more; a draft nobody ran has none', async () => {
  const document = sampleDocument();
  const { id } = await library.saveWorkflow({ name: 'Booking', document });
  await library.deleteRun(await run(id, document, path()));
  expect(await library.workflowCoverage(id, null)).toEqual({ run_count: 0, nodes: {}, edges: {} });
  await expect(library.workflowCoverage(id, 'no such version')).rejects.toMatchObject({
    code: 'workflow-not-found',
  });
});

test('a branch counts as a run, what it has from the run before it only there', async () => {
  const document = sampleDocument();
  const { id } = await library.saveWorkflow({ name: 'Booking', document });
  const [start, transition, end] = path();
  if (!start || !transition || !end) throw new Error('the path has three events');
  const branch = async (from: string, events: RunEvent[]): Promise<string> => {
    const made = await library.createRun(
      newRun({
        workflow_id: id,
        document,
        mode: 'text',
        extra: { test_id: 't', branch_of: { run_id: from, after_turn: 1 } },
      }),
    );
    await library.appendEvents(made.id, events);
    await library.updateRun(made.id, { state: 'completed', is_completed: true, status: 'completed' });
    return made.id;
  };
  const left = await run(id, document, [start]);
  const branches = [
    await branch(left, [start, { ...transition, turn: 2 }, { ...end, turn: 2 }]),
    await branch(left, [start, { ...transition, turn: 2 }]),
  ];
  const counted = { run_count: 3, nodes: { start: 1, end: 1 }, edges: { done: 2 } };
  expect(await library.workflowCoverage(id, null)).toEqual(counted);
  // What is deleted is taken back once.
  await library.deleteRun(branches[0] ?? '');
  expect(await library.workflowCoverage(id, null)).toEqual({
    run_count: 2,
    nodes: { start: 1 },
    edges: { done: 1 },
  });
});
