import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import type { Editor, EditorState } from '../../stores/editor.ts';

interface EditorContextValue {
  editor: Editor;
  problems: readonly WorkflowProblem[];
  /** What forbids nothing. */
  hints: readonly WorkflowProblem[];
}

export const EditorContext = createContext<EditorContextValue | null>(null);

function useEditorContext(): EditorContextValue {
  const value = useContext(EditorContext);
  if (!value) throw new Error('This component belongs inside the editor.');
  return value;
}

export const useEditor = (): Editor => useEditorContext().editor;

export function useEditorState<T>(select: (state: EditorState) => T): T {
  return useStore(useEditor().store, select);
}

export const useDocument = (): WorkflowDocument => useEditorState((state) => state.history.present.document);

/** The first problem of one field, for the line under it. */
export function useFieldProblem(
  kind: WorkflowProblem['kind'],
  id: string | null,
): (field: string) => string | undefined {
  const { problems } = useEditorContext();
  return (field) =>
    problems.find((problem) => problem.kind === kind && problem.id === id && problem.field === field)
      ?.message;
}

/** The hints of this agent. */
export const useHints = (): readonly WorkflowProblem[] => useEditorContext().hints;
