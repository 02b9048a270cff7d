/** The history of an agent, and what differs between two of its versions. */
import { Loader } from '@mantine/core';
import { useReactFlow } from '@xyflow/react';
import type { ReactElement } from 'react';
import { usePanelSize } from '../../stores/layout.ts';
import { Failure } from '../../ui/failure.tsx';
import { plural } from '../../ui/plural.ts';
import { Resizer } from '../../ui/resizer.tsx';
import type { DrawerTab, DrawerTabProps } from '../editor/drawer/tab.ts';
import { useDocument } from '../editor/editor-context.ts';
import { revealIn } from '../editor/reveal.ts';
import { ChangeList } from './change-list.tsx';
import type { ChangeRow } from './change-rows.ts';
import { CoverageView } from './coverage-view.tsx';
import { HistoryList } from './history-list.tsx';
import { useShown } from './use-shown.ts';
import { usePublishing, useVersions, type Publishing } from './use-versions.ts';
import { loadVersions, selectInVersion, useLook, useVersionsStore } from './versions-store.ts';
import classes from './versions.module.css';

export const versionsTab: DrawerTab = {
  id: 'versions',
  title: 'Versions',
  heightPx: 320,
  Content: VersionsTab,
};

const historyLimits = { minPx: 220, maxPx: 480, defaultPx: 280 };

function VersionsTab({ workflowId }: DrawerTabProps): ReactElement {
  const draft = useDocument();
  const versions = useVersions(workflowId);
  const failure = useVersionsStore(({ failures }) => failures[workflowId]);
  const look = useLook(workflowId);
  const shown = useShown(workflowId, draft);
  const publishing = usePublishing(workflowId, draft);
  const [historyPx, resize] = usePanelSize('versions-history', historyLimits);
  const flow = useReactFlow();
  const show = ({ place }: ChangeRow): void => {
    if (place === null || shown === null) return;
    const { nodes, edges, notes } = shown.document;
    const edge = edges.find(({ id }) => place.kind === 'edge' && id === place.id);
    const document = notes === undefined ? { nodes } : { nodes, notes };
    revealIn(document, flow, edge ? [edge.source, edge.target] : [place.id]);
    selectInVersion(edge ? { nodeIds: [], edgeIds: [edge.id] } : { nodeIds: [place.id], edgeIds: [] });
  };
  if (versions === null)
    return failure === undefined ? (
      <div className={classes['opening']} aria-busy>
        <Loader size={18} color="muted" aria-label="Looking for versions" />
      </div>
    ) : (
      <Failure
        title="The versions could not be read"
        detail={failure}
        onRetry={() => void loadVersions(workflowId)}
      />
    );
  return (
    <div className={classes['tab']}>
      <aside className={classes['historySide']} style={{ width: historyPx }} aria-label="History">
        <HistoryList
          workflowId={workflowId}
          versions={versions}
          look={look}
          draftWords={draftWords(publishing)}
        />
        <Resizer
          label="Width of the history"
          edge="right"
          sizePx={historyPx}
          limits={historyLimits}
          onResize={resize}
        />
      </aside>
      {look === null ? (
        <CoverageView workflowId={workflowId} isEmpty={versions.length === 0} />
      ) : shown === null ? (
        <div className={classes['opening']} aria-busy>
          {failure === undefined ? (
            <Loader size={18} color="muted" aria-label="Reading the version" />
          ) : (
            failure
          )}
        </div>
      ) : (
        <ChangeList workflowId={workflowId} shown={shown} versions={versions} onShow={show} />
      )}
    </div>
  );
}

function draftWords(publishing: Publishing | null): string {
  if (publishing === null) return '';
  if (publishing.latest === null) return 'Never published';
  const name = `v${publishing.latest.number ?? ''}`;
  if (publishing.diff === null) return '';
  const count = publishing.diff.changes.length;
  return count === 0 ? `Acts as ${name}` : `${plural(count, 'change')} since ${name}`;
}
