/** Changes that the studio has not saved yet, kept in the page's own storage so that no crash or closed tab loses them. */
import { workflowDocumentSchema, type WorkflowDocument } from '#shared/domain/workflow.ts';

export interface Draft {
  name: string;
  document: WorkflowDocument;
}

export interface KeptDraft extends Draft {
  /** Of the stored agent that it was made from; null in drafts of the first version. */
  revision: number | null;
}

export interface Drafts {
  read: (workflowId: string) => KeptDraft | null;
  write: (workflowId: string, draft: KeptDraft) => void;
  clear: (workflowId: string) => void;
}

type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (workflowId: string): string => `parley-draft-${workflowId}`;

/** A storage that is full or switched off costs the safety net, not the edit: it is then silently without drafts. */
export function createDrafts(storage: KeyValueStorage): Drafts {
  const attempt = <T>(action: () => T, otherwise: T): T => {
    try {
      return action();
    } catch {
      return otherwise;
    }
  };
  return {
    read: (workflowId) =>
      attempt(() => {
        const text = storage.getItem(keyOf(workflowId));
        if (text === null) return null;
        const value = JSON.parse(text) as { name?: unknown; document?: unknown; revision?: unknown };
        if (typeof value.name !== 'string') return null;
        return {
          name: value.name,
          document: workflowDocumentSchema.parse(value.document),
          revision: typeof value.revision === 'number' ? value.revision : null,
        };
      }, null),
    write: (workflowId, draft) => {
      attempt(() => {
        storage.setItem(keyOf(workflowId), JSON.stringify(draft));
      }, undefined);
    },
    clear: (workflowId) => {
      attempt(() => {
        storage.removeItem(keyOf(workflowId));
      }, undefined);
    },
  };
}
