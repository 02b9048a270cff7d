import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WorkflowRecord } from '#shared/bridge/contract.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { patchNode, removeSelected } from '../features/editor/edits.ts';
import { createDrafts, type Draft } from './drafts.ts';
import { draftAfterMs, openEditor, saveAfterMs, type Editor, type EditorPorts } from './editor.ts';

const document: WorkflowDocument = {
  nodes: [
    { id: 's', type: 'startCall', position: { x: 0, y: 0 }, data: { name: 'Start' } },
    { id: 'e', type: 'endCall', position: { x: 400, y: 0 }, data: { name: 'End' } },
  ],
  edges: [{ id: 'se', source: 's', target: 'e', data: { label: 'Done' } }],
  viewport: { x: 0, y: 0, zoom: 1 },
};

/** A studio with one agent, and the page's storage. Both can be made to fail. */
function world(): {
  ports: EditorPorts;
  kept: Map<string, string>;
  saves: string[];
  record: () => WorkflowRecord;
  failSaves: (reason: string | null) => void;
  saveElsewhere: (name: string) => void;
} {
  let version = 0;
  let record: WorkflowRecord = { id: 'w', name: 'Agent', document, updated_at: 'v0', definition_id: null };
  let failure: string | null = null;
  const kept = new Map<string, string>();
  const saves: string[] = [];
  const store = ({ name, document: saved }: Draft): WorkflowRecord => {
    version += 1;
    record = { ...record, name, document: saved, updated_at: `v${version}` };
    return record;
  };
  return {
    kept,
    saves,
    record: () => record,
    failSaves: (reason) => {
      failure = reason;
    },
    saveElsewhere: (name) => {
      store({ name, document });
    },
    ports: {
      now: () => Date.now(),
      whenIdle: (task) => {
        task();
        return () => undefined;
      },
      load: () => Promise.resolve(record),
      save: (_id, draft) => {
        if (failure !== null) return Promise.reject(new Error(failure));
        saves.push(draft.name);
        return Promise.resolve(store(draft));
      },
      drafts: createDrafts({
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      }),
    },
  };
}

const stateOf = (editor: Editor): string => editor.store.getState().save.kind;
const nameOf = (editor: Editor): string => editor.store.getState().history.present.name;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an editor', () => {
  test('saves by itself once the typing pauses', async () => {
    const { ports, saves, kept } = world();
    const editor = await openEditor('w', ports);
    editor.rename('A');
    editor.rename('Ab');
    expect(stateOf(editor)).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(draftAfterMs);
    expect([saves.length, kept.size]).toEqual([0, 1]);
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    expect([saves, kept.size, stateOf(editor)]).toEqual([['Ab'], 0, 'saved']);
  });

  test('keeps a change that the studio refuses, says why, and tries again', async () => {
    const { ports, saves, kept, failSaves } = world();
    const editor = await openEditor('w', ports);
    failSaves('The disk is full.');
    editor.rename('B');
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    expect([editor.store.getState().save, kept.size]).toEqual([
      { kind: 'failed', reason: 'The disk is full.' },
      1,
    ]);
    failSaves(null);
    await vi.advanceTimersByTimeAsync(2000);
    expect([saves, kept.size, stateOf(editor)]).toEqual([['B'], 0, 'saved']);
  });

  test('puts back what was lost with the page', async () => {
    const { ports, failSaves, record } = world();
    failSaves('Gone.');
    const before = await openEditor('w', ports);
    before.rename('Never saved');
    before.close();
    failSaves(null);
    const after = await openEditor('w', ports);
    expect([nameOf(after), after.store.getState().isRecovered]).toEqual(['Never saved', true]);
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    expect(record().name).toBe('Never saved');
    after.undo();
    expect(nameOf(after)).toBe('Agent');
  });

  test('saves at once when it is closed, and not again', async () => {
    const { ports, saves } = world();
    const editor = await openEditor('w', ports);
    editor.rename('Left');
    editor.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(saves).toEqual(['Left']);
  });

  test('flush waits for the save, with what was typed while one was under way', async () => {
    const { ports, record } = world();
    const editor = await openEditor('w', ports);
    editor.rename('One');
    const flushed = editor.flush();
    editor.rename('Two');
    await flushed;
    expect([record().name, stateOf(editor)]).toEqual(['Two', 'saved']);
  });

  test('flush rejects when it cannot be saved', async () => {
    const { ports, failSaves } = world();
    const editor = await openEditor('w', ports);
    failSaves('No.');
    editor.rename('X');
    await expect(editor.flush()).rejects.toThrow('No.');
  });

  test('takes over what was saved elsewhere, unless something here is unsaved', async () => {
    const { ports, saveElsewhere } = world();
    const editor = await openEditor('w', ports);
    saveElsewhere('Theirs');
    await editor.refresh();
    expect([nameOf(editor), stateOf(editor)]).toEqual(['Theirs', 'saved']);
    editor.rename('Mine');
    saveElsewhere('Theirs again');
    await editor.refresh();
    expect(nameOf(editor)).toBe('Mine');
  });

  test('undo brings a deleted node back with its edge, and what is gone is not selected', async () => {
    const { ports } = world();
    const editor = await openEditor('w', ports);
    const selection = { nodeIds: ['e'], edgeIds: ['se'] };
    editor.select(selection);
    editor.edit((now) => removeSelected(now, selection));
    expect(editor.store.getState().selection).toEqual({ nodeIds: [], edgeIds: [] });
    editor.undo();
    expect(editor.store.getState().history.present.document).toBe(document);
    editor.redo();
    expect(editor.store.getState().history.present.document.nodes.map(({ id }) => id)).toEqual(['s']);
  });

  test('quick changes of one field are one undo step', async () => {
    const { ports } = world();
    const editor = await openEditor('w', ports);
    for (const prompt of ['H', 'He', 'Hel'])
      editor.edit((now) => patchNode(now, 's', { prompt }), 's.prompt');
    editor.undo();
    expect(editor.store.getState().history.present.document).toBe(document);
  });
});

test('a storage that throws or holds nonsense is one without drafts', () => {
  const broken = createDrafts({
    getItem: () => '{"name":"x","document":{"nodes":3}}',
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => {
      throw new Error('off');
    },
  });
  broken.write('w', { name: 'x', document });
  broken.clear('w');
  expect(broken.read('w')).toBeNull();
});
