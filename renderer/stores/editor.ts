/**
 * One agent being edited: its document with undo, what is selected, and saving by itself (`autosave.ts`).
 *
 * Every change is kept as a draft in the page within moments and saved in the studio a little later. A save that
 * fails keeps the draft and is tried again; a draft found at the next opening is put back.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkflowRecord } from '#shared/bridge/contract.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { nothingSelected, selectable, type Selection } from '#shared/graph/edit/index.ts';
import { Autosave, isSameDraft, type SavingPorts, type SaveState } from './autosave.ts';
import type { Draft } from './drafts.ts';
import { change, redo, startHistory, undo, type History } from './history.ts';

export interface EditorState {
  history: History<Draft>;
  selection: Selection;
  save: SaveState;
  /** The document was put back from a draft when it was opened. */
  isRecovered: boolean;
}

/** What the editor needs of the world. */
export interface EditorPorts extends SavingPorts {
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
  /** Saves, then does something with what is stored under that revision; refused with `workflow-conflict` it is a conflict. */
  withStored: <T>(work: (revision: number) => Promise<T>) => Promise<T>;
  /** Something was saved elsewhere: takes it over when nothing here is unsaved, else it is a conflict. */
  refresh: () => Promise<void>;
  /** Ends a conflict with what is stored. What was changed here is kept as an agent of its own, which is answered. */
  takeTheirs: () => Promise<WorkflowRecord | null>;
  /** Ends a conflict with what was changed here, written over what is stored. */
  overwrite: () => Promise<void>;
  /** Keeps the draft, saves once more and stops. */
  close: () => void;
}

/** Loads an agent. Rejects when there is none or the studio cannot be reached. */
export async function openEditor(id: string, ports: EditorPorts): Promise<Editor> {
  const record = await ports.load(id);
  const stored: Draft = { name: record.name, document: record.document };
  const store = createStore<EditorState>(() => ({
    history: startHistory(stored),
    selection: nothingSelected,
    save: { kind: 'saved' },
    isRecovered: false,
  }));
  const show = (history: History<Draft>): void => {
    store.setState(({ selection }) => ({
      history,
      selection: selectable(selection, history.present.document),
    }));
  };
  const next = (draft: Draft, key: string | null): History<Draft> =>
    change(store.getState().history, draft, key, ports.now());
  const autosave = new Autosave({
    id,
    stored: { draft: stored, revision: record.revision },
    ports,
    present: () => store.getState().history.present,
    state: () => store.getState().save,
    tell: (save) => {
      store.setState(save.kind === 'saved' ? { save, isRecovered: false } : { save });
    },
    show: (draft) => {
      show(next(draft, null));
    },
  });
  const apply = (history: History<Draft>): void => {
    if (history === store.getState().history) return;
    show(history);
    autosave.changed();
  };

  const kept = ports.drafts.read(id);
  if (kept !== null && isSameDraft(kept, stored)) ports.drafts.clear(id);
  else if (kept !== null) {
    apply(next({ name: kept.name, document: kept.document }, null));
    store.setState({ isRecovered: true });
    autosave.recovered(kept, record);
  }
  return {
    store,
    edit: (edit, key = null) => {
      const { present } = store.getState().history;
      const document = edit(present.document);
      if (document !== present.document) apply(next({ ...present, document }, key));
    },
    rename: (name) => {
      const { present } = store.getState().history;
      if (name !== present.name) apply(next({ ...present, name }, 'name'));
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
    flush: () => autosave.flush(),
    withStored: (work) => autosave.withStored(work),
    refresh: () => autosave.refresh(),
    takeTheirs: () => autosave.takeTheirs(),
    overwrite: () => autosave.overwrite(),
    close: () => {
      autosave.close();
    },
  };
}
