/** What can be done with agents, each with its notice or way back. */
import { useCallback, useState } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { navigate } from '../../app/router.ts';
import { bridge } from '../../bridge/index.ts';
import {
  createAgent,
  deleteAgent,
  duplicateAgent,
  importAgent,
  restoreAgent,
  useAgents,
} from '../../stores/agents.ts';
import { errorText } from '../../ui/error-text.ts';
import { showError, showUndo } from '../../ui/toast.tsx';
import { exportDocument } from './export.ts';
import { newAgentDocument, unusedName } from './new-agent.ts';

/** What became of one imported file. */
export type FileReport = { fileName: string } & (
  | { kind: 'imported'; agentId: string; name: string; problems: readonly WorkflowProblem[] }
  | { kind: 'refused'; reason: string }
);

export interface AgentActions {
  create: () => void;
  isCreating: boolean;
  duplicate: (agent: WorkflowSummary) => void;
  exportFile: (agent: WorkflowSummary) => void;
  remove: (agent: WorkflowSummary) => void;
  importFiles: (files: readonly File[]) => void;
  /** Null when there is nothing to tell. */
  reports: readonly FileReport[] | null;
  closeReports: () => void;
}

/** A name for a document that carries none: the file's, without its ending. */
export const nameFromFile = (fileName: string): string =>
  fileName
    .replace(/\.json$/i, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim()
    .slice(0, 200) || 'Imported agent';

async function importFile(file: File): Promise<FileReport> {
  try {
    const { workflow, problems } = await importAgent(await file.text(), nameFromFile(file.name));
    return { kind: 'imported', fileName: file.name, agentId: workflow.id, name: workflow.name, problems };
  } catch (thrown) {
    return { kind: 'refused', fileName: file.name, reason: errorText(thrown) };
  }
}

export function useAgentActions(): AgentActions {
  const [isCreating, setCreating] = useState(false);
  const [reports, setReports] = useState<readonly FileReport[] | null>(null);

  const create = useCallback(() => {
    setCreating(true);
    const taken = (useAgents.getState().agents ?? []).map(({ name }) => name);
    const name = unusedName('New agent', taken);
    createAgent(name, newAgentDocument(name))
      .then(
        (id) => {
          navigate({ screen: 'agent', id });
        },
        (thrown: unknown) => {
          showError('The agent could not be made', thrown);
        },
      )
      .finally(() => {
        setCreating(false);
      });
  }, []);

  const duplicate = useCallback(({ id, name }: WorkflowSummary) => {
    duplicateAgent(id).then(
      (copyId) => {
        showUndo(`Copied “${name}”`, () => deleteAgent(copyId));
      },
      (thrown: unknown) => {
        showError(`“${name}” could not be copied`, thrown);
      },
    );
  }, []);

  const exportFile = useCallback(({ id, name }: WorkflowSummary) => {
    bridge.call('workflows.get', { id }).then(
      (record) => {
        exportDocument(record.name, record.document);
      },
      (thrown: unknown) => {
        showError(`“${name}” could not be exported`, thrown);
      },
    );
  }, []);

  const remove = useCallback(({ id, name }: WorkflowSummary) => {
    deleteAgent(id).then(
      () => {
        showUndo(`Deleted “${name}”. Its runs are kept.`, () => restoreAgent(id));
      },
      (thrown: unknown) => {
        showError(`“${name}” could not be deleted`, thrown);
      },
    );
  }, []);

  const importFiles = useCallback((files: readonly File[]) => {
    if (files.length === 0) return;
    void Promise.all(files.map(importFile)).then((results) => {
      const [only] = results;
      // One file without a problem opens at once; everything else is told.
      if (results.length === 1 && only?.kind === 'imported' && only.problems.length === 0)
        navigate({ screen: 'agent', id: only.agentId });
      else setReports(results);
    });
  }, []);

  return {
    create,
    isCreating,
    duplicate,
    exportFile,
    remove,
    importFiles,
    reports,
    closeReports: () => {
      setReports(null);
    },
  };
}
