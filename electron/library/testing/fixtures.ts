/** Content for the library's tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewRun } from '#engine/calls/run-store.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

export function sampleDocument(prompt = 'Greet the caller.'): WorkflowDocument {
  return {
    nodes: [
      {
        id: 'start',
        type: 'startCall',
        position: { x: 0, y: 0 },
        data: { name: 'Start', greeting: 'Hello there.\nSecond line.', prompt },
      },
      {
        id: 'end',
        type: 'endCall',
        position: { x: 0, y: 200 },
        data: { name: 'End', prompt: 'Say goodbye.' },
      },
    ],
    edges: [
      {
        id: 'done',
        source: 'start',
        target: 'end',
        data: { label: 'Done', condition: 'The caller is done.' },
      },
    ],
    viewport: { x: 0, y: 0, zoom: 1 },
  };
}

export function newRun(change: Partial<NewRun> = {}): NewRun {
  return {
    workflow_id: 'workflow_1',
    workflow_name: 'Booking',
    document: sampleDocument(),
    mode: 'web',
    call_type: 'inbound',
    initial_context: { name: 'Ada', nested: { list: [1, 'two', null] } },
    ...change,
  };
}

/** `from`, `from + 1` … : one second apart, the first of them entering a node. */
export function someEvents(from: number, count: number): RunEvent[] {
  return Array.from({ length: count }, (_, at): RunEvent => {
    const seq = from + at;
    const base = {
      seq,
      time: new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString(),
      at_ms: seq * 1000,
      turn: Math.floor(seq / 3),
      node_id: 'start',
      node_name: 'Start',
    };
    if (seq === 1)
      return {
        ...base,
        type: 'node-enter',
        payload: { node_id: 'start', node_name: 'Start', node_type: 'startCall' },
      };
    return {
      ...base,
      type: 'transcript-final',
      payload: { text: `line ${String(seq)} — “é”`, understood: true, typed: false },
    };
  });
}

/** A data directory that is removed afterwards. The folder itself does not exist yet. */
export async function temporaryDataDir(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'parley-library-'));
  return { dataDir: join(root, 'data'), remove: () => rm(root, { recursive: true, force: true }) };
}
