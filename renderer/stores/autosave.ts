/**
 * Saving of one agent by itself: a draft in the page within moments, the studio a little later.
 *
 * ```
 *            change                    answered
 *  saved ───────────► unsaved ─► saving ────────► saved
 *                        ▲          ├─ failed ────► tried again, ever later
 *                        └──────────┘
 *                                   └─ conflict ──► a person chooses: takeTheirs, overwrite
 * ```
 */
import type { WorkflowRecord } from '#shared/bridge/contract.ts';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { errorText } from '../ui/error-text.ts';
import type { Draft, Drafts, KeptDraft } from './drafts.ts';

export type SaveState =
  | { kind: 'saved' | 'unsaved' | 'saving' }
  | { kind: 'failed'; reason: string }
  /** Somebody else saved or deleted (null) it meanwhile: nothing is saved until a person decides. */
  | { kind: 'conflict'; current: WorkflowRecord | null };

/** What saving needs of the studio and the page. */
export interface SavingPorts {
  load: (id: string) => Promise<WorkflowRecord>;
  /** Rejects with the code `workflow-conflict` when the stored agent is not of that revision; null writes over whatever there is. */
  save: (id: string, draft: Draft, expectedRevision: number | null) => Promise<WorkflowRecord>;
  /** Keeps a draft as an agent of its own. */
  saveCopy: (draft: Draft) => Promise<WorkflowRecord>;
  drafts: Drafts;
  /** Runs the task when nothing else is to be done; answers what cancels it. */
  whenIdle: (task: () => void) => () => void;
}

export interface Saved {
  draft: Draft;
  revision: number;
}

export interface AutosaveOptions {
  id: string;
  stored: Saved;
  ports: SavingPorts;
  /** What is on the screen; the same object as long as nothing changes. */
  present: () => Draft;
  state: () => SaveState;
  tell: (state: SaveState) => void;
  /** Something else is stored now and takes the place of what is on the screen, as `present`. */
  show: (draft: Draft) => void;
}

export const draftAfterMs = 400;
export const saveAfterMs = 800;
const retryFirstMs = 2000;
const retryLongestMs = 30_000;
const conflictReason = 'This agent was changed elsewhere. Choose above the canvas which one to keep.';
const meanwhileReason = 'This agent was saved again meanwhile. Look at what has changed, then go on.';

export function isSameDraft(a: Draft, b: Draft): boolean {
  // What was stored has its keys in the order of the schema.
  const spelt = ({ name, document }: Draft): string =>
    JSON.stringify([name, workflowDocumentSchema.parse(document)]);
  return spelt(a) === spelt(b);
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

export class Autosave {
  readonly #options: AutosaveOptions;
  #saved: Saved;
  /** What a failed save may have written all the same: its answer is not known. */
  #unanswered: Draft | null = null;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  #cancelDraft = (): void => undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  #retryMs = retryFirstMs;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    this.#saved = options.stored;
  }

  /** What is on the screen was changed. */
  changed(): void {
    const { state, tell, ports } = this.#options;
    const { kind } = state();
    if (kind !== 'saving' && kind !== 'conflict') tell({ kind: 'unsaved' });
    this.#forgetDraft();
    // Writing a large document takes a while: it does not come between two keystrokes.
    this.#draftTimer = setTimeout(() => {
      this.#cancelDraft = ports.whenIdle(() => {
        this.#keepDraft();
      });
    }, draftAfterMs);
    if (kind !== 'conflict') this.#saveIn(saveAfterMs);
  }

  /** What is on the screen was put back from a draft that was made from another revision than the stored one. */
  recovered(draft: KeptDraft, record: WorkflowRecord): void {
    if (draft.revision === null || draft.revision === record.revision) return;
    this.#saved = { ...this.#saved, revision: draft.revision };
    this.#enterConflict(record);
  }

  /** Saves what is not saved and waits for it. Rejects when it could not be saved. */
  async flush(): Promise<void> {
    await this.#save();
    // A change made while that save was under way needs one more.
    if (this.#isDirty()) await this.#save();
  }

  /**
   * Does something with what is on the screen as it is stored, under the revision that this has. When somebody else has saved
   * meanwhile, which `work` is told by the code `workflow-conflict`, it is a conflict like that of a save.
   */
  async withStored<T>(work: (revision: number) => Promise<T>): Promise<T> {
    await this.flush();
    try {
      return await work(this.#saved.revision);
    } catch (thrown) {
      if (!hasCode(thrown, 'workflow-conflict')) throw thrown;
      const current = await this.#loadCurrent();
      // Saved here, or taken over, while it was asked: nothing stands against it, but nobody has looked at it yet.
      if (current?.revision === this.#saved.revision) throw new Error(meanwhileReason, { cause: thrown });
      this.#enterConflict(current);
      throw new Error(conflictReason, { cause: thrown });
    }
  }

  /** Something was saved elsewhere. */
  async refresh(): Promise<void> {
    if (this.#isSaving()) return;
    const current = await this.#loadCurrent();
    // A save that began meanwhile is told of a conflict itself.
    if (this.#isSaving() || (current !== null && current.revision <= this.#saved.revision)) return;
    if (this.#isDirty() || this.#isInConflict()) this.#enterConflict(current);
    // A deleted agent stays on the screen; the next change finds out.
    else if (current !== null) this.#takeOver(current);
  }

  /** Answers the copy in which what was changed here is kept; null when nothing was. */
  async takeTheirs(): Promise<WorkflowRecord | null> {
    const { ports, present } = this.#options;
    const mine = present();
    const copy = this.#isDirty() ? await ports.saveCopy(mine) : null;
    const current = await this.#loadCurrent();
    if (current === null) this.#saved = { ...this.#saved, draft: mine };
    else this.#takeOver(current);
    this.#settle();
    return copy;
  }

  async overwrite(): Promise<void> {
    if (this.#saving) await this.#saving.catch(() => undefined);
    await this.#begin(null);
  }

  close(): void {
    this.#forgetDraft();
    clearTimeout(this.#saveTimer);
    if (!this.#isDirty()) return;
    this.#keepDraft();
    if (this.#isInConflict()) return;
    void this.#save()
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(this.#saveTimer);
      });
  }

  #isDirty(): boolean {
    return this.#options.present() !== this.#saved.draft;
  }

  #isSaving(): boolean {
    return this.#saving !== null;
  }

  #isInConflict(): boolean {
    return this.#options.state().kind === 'conflict';
  }

  #keepDraft(): void {
    const { id, ports, present } = this.#options;
    ports.drafts.write(id, { ...present(), revision: this.#saved.revision });
  }

  /** What was to be kept as a draft is saved, or newer by now. */
  #forgetDraft(): void {
    clearTimeout(this.#draftTimer);
    this.#cancelDraft();
  }

  #saveIn(delayMs: number): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => {
      this.#save().catch(() => undefined);
    }, delayMs);
  }

  /** One save at a time; what changes meanwhile is saved by the next. */
  async #save(): Promise<void> {
    clearTimeout(this.#saveTimer);
    if (this.#saving) await this.#saving.catch(() => undefined);
    if (this.#isInConflict()) throw new Error(conflictReason);
    if (this.#isDirty()) await (this.#saving ?? this.#begin(this.#saved.revision));
    else this.#settle();
  }

  #begin(expectedRevision: number | null): Promise<void> {
    this.#saving = this.#saveOnce(expectedRevision).finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #saveOnce(expectedRevision: number | null): Promise<void> {
    const { id, ports, present, tell } = this.#options;
    const draft = present();
    tell({ kind: 'saving' });
    try {
      const { revision } = await ports.save(id, draft, expectedRevision);
      this.#saved = { draft, revision };
      this.#unanswered = null;
      this.#retryMs = retryFirstMs;
    } catch (thrown) {
      this.#keepDraft();
      if (!hasCode(thrown, 'workflow-conflict')) {
        this.#unanswered = draft;
        this.#failed(thrown);
        throw thrown;
      }
      await this.#meetConflict();
      return;
    }
    if (this.#isDirty()) {
      tell({ kind: 'unsaved' });
      this.#saveIn(saveAfterMs);
    } else this.#settle();
  }

  #failed(thrown: unknown): void {
    this.#options.tell({ kind: 'failed', reason: errorText(thrown) });
    this.#saveIn(this.#retryMs);
    this.#retryMs = Math.min(retryLongestMs, this.#retryMs * 2);
  }

  /** A save was refused. When the other writer was this page, whose answer was lost, it goes on from there. */
  async #meetConflict(): Promise<void> {
    let current: WorkflowRecord | null;
    try {
      current = await this.#loadCurrent();
    } catch (thrown) {
      this.#failed(thrown);
      throw thrown;
    }
    const unanswered = this.#unanswered;
    if (current === null || unanswered === null || !isSameDraft(unanswered, current)) {
      this.#enterConflict(current);
      throw new Error(conflictReason);
    }
    this.#saved = { draft: unanswered, revision: current.revision };
    this.#unanswered = null;
    await this.#saveOnce(current.revision);
  }

  #enterConflict(current: WorkflowRecord | null): void {
    clearTimeout(this.#saveTimer);
    this.#keepDraft();
    this.#options.tell({ kind: 'conflict', current });
  }

  /** Null: it was deleted. */
  async #loadCurrent(): Promise<WorkflowRecord | null> {
    try {
      return await this.#options.ports.load(this.#options.id);
    } catch (thrown) {
      if (hasCode(thrown, 'workflow-not-found')) return null;
      throw thrown;
    }
  }

  #takeOver({ name, document, revision }: WorkflowRecord): void {
    const draft = { name, document };
    this.#saved = { draft, revision };
    this.#options.show(draft);
  }

  /** What is here is what is stored. */
  #settle(): void {
    const { id, ports, tell } = this.#options;
    this.#forgetDraft();
    ports.drafts.clear(id);
    tell({ kind: 'saved' });
  }
}
