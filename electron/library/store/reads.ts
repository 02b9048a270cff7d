/** The read half, on any connection. */
import type { LibraryReads } from '../contract.ts';
import type { Statements } from '../statements.ts';
import { workflowCoverage } from './coverage.ts';
import { doNotCallTrail, isDoNotCall, listDoNotCall } from './do-not-call.ts';
import { runLatency } from './latency-counts.ts';
import { publishedWorkflow } from './publications.ts';
import { getRecording } from './recordings.ts';
import { afterRunOf, dueAfterRuns } from './deliveries.ts';
import { getEvents } from './run-events.ts';
import { runFacets } from './run-facets.ts';
import { listRuns } from './run-listing.ts';
import { getRun } from './runs.ts';
import { searchWorkflows } from './search.ts';
import { trunkUse } from './trunk-use.ts';
import { findVersion, listVersions, versionDocument } from './workflow-versions.ts';
import { getWorkflow, listWorkflows } from './workflows.ts';

export function createReads(statements: Statements): LibraryReads {
  return {
    listWorkflows: () => listWorkflows(statements),
    getWorkflow: (id) => getWorkflow(statements, id),
    getPublished: (id) => publishedWorkflow(statements, id),
    listVersions: (workflowId) => listVersions(statements, workflowId),
    getVersion: (workflowId, versionId) => {
      const version = findVersion(statements, workflowId, versionId);
      const document = version && versionDocument(statements, versionId);
      return version && document && { version, document };
    },
    searchWorkflows: (text, limit) => searchWorkflows(statements, text, limit),
    workflowCoverage: (workflowId, versionId) => workflowCoverage(statements, workflowId, versionId),
    listRuns: (filter) => listRuns(statements, filter),
    runFacets: () => runFacets(statements),
    runLatency: (workflowId) => runLatency(statements, workflowId),
    getRun: (id) => getRun(statements, id),
    getRunDocument: (id) => {
      const run = getRun(statements, id);
      return run === null ? null : versionDocument(statements, run.definition_id);
    },
    getEvents: (runId) => getEvents(statements, runId),
    afterRunOf: (runId) => afterRunOf(statements, runId),
    dueAfterRuns: (now) => dueAfterRuns(statements, now),
    getRecording: (runId) => getRecording(statements, runId),
    isDoNotCall: (number) => isDoNotCall(statements, number),
    listDoNotCall: (query) => listDoNotCall(statements, query),
    doNotCallTrail: (number) => doNotCallTrail(statements, number),
    trunkUse: (trunkId, since, now) => trunkUse(statements, trunkId, since, now),
    dataVersion: () => statements.db.pragma('data_version', { simple: true }) as number,
  };
}
