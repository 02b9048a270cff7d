/** What the canvas shows in place of the draft while a version is looked at. */
import { useDeferredValue, useMemo } from 'react';
import type { WorkflowVersion } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { diffWorkflows, type WorkflowDiff } from '#shared/graph/diff/index.ts';
import { pictureOf, type Compared } from './comparison.ts';
import { useVersionDocument, useVersions } from './use-versions.ts';
import { versionIdOf, versionKey, versionName } from './version-name.ts';
import { draftSide, useLook, type Side } from './versions-store.ts';

export interface ShownSide {
  side: Side;
  name: string;
  document: WorkflowDocument;
}

export interface Shown {
  version: WorkflowVersion;
  document: WorkflowDocument;
  picture: Compared | null;
  /** Null while one version is looked at alone. */
  comparison: { before: ShownSide; after: ShownSide; diff: WorkflowDiff } | null;
}

/** Null: the draft, or a version that is still on its way. */
export function useShown(workflowId: string, draft: WorkflowDocument): Shown | null {
  const look = useLook(workflowId);
  const versions = useVersions(workflowId);
  const present = useDeferredValue(draft);
  const against = look?.against ?? null;
  const own = useVersionDocument(workflowId, look === null ? null : versionIdOf(look.side));
  const versionAgainst = useVersionDocument(
    workflowId,
    against === draftSide || against === null ? null : versionIdOf(against),
  );
  const other = against === draftSide ? present : versionAgainst;
  return useMemo(() => {
    const version = versions?.find((each) => versionKey(each) === look?.side);
    if (look === null || own === null || !versions || !version) return null;
    if (against === null || other === null)
      return { version, document: own, picture: null, comparison: null };
    const sides = [
      { side: look.side, name: versionName(version), document: own },
      { side: against, name: nameOf(against, versions), document: other },
    ] as const;
    const isOlder = ageOf(versions, look.side) >= ageOf(versions, against);
    const [before, after] = isOlder ? sides : ([sides[1], sides[0]] as const);
    const diff = diffWorkflows(before.document, after.document);
    const picture = pictureOf(after.document, diff);
    return { version, document: picture.document, picture, comparison: { before, after, diff } };
  }, [look, versions, own, other, against]);
}

const ageOf = (versions: readonly WorkflowVersion[], side: Side): number =>
  versions.findIndex((version) => versionKey(version) === side);

function nameOf(side: Side, versions: readonly WorkflowVersion[]): string {
  const version = versions.find((each) => versionKey(each) === side);
  return version ? versionName(version) : 'the draft';
}
