/** The read half, on any connection. */
import type { LibraryReads } from '../contract.ts';
import type { Statements } from '../statements.ts';
import { runLatency } from './latency-counts.ts';
import { getRecording } from './recordings.ts';
import { getEvents } from './run-events.ts';
import { runFacets } from './run-facets.ts';
import { listRuns } from './run-listing.ts';
import { getRun } from './runs.ts';
import { versionDocument } from './workflow-versions.ts';
import { getWorkflow, listWorkflows } from './workflows.ts';

export function createReads(statements: Statements): LibraryReads {
  return {
    listWorkflows: () => listWorkflows(statements),
    getWorkflow: (id) => getWorkflow(statements, id),
    listRuns: (filter) => listRuns(statements, filter),
    runFacets: () => runFacets(statements),
    runLatency: (workflowId) => runLatency(statements, workflowId),
    getRun: (id) => getRun(statements, id),
    getRunDocument: (id) => {
      const run = getRun(statements, id);
      return run === null ? null : versionDocument(statements, run.definition_id);
    },
    getEvents: (runId) => getEvents(statements, runId),
    getRecording: (runId) => getRecording(statements, runId),
    dataVersion: () => statements.db.pragma('data_version', { simple: true }) as number,
  };
}
