import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WorkflowRecord } from '#shared/bridge/contract.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { nothingSelected } from '#shared/graph/edit/index.ts';
import { patchNode, removeSelected } from '../features/editor/edits.ts';
import { createDrafts, type Draft } from './drafts.ts';
import { draftAfterMs, saveAfterMs } from './autosave.ts';
import { openEditor, type Editor, type EditorPorts } from './editor.ts';

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
  loseAnswers: (lose: boolean) => void;
  saveElsewhere: (name: string) => void;
  deleteElsewhere: () => void;
  copies: string[];
} {
  let version = 0;
  let record: WorkflowRecord = {
    id: 'w',
    name: 'Agent',
    document,
    updated_at: 'v0',
    definition_id: null,
    revision: 1,
    folder: null,
    tags: [],
    is_archived: false,
    published: null,
    has_unpublished_changes: true,
  };
  let failure: string | null = null;
  let isLosing = false;
  let isDeleted = false;
  const copies: string[] = [];
  const kept = new Map<string, string>();
  const saves: string[] = [];
  const store = ({ name, document: saved }: Draft): WorkflowRecord => {
    version += 1;
    record = { ...record, name, document: saved, updated_at: `v${version}`, revision: 1 + version };
    isDeleted = false;
    return record;
  };
  const refused = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
  return {
    kept,
    saves,
    record: () => record,
    failSaves: (reason) => {
      failure = reason;
    },
    loseAnswers: (lose) => {
      isLosing = lose;
    },
    saveElsewhere: (name) => {
      store({ name, document });
    },
    deleteElsewhere: () => {
      isDeleted = true;
    },
    copies,
    ports: {
      now: () => Date.now(),
      whenIdle: (task) => {
        task();
        return () => undefined;
      },
      load: () => (isDeleted ? refused('workflow-not-found') : Promise.resolve(record)),
      save: (_id, draft, expected) => {
        if (failure !== null) return Promise.reject(new Error(failure));
        if (expected !== null && (isDeleted || expected !== record.revision))
          return refused('workflow-conflict');
        saves.push(draft.name);
        const saved = store(draft);
        return isLosing ? Promise.reject(new Error('The connection was lost.')) : Promise.resolve(saved);
      },
      saveCopy: ({ name }) => {
        copies.push(name);
        return Promise.resolve({ ...record, id: 'copy', name: `${name} (mine)` });
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
    expect([nameOf(editor), stateOf(editor)]).toEqual(['Mine', 'conflict']);
  });

  test('is saved again once everything was undone', async () => {
    const { ports, kept } = world();
    const editor = await openEditor('w', ports);
    editor.rename('A');
    editor.undo();
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    expect([stateOf(editor), kept.size]).toEqual(['saved', 0]);
  });

  test('undo brings a deleted node back with its edge, and what is gone is not selected', async () => {
    const { ports } = world();
    const editor = await openEditor('w', ports);
    const selection = { nodeIds: ['e'], edgeIds: ['se'] };
    editor.select(selection);
    editor.edit((now) => removeSelected(now, selection));
    expect(editor.store.getState().selection).toMatchObject(nothingSelected);
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

describe('an agent that was changed in another window', () => {
  /** A change here, met by one there. */
  async function conflict(): Promise<ReturnType<typeof world> & { editor: Editor }> {
    const all = world();
    const editor = await openEditor('w', all.ports);
    editor.rename('Mine');
    all.saveElsewhere('Theirs');
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    return { ...all, editor };
  }

  test('is not written over: the person is told which is stored, and the change is kept', async () => {
    const { editor, record, kept, saves } = await conflict();
    editor.rename('Mine, and more');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(editor.store.getState().save).toEqual({ kind: 'conflict', current: record() });
    expect([record().name, nameOf(editor), saves]).toEqual(['Theirs', 'Mine, and more', []]);
    expect(kept.get('parley-draft-w')).toContain('Mine, and more');
    await expect(editor.flush()).rejects.toThrow('changed elsewhere');
  });

  test('is taken as it is stored, and what was changed here is an agent of its own', async () => {
    const { editor, copies, kept } = await conflict();
    expect((await editor.takeTheirs())?.name).toBe('Mine (mine)');
    expect([nameOf(editor), stateOf(editor), copies, kept.size]).toEqual(['Theirs', 'saved', ['Mine'], 0]);
    editor.rename('Goes on');
    await editor.flush();
    expect(stateOf(editor)).toBe('saved');
  });

  test('is written over on purpose, and goes on from there', async () => {
    const { editor, record } = await conflict();
    await editor.overwrite();
    expect([record().name, stateOf(editor)]).toEqual(['Mine', 'saved']);
    editor.rename('Goes on');
    await editor.flush();
    expect([record().name, stateOf(editor)]).toEqual(['Goes on', 'saved']);
  });

  test('or deleted, is brought back on purpose only', async () => {
    const { ports, deleteElsewhere, record } = world();
    const editor = await openEditor('w', ports);
    deleteElsewhere();
    editor.rename('Mine');
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    expect(editor.store.getState().save).toEqual({ kind: 'conflict', current: null });
    await editor.overwrite();
    expect([record().name, stateOf(editor)]).toEqual(['Mine', 'saved']);
  });

  test('is not published unseen: both are kept until the person has chosen', async () => {
    const { ports, saveElsewhere, record } = world();
    const editor = await openEditor('w', ports);
    const asked: number[] = [];
    const publish = (revision: number): Promise<string> => {
      asked.push(revision);
      return revision === record().revision
        ? Promise.resolve('published')
        : Promise.reject(Object.assign(new Error('refused'), { code: 'workflow-conflict' }));
    };
    editor.rename('Mine');
    expect(await editor.withStored(publish)).toBe('published');
    saveElsewhere('Theirs');
    await expect(editor.withStored(publish)).rejects.toThrow('changed elsewhere');
    expect([asked, nameOf(editor), editor.store.getState().save]).toEqual([
      [2, 2],
      'Mine',
      { kind: 'conflict', current: record() },
    ]);
    await editor.takeTheirs();
    expect([await editor.withStored(publish), nameOf(editor)]).toEqual(['published', 'Theirs']);
  });

  test('and taken over while it was asked for publishing, is looked at before it is asked again', async () => {
    const { ports, saveElsewhere } = world();
    const editor = await openEditor('w', ports);
    const refusedLate = async (): Promise<never> => {
      saveElsewhere('Theirs');
      await editor.refresh();
      throw Object.assign(new Error('refused'), { code: 'workflow-conflict' });
    };
    await expect(editor.withStored(refusedLate)).rejects.toThrow('saved again meanwhile');
    expect([nameOf(editor), stateOf(editor)]).toEqual(['Theirs', 'saved']);
  });

  test('meets a draft that the page kept from before', async () => {
    const { editor, ports, record } = await conflict();
    editor.close();
    const again = await openEditor('w', ports);
    expect([nameOf(again), again.store.getState().save]).toEqual([
      'Mine',
      { kind: 'conflict', current: record() },
    ]);
  });

  test('is none when this window saved it and never heard so', async () => {
    const { ports, loseAnswers, record } = world();
    const editor = await openEditor('w', ports);
    loseAnswers(true);
    editor.rename('One');
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    loseAnswers(false);
    editor.rename('Two');
    await vi.advanceTimersByTimeAsync(saveAfterMs);
    expect([record().name, stateOf(editor)]).toEqual(['Two', 'saved']);
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
  broken.write('w', { name: 'x', document, revision: 1 });
  broken.clear('w');
  expect(broken.read('w')).toBeNull();
});
