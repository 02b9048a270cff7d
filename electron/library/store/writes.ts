/** The write half: only in the worker of the process that owns the data directory. */
import { rmSync } from 'node:fs';
import { durably } from '../connection.ts';
import type { LibraryChange, LibraryWrites } from '../contract.ts';
import { runFolderPath, type DataLayout } from '../layout.ts';
import { first, type Statements } from '../statements.ts';
import { recordAfterRun, redeliver } from './deliveries.ts';
import { addDoNotCall, removeDoNotCall } from './do-not-call.ts';
import { organiseWorkflows } from './organise.ts';
import { publishWorkflow } from './publications.ts';
import { noteRecording } from './recordings.ts';
import { appendEvents } from './run-events.ts';
import { createRun, getRun, isUntouchedRunOf, mustGetRun, removeRunRows, updateRun } from './runs.ts';
import {
  deleteWorkflow,
  duplicateWorkflow,
  mustGetWorkflow,
  restoreWorkflow,
  saveWorkflow,
} from './workflows.ts';

export interface WriteContext {
  statements: Statements;
  layout: DataLayout;
  /** ISO 8601 UTC with milliseconds: when whoever asks asked. */
  now: () => string;
  changed: (change: LibraryChange) => void;
}

export function createWrites({ statements, layout, now, changed }: WriteContext): LibraryWrites {
  const { db } = statements;
  return {
    saveWorkflow: (input) => {
      if (durably(db, () => statements.transaction(() => saveWorkflow(statements, input, now()))))
        changed({ what: 'workflows', id: input.id });
      return mustGetWorkflow(statements, input.id);
    },
    publishWorkflow: (id, note, expectedRevision) => {
      const version = durably(db, () =>
        statements.transaction(() => publishWorkflow(statements, id, note, expectedRevision, now())),
      );
      changed({ what: 'workflows', id });
      return version;
    },
    organiseWorkflows: (ids, change) => {
      const moved = durably(db, () => organiseWorkflows(statements, ids, change, now()));
      const [only] = moved;
      if (only !== undefined) changed({ what: 'workflows', id: moved.length === 1 ? only : null });
    },
    duplicateWorkflow: (id, newId) => {
      durably(db, () => {
        statements.transaction(() => {
          duplicateWorkflow(statements, id, newId, now());
        });
      });
      changed({ what: 'workflows', id: newId });
      return mustGetWorkflow(statements, newId);
    },
    deleteWorkflow: (id) => {
      if (durably(db, () => deleteWorkflow(statements, id, now()))) changed({ what: 'workflows', id });
    },
    restoreWorkflow: (id) => {
      if (durably(db, () => restoreWorkflow(statements, id))) changed({ what: 'workflows', id });
      return mustGetWorkflow(statements, id);
    },
    createRun: (input, owner, isRetry) => {
      if (isRetry && isUntouchedRunOf(statements, input.id, owner)) return mustGetRun(statements, input.id);
      removeNotedFolder(statements, layout, input.id);
      const run = createRun(statements, input, owner, now());
      changed({ what: 'runs', id: run.id });
      return run;
    },
    appendEvents: (runId, events) => {
      appendEvents(statements, runId, events);
    },
    updateRun: (runId, patch) => {
      const write = () => updateRun(statements, runId, patch);
      const run = patch.state === 'completed' ? durably(db, write) : write();
      if (run.recording_url !== null) noteRecording(statements, layout, runId);
      changed({ what: 'runs', id: runId });
      return run;
    },
    recordAfterRun: (runId, record) => {
      durably(db, () => {
        recordAfterRun(statements, runId, record, now());
      });
      changed({ what: 'runs', id: runId });
    },
    redeliver: (deliveryUuid) => {
      const delivery = durably(db, () => redeliver(statements, deliveryUuid, now()));
      changed({ what: 'runs', id: delivery.run_id });
      return delivery;
    },
    deleteRun: (id, isRetry) => {
      if (!isRetry || getRun(statements, id) !== null) {
        durably(db, () => {
          removeRunRows(statements, id);
        });
        changed({ what: 'runs', id });
      }
      removeNotedFolder(statements, layout, id);
    },
    addDoNotCall: (numbers, reason) => {
      const added = durably(db, () => addDoNotCall(statements, numbers, reason, now()));
      if (added > 0) changed({ what: 'do-not-call', id: null });
      return added;
    },
    removeDoNotCall: (number) => {
      const removed = durably(db, () => removeDoNotCall(statements, number, now()));
      if (removed) changed({ what: 'do-not-call', id: null });
      return removed;
    },
  };
}

/** Removes the folders of deleted runs that a crash left behind. */
export function removeNotedFolders(statements: Statements, layout: DataLayout): void {
  for (const { run_id } of statements.all<{ run_id: string }>('SELECT run_id FROM run_folder_removals'))
    removeNotedFolder(statements, layout, run_id);
}

function removeNotedFolder(statements: Statements, layout: DataLayout, runId: string): void {
  if (first(statements.all('SELECT 1 FROM run_folder_removals WHERE run_id = @runId', { runId })) === null)
    return;
  rmSync(runFolderPath(layout, runId), { recursive: true, force: true });
  statements.run('DELETE FROM run_folder_removals WHERE run_id = @runId', { runId });
}
