/** What can be done with agents, each with its notice or way back. */
import { useCallback, useState } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { navigate } from '../../app/router.ts';
import { bridge } from '../../bridge/index.ts';
import {
  createAgent,
  deleteAgents,
  duplicateAgent,
  importAgent,
  organiseAgents,
  restoreAgents,
  useAgents,
  type Arrangement,
} from '../../stores/agents.ts';
import { errorText } from '../../ui/error-text.ts';
import { plural } from '../../ui/plural.ts';
import { showError, showUndo } from '../../ui/toast.tsx';
import { inverse } from './arrangement.ts';
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
  remove: (agents: readonly WorkflowSummary[]) => void;
  archive: (agents: readonly WorkflowSummary[], isArchived: boolean) => void;
  /** Asks for folder and tags of these. */
  organise: (agents: readonly WorkflowSummary[]) => void;
  arrange: (agents: readonly WorkflowSummary[], change: Arrangement) => void;
  /** Whose folder and tags are asked for; null: nobody's. */
  organising: readonly WorkflowSummary[] | null;
  closeOrganise: () => void;
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

/** `“Booking”`, or `3 agents`. */
const nameOf = (agents: readonly WorkflowSummary[]): string =>
  agents.length === 1 ? `“${agents[0]?.name ?? ''}”` : plural(agents.length, 'agent');

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
  const [organising, setOrganising] = useState<readonly WorkflowSummary[] | null>(null);
  const closeOrganise = useCallback(() => {
    setOrganising(null);
  }, []);
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
        showUndo(`Copied “${name}”`, () => deleteAgents([copyId]));
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

  const remove = useCallback((agents: readonly WorkflowSummary[]) => {
    const ids = agents.map(({ id }) => id);
    deleteAgents(ids).then(
      () => {
        const runs = agents.length === 1 ? 'Its runs are kept.' : 'Their runs are kept.';
        showUndo(`Deleted ${nameOf(agents)}. ${runs}`, () => restoreAgents(ids));
      },
      (thrown: unknown) => {
        showError(`${nameOf(agents)} could not be deleted`, thrown);
      },
    );
  }, []);

  const change = useCallback((agents: readonly WorkflowSummary[], arrangement: Arrangement, done: string) => {
    const ids = agents.map(({ id }) => id);
    organiseAgents(ids, arrangement).then(
      () => {
        showUndo(done, async () => {
          for (const back of inverse(agents, arrangement)) await organiseAgents(back.ids, back.change);
        });
      },
      (thrown: unknown) => {
        showError(`${nameOf(agents)} could not be put there`, thrown);
      },
    );
  }, []);

  const archive = useCallback(
    (agents: readonly WorkflowSummary[], isArchived: boolean) => {
      const done = isArchived ? 'Put into the archive' : 'Taken out of the archive';
      change(agents, { is_archived: isArchived }, `${done}: ${nameOf(agents)}`);
    },
    [change],
  );

  const arrange = useCallback(
    (agents: readonly WorkflowSummary[], arrangement: Arrangement) => {
      const { folder, add_tags: added = [], remove_tags: removed = [] } = arrangement;
      if (folder === undefined && added.length === 0 && removed.length === 0) return;
      const where =
        folder === undefined
          ? 'Changed the tags of'
          : folder === null
            ? 'Taken out of the folder:'
            : `Moved to “${folder}”:`;
      change(agents, arrangement, `${where} ${nameOf(agents)}`);
    },
    [change],
  );

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
    archive,
    organise: setOrganising,
    arrange,
    organising,
    closeOrganise,
    importFiles,
    reports,
    closeReports: () => {
      setReports(null);
    },
  };
}
