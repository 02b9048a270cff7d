/**
 * One agent being edited: its document with undo, what is selected, and saving by itself.
 *
 * Every change is kept as a draft in the page within moments and saved in the studio a little later. A save that
 * fails keeps the draft and is tried again; a draft found at the next opening is put back.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkflowRecord } from '#shared/bridge/contract.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { nothingSelected, selectable, type Selection } from '#shared/graph/edit/index.ts';
import { change, redo, startHistory, undo, type History } from './history.ts';
import { errorText } from '../ui/error-text.ts';
import type { Draft, Drafts } from './drafts.ts';

export type SaveState = { kind: 'saved' | 'unsaved' | 'saving' } | { kind: 'failed'; reason: string };

export interface EditorState {
  history: History<Draft>;
  selection: Selection;
  save: SaveState;
  /** The document was put back from a draft when it was opened. */
  isRecovered: boolean;
}

/** What the editor needs of the world. */
export interface EditorPorts {
  load: (id: string) => Promise<WorkflowRecord>;
  save: (id: string, draft: Draft) => Promise<WorkflowRecord>;
  drafts: Drafts;
  /** Runs the task when nothing else is to be done; answers what cancels it. */
  whenIdle: (task: () => void) => () => void;
  /** Milliseconds. */
  now: () => number;
}

export interface Editor {
  store: StoreApi<EditorState>;
  /** `key` joins quick changes of one field to one undo step; null makes a step. */
  edit: (edit: (document: WorkflowDocument) => WorkflowDocument, key?: string | null) => void;
  rename: (name: string) => void;
  select: (selection: Selection) => void;
  undo: () => void;
  redo: () => void;
  /** Saves what is not saved and waits for it. Rejects when it could not be saved. */
  flush: () => Promise<void>;
  /** Something was saved elsewhere: takes it over when nothing here is unsaved. */
  refresh: () => Promise<void>;
  /** Keeps the draft, saves once more and stops. */
  close: () => void;
}

export const draftAfterMs = 400;
export const saveAfterMs = 800;
const retryFirstMs = 2000;
const retryLongestMs = 30_000;

/** Loads an agent. Rejects when there is none or the studio cannot be reached. */
export async function openEditor(id: string, ports: EditorPorts): Promise<Editor> {
  const record = await ports.load(id);
  const stored: Draft = { name: record.name, document: record.document };
  const draft = ports.drafts.read(id);
  const isRecovered = draft !== null && JSON.stringify(draft) !== JSON.stringify(stored);
  if (draft !== null && !isRecovered) ports.drafts.clear(id);
  const editor = createEditor(id, stored, record.updated_at, ports);
  if (isRecovered) editor.recover(draft);
  return editor;
}

function createEditor(
  id: string,
  stored: Draft,
  storedAt: string,
  ports: EditorPorts,
): Editor & { recover: (draft: Draft) => void } {
  const store = createStore<EditorState>(() => ({
    history: startHistory(stored),
    selection: nothingSelected,
    save: { kind: 'saved' },
    isRecovered: false,
  }));
  let savedDraft = stored;
  let savedAt = storedAt;
  let draftTimer: ReturnType<typeof setTimeout> | undefined;
  let cancelDraft = (): void => undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;
  let retryMs = retryFirstMs;

  const present = (): Draft => store.getState().history.present;
  const isDirty = (): boolean => present() !== savedDraft;

  const saveIn = (delayMs: number): void => {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => {
      void save().catch(() => undefined);
    }, delayMs);
  };

  /** One save at a time; what changes meanwhile is saved by the next. */
  const save = async (): Promise<void> => {
    clearTimeout(saveTimer);
    if (saving) await saving.catch(() => undefined);
    if (!isDirty()) return;
    saving ??= saveOnce().finally(() => {
      saving = null;
    });
    await saving;
  };

  const saveOnce = async (): Promise<void> => {
    const draft = present();
    store.setState({ save: { kind: 'saving' } });
    try {
      const record = await ports.save(id, draft);
      savedDraft = draft;
      savedAt = record.updated_at;
      retryMs = retryFirstMs;
    } catch (thrown) {
      ports.drafts.write(id, present());
      store.setState({ save: { kind: 'failed', reason: errorText(thrown) } });
      saveIn(retryMs);
      retryMs = Math.min(retryLongestMs, retryMs * 2);
      throw thrown;
    }
    if (isDirty()) {
      store.setState({ save: { kind: 'unsaved' } });
      saveIn(saveAfterMs);
      return;
    }
    forgetDraft();
    ports.drafts.clear(id);
    store.setState({ save: { kind: 'saved' }, isRecovered: false });
  };

  /** What was to be kept as a draft is saved, or newer by now. */
  const forgetDraft = (): void => {
    clearTimeout(draftTimer);
    cancelDraft();
  };

  const apply = (history: History<Draft>): void => {
    if (history === store.getState().history) return;
    store.setState(({ selection, save: state }) => ({
      history,
      selection: selectable(selection, history.present.document),
      save: state.kind === 'saving' ? state : { kind: 'unsaved' },
    }));
    forgetDraft();
    // Writing a large document takes a while: it does not come between two keystrokes.
    draftTimer = setTimeout(() => {
      cancelDraft = ports.whenIdle(() => {
        ports.drafts.write(id, present());
      });
    }, draftAfterMs);
    saveIn(saveAfterMs);
  };

  return {
    store,
    edit: (edit, key = null) => {
      const { history } = store.getState();
      const document = edit(history.present.document);
      if (document === history.present.document) return;
      apply(change(history, { ...history.present, document }, key, ports.now()));
    },
    rename: (name) => {
      const { history } = store.getState();
      if (name === history.present.name) return;
      apply(change(history, { ...history.present, name }, 'name', ports.now()));
    },
    select: (selection) => {
      store.setState({ selection });
    },
    undo: () => {
      apply(undo(store.getState().history));
    },
    redo: () => {
      apply(redo(store.getState().history));
    },
    flush: async () => {
      await save();
      // A change made while that save was under way needs one more.
      if (isDirty()) await save();
    },
    refresh: async () => {
      if (isDirty() || saving) return;
      const record = await ports.load(id);
      if (record.updated_at === savedAt || isDirty()) return;
      savedAt = record.updated_at;
      savedDraft = { name: record.name, document: record.document };
      const history = change(store.getState().history, savedDraft, null, ports.now());
      store.setState({ history, selection: selectable(store.getState().selection, record.document) });
    },
    close: () => {
      forgetDraft();
      clearTimeout(saveTimer);
      if (!isDirty()) return;
      ports.drafts.write(id, present());
      void save()
        .catch(() => undefined)
        .finally(() => {
          clearTimeout(saveTimer);
        });
    },
    recover: (draft) => {
      apply(change(store.getState().history, draft, null, ports.now()));
      store.setState({ isRecovered: true });
    },
  };
}
