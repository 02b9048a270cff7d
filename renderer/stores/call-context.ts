/** Starting contexts as they were last typed, one for each agent, kept in this browser or window. */
import { useMemo } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { draftOf, type ContextDraft } from '../features/call/context-draft.ts';

interface ContextStore {
  drafts: Record<string, ContextDraft>;
}

const useContextStore = create<ContextStore>()(
  persist((): ContextStore => ({ drafts: {} }), { name: 'parley-call-context', version: 1 }),
);

export interface ContextDraftState {
  draft: ContextDraft;
  set: (draft: ContextDraft) => void;
  /** Goes back to the agent's test values; null while they are what is shown. */
  reset: (() => void) | null;
}

/** What was last typed for an agent; until then its test values. */
export function useContextDraft(
  workflowId: string,
  testContext: Readonly<Record<string, unknown>> | null | undefined,
): ContextDraftState {
  const typed = useContextStore((store) => store.drafts[workflowId]);
  const declared = useMemo(() => draftOf(testContext ?? {}), [testContext]);
  const isDeclared = Object.keys(testContext ?? {}).length > 0;
  const isTyped = typed !== undefined && JSON.stringify(typed) !== JSON.stringify(declared);
  return {
    draft: typed ?? declared,
    set: (next) => {
      useContextStore.setState(({ drafts }) => ({ drafts: { ...drafts, [workflowId]: next } }));
    },
    reset:
      isDeclared && isTyped
        ? () => {
            useContextStore.setState(({ drafts }) => {
              const { [workflowId]: _typed, ...others } = drafts;
              return { drafts: others };
            });
          }
        : null,
  };
}
