/** Starting contexts as they were last typed, one for each agent, kept in this browser or window. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { emptyDraft, type ContextDraft } from '../features/call/context-draft.ts';

interface ContextStore {
  drafts: Record<string, ContextDraft>;
}

const useContextStore = create<ContextStore>()(
  persist((): ContextStore => ({ drafts: {} }), { name: 'parley-call-context', version: 1 }),
);

/** The draft of an agent and its setter. */
export function useContextDraft(workflowId: string): [ContextDraft, (draft: ContextDraft) => void] {
  const draft = useContextStore((store) => store.drafts[workflowId]) ?? emptyDraft;
  return [
    draft,
    (next) => {
      useContextStore.setState(({ drafts }) => ({ drafts: { ...drafts, [workflowId]: next } }));
    },
  ];
}
