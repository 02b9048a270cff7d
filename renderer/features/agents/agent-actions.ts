/** What can be done with agents, each with its notice or way back. */
import { useCallback, useState } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { navigate } from '../../app/router.ts';
import { bridge } from '../../bridge/index.ts';
import {
  createAgent,
  deleteAgents,
  duplicateAgent,
  organiseAgents,
  restoreAgents,
  useAgents,
  type Arrangement,
} from '../../stores/agents.ts';
import { plural } from '../../ui/plural.ts';
import { showError, showUndo } from '../../ui/toast.tsx';
import { inverse } from './arrangement.ts';
import { exportAgent, type ExportKind } from './export/export-agent.ts';
import { importFiles } from './import-files.ts';
import { newAgentDocument, unusedName } from './new-agent.ts';

export interface AgentActions {
  create: () => void;
  isCreating: boolean;
  duplicate: (agent: WorkflowSummary) => void;
  exportFile: (agent: WorkflowSummary, kind: ExportKind) => void;
  remove: (agents: readonly WorkflowSummary[]) => void;
  archive: (agents: readonly WorkflowSummary[], isArchived: boolean) => void;
  /** Asks for folder and tags of these. */
  organise: (agents: readonly WorkflowSummary[]) => void;
  arrange: (agents: readonly WorkflowSummary[], change: Arrangement) => void;
  /** Whose folder and tags are asked for; null: nobody's. */
  organising: readonly WorkflowSummary[] | null;
  closeOrganise: () => void;
  importFiles: (files: readonly File[]) => void;
}

/** `“Booking”`, or `3 agents`. */
const nameOf = (agents: readonly WorkflowSummary[]): string =>
  agents.length === 1 ? `“${agents[0]?.name ?? ''}”` : plural(agents.length, 'agent');

export function useAgentActions(): AgentActions {
  const [isCreating, setCreating] = useState(false);
  const [organising, setOrganising] = useState<readonly WorkflowSummary[] | null>(null);
  const closeOrganise = useCallback(() => {
    setOrganising(null);
  }, []);

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

  const exportFile = useCallback(({ id, name }: WorkflowSummary, kind: ExportKind) => {
    bridge.call('workflows.get', { id }).then(
      (record) => {
        void exportAgent(kind, { id, name: record.name, document: record.document });
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

  const importAndTell = useCallback((files: readonly File[]) => {
    importFiles(files).then(
      (onlyId) => {
        if (onlyId !== null) navigate({ screen: 'agent', id: onlyId });
      },
      (thrown: unknown) => {
        showError('The files could not be imported', thrown);
      },
    );
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
    importFiles: importAndTell,
  };
}
