import { useEffect, useMemo } from 'react';
import type { Coverage, WorkflowVersion } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { diffWorkflows, type WorkflowDiff } from '#shared/graph/diff/index.ts';
import { bridge } from '../../bridge/index.ts';
import {
  coverageKey,
  loadCoverage,
  loadVersionDocument,
  loadVersions,
  useVersionsStore,
  type Side,
} from './versions-store.ts';

/** Events of a call come faster than counts can be read. */
const gatherMs = 400;

/** Runs at once, and again some moments after the library has changed. */
function useWhenLibraryChanges(load: (() => Promise<void>) | null): void {
  useEffect(() => {
    if (load === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void load();
    const stop = bridge.on('library.changed', () => {
      // Not put off by further changes: counts go up while a call is on.
      timer ??= setTimeout(() => {
        timer = undefined;
        void load();
      }, gatherMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [load]);
}

/** Newest first; null until they are known. */
export function useVersions(workflowId: string): readonly WorkflowVersion[] | null {
  useWhenLibraryChanges(useMemo(() => () => loadVersions(workflowId), [workflowId]));
  return useVersionsStore(({ lists }) => lists[workflowId] ?? null);
}

/** Null until it is known, and without an id. */
export function useVersionDocument(workflowId: string, versionId: string | null): WorkflowDocument | null {
  useEffect(() => {
    if (versionId !== null) void loadVersionDocument(workflowId, versionId);
  }, [workflowId, versionId]);
  return useVersionsStore(({ documents }) => (versionId === null ? null : (documents[versionId] ?? null)));
}

/** How often runs came by; null while it is not asked for or not known. */
export function useCoverage(workflowId: string, side: Side, isOn: boolean): Coverage | null {
  useWhenLibraryChanges(
    useMemo(() => (isOn ? () => loadCoverage(workflowId, side) : null), [workflowId, side, isOn]),
  );
  return useVersionsStore(({ coverages }) =>
    isOn ? (coverages[coverageKey(workflowId, side)] ?? null) : null,
  );
}

export interface Publishing {
  /** What is dialled; null: nothing was published yet. */
  latest: WorkflowVersion | null;
  /** What has changed since; null: not known yet, or nothing was published. */
  diff: WorkflowDiff | null;
}

/** What the draft is to what is published; null until it is known. */
export function usePublishing(workflowId: string, draft: WorkflowDocument): Publishing | null {
  const versions = useVersions(workflowId);
  const latest = versions === null ? null : latestPublished(versions);
  const published = useVersionDocument(workflowId, latest?.version_id ?? null);
  const diff = useMemo(
    () => (published === null ? null : diffWorkflows(published, draft)),
    [published, draft],
  );
  return useMemo(() => (versions === null ? null : { latest, diff }), [versions, latest, diff]);
}

export function latestPublished(versions: readonly WorkflowVersion[]): WorkflowVersion | null {
  return versions.reduce<WorkflowVersion | null>(
    (latest, version) => ((version.number ?? 0) > (latest?.number ?? 0) ? version : latest),
    null,
  );
}
