/** Versions of agents as the page knows them, and what of them is looked at in place of the draft. */
import { create } from 'zustand';
import type { Coverage, WorkflowVersion } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { nothingSelected, type Selection } from '#shared/graph/edit/index.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import { versionIdOf } from './version-name.ts';

export const draftSide = 'draft';
/** Key of a version (`version-name.ts`), or the draft. */
export type Side = string;

/** A version in place of the draft, alone or beside another side. */
export interface Look {
  workflowId: string;
  side: Side;
  against: Side | null;
}

interface VersionsStore {
  /** By agent, newest first. */
  lists: Readonly<Record<string, readonly WorkflowVersion[]>>;
  failures: Readonly<Record<string, string>>;
  /** By version; what was published or run never changes. */
  documents: Readonly<Record<string, WorkflowDocument>>;
  /** By agent and version (or draft). */
  coverages: Readonly<Record<string, Coverage>>;
  look: Look | null;
  /** On the canvas that shows a version; the draft has its own. */
  selection: Selection;
  isPublishing: boolean;
}

export const useVersionsStore = create<VersionsStore>()(() => ({
  lists: {},
  failures: {},
  documents: {},
  coverages: {},
  look: null,
  selection: nothingSelected,
  isPublishing: false,
}));

export async function loadVersions(workflowId: string): Promise<void> {
  try {
    const list = await bridge.call('workflows.versions', { id: workflowId });
    useVersionsStore.setState(({ lists, failures: { [workflowId]: _gone, ...failures } }) => ({
      lists: { ...lists, [workflowId]: list },
      failures,
    }));
  } catch (thrown) {
    useVersionsStore.setState(({ failures }) => ({
      failures: { ...failures, [workflowId]: errorText(thrown) },
    }));
  }
}

const asked = new Set<string>();

export async function loadVersionDocument(workflowId: string, versionId: string): Promise<void> {
  if (asked.has(versionId)) return;
  asked.add(versionId);
  try {
    const { document } = await bridge.call('workflows.version', { id: workflowId, version_id: versionId });
    useVersionsStore.setState(({ documents }) => ({ documents: { ...documents, [versionId]: document } }));
  } catch (thrown) {
    // Asked again by the next one who wants it.
    asked.delete(versionId);
    useVersionsStore.setState(({ failures }) => ({
      failures: { ...failures, [workflowId]: errorText(thrown) },
    }));
  }
}

export const coverageKey = (workflowId: string, side: Side): string => `${workflowId} ${side}`;

export async function loadCoverage(workflowId: string, side: Side): Promise<void> {
  try {
    const coverage = await bridge.call('workflows.coverage', {
      id: workflowId,
      ...(side === draftSide ? {} : { version_id: versionIdOf(side) }),
    });
    useVersionsStore.setState(({ coverages }) => ({
      coverages: { ...coverages, [coverageKey(workflowId, side)]: coverage },
    }));
  } catch (thrown) {
    useVersionsStore.setState(({ failures }) => ({
      failures: { ...failures, [workflowId]: errorText(thrown) },
    }));
  }
}

export const lookOf = (workflowId: string): Look | null => {
  const { look } = useVersionsStore.getState();
  return look?.workflowId === workflowId ? look : null;
};

export const useLook = (workflowId: string): Look | null =>
  useVersionsStore(({ look }) => (look?.workflowId === workflowId ? look : null));

export function lookAtVersion(workflowId: string, side: Side, against: Side | null): void {
  useVersionsStore.setState({
    look: { workflowId, side, against: against === side ? null : against },
  });
}

export function backToDraft(): void {
  if (useVersionsStore.getState().look === null) return;
  useVersionsStore.setState({ look: null, selection: nothingSelected });
}

export function setPublishing(isPublishing: boolean): void {
  useVersionsStore.setState({ isPublishing });
}

export function selectInVersion(selection: Selection): void {
  useVersionsStore.setState({ selection });
}
