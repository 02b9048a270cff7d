/** One run, replayed: recording, transcript, graph and events under one playhead. */
import { Button, Loader, Tabs } from '@mantine/core';
import { useCallback, useEffect, useMemo, useState, type ReactElement } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { navigate } from '../../app/router.ts';
import { formatRoute } from '../../app/routes.ts';
import { bridge } from '../../bridge/index.ts';
import { WorkflowCanvas } from '../../canvas/workflow-canvas.tsx';
import { useBreadcrumb } from '../../stores/breadcrumbs.ts';
import { usePanelSize } from '../../stores/layout.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Resizer } from '../../ui/resizer.tsx';
import { conversationOf, type Conversation } from '../call/conversation/conversation.ts';
import { Transcript } from '../call/conversation/transcript.tsx';
import { DeleteRun } from '../runs/delete-run.tsx';
import { AfterCallTab } from './after-call/after-call-tab.tsx';
import { ContextTable } from './context-table.tsx';
import { EventsList } from './events-list.tsx';
import { NodePath } from './node-path.tsx';
import { lineAt, stepAt } from './playhead.ts';
import type { Player } from './player.ts';
import { RunHeader } from './run-header.tsx';
import { SoundStrip } from './sound-strip.tsx';
import { TimingTab } from './timing-tab.tsx';
import { UsageTable } from './usage-table.tsx';
import { useAtPlayhead, usePlayer, usePlayerState } from './use-player.ts';
import { useRun, type RunDetail } from './use-run.ts';
import { WireTab } from './wire/wire-tab.tsx';
import classes from './review.module.css';

/** A wide window has room for a graph that can be read. */
const graphLimits = { minPx: 240, maxPx: 900, defaultPx: Math.max(400, window.innerWidth * 0.3) };
const sideLimits = { minPx: 280, maxPx: 720, defaultPx: 400 };

export function RunScreen({ runId }: { runId: string }): ReactElement {
  const { load, retry } = useRun(runId);
  useBreadcrumb(load.state === 'loaded' ? load.detail.run.workflow_name : null);
  switch (load.state) {
    case 'loading':
      return (
        <main className={classes['screen']} aria-label="Run" aria-busy>
          <Loader className={classes['loader'] ?? ''} size={20} color="muted" />
        </main>
      );
    case 'missing':
      return (
        <EmptyState
          title="This run is not in the library"
          actions={
            <Button component="a" href={formatRoute({ screen: 'runs', query: {} })}>
              Go to the runs
            </Button>
          }
        >
          It was deleted, or the address belongs to another data folder.
        </EmptyState>
      );
    case 'failed':
      return <Failure title="The run could not be opened" detail={load.reason} onRetry={retry} />;
    case 'loaded':
      return <Review detail={load.detail} />;
  }
}

function Review({ detail }: { detail: RunDetail }): ReactElement {
  const { run, events, document, peaks } = detail;
  const [isDeleting, setDeleting] = useState(false);
  const [graphPx, setGraphPx] = usePanelSize('review-graph', graphLimits);
  const [sidePx, setSidePx] = usePanelSize('review-side', sideLimits);
  const conversation = useMemo(() => conversationOf(events), [events]);
  const url = useMemo(
    () =>
      run.recording_url === null || run.state !== 'completed' ? null : bridge.resolveUrl(run.recording_url),
    [run.recording_url, run.state],
  );
  const player = usePlayer(url);
  const { isBroken } = usePlayerState(player);
  const audible = peaks === null || isBroken ? null : player;
  useSpaceToPlay(audible);
  const isRehearsal = events.some(
    (event) => event.type === 'run-start' && event.payload.providers.llm.startsWith('rehearsal'),
  );
  const usedMs = run.usage_info === null ? null : run.usage_info.call_duration_seconds * 1000;
  return (
    <main className={classes['screen']} aria-label={`Run of ${run.workflow_name}`}>
      <RunHeader
        run={run}
        isRehearsal={isRehearsal}
        durationMs={peaks?.duration_ms ?? usedMs}
        onDelete={() => {
          setDeleting(true);
        }}
      />
      <SoundStrip detail={detail} conversation={conversation} player={player} />
      <div className={classes['columns']}>
        <div className={classes['graph']} style={{ width: graphPx }}>
          <GraphPane document={document} conversation={conversation} player={audible} />
          <Resizer
            label="Width of the graph"
            edge="right"
            sizePx={graphPx}
            limits={graphLimits}
            onResize={setGraphPx}
          />
        </div>
        <div className={classes['middle']}>
          <ReviewTranscript conversation={conversation} player={audible} isLive={run.state !== 'completed'} />
        </div>
        <aside className={classes['side']} style={{ width: sidePx }} aria-label="Details">
          <Resizer
            label="Width of the details"
            edge="left"
            sizePx={sidePx}
            limits={sideLimits}
            onResize={setSidePx}
          />
          <Tabs defaultValue="events" keepMounted={false} className={classes['tabs'] ?? ''}>
            <Tabs.List>
              <Tabs.Tab value="events">Events</Tabs.Tab>
              <Tabs.Tab value="timing">Timing</Tabs.Tab>
              <Tabs.Tab value="contexts">Contexts</Tabs.Tab>
              <Tabs.Tab value="usage">Usage</Tabs.Tab>
              <Tabs.Tab value="after">After the call</Tabs.Tab>
              {run.mode === 'phone' && <Tabs.Tab value="wire">Wire</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="events">
              <EventsList events={events} player={audible} />
            </Tabs.Panel>
            <Tabs.Panel value="timing" className={classes['timing'] ?? ''}>
              <TimingTab events={events} player={audible} />
            </Tabs.Panel>
            <Tabs.Panel value="contexts" className={classes['scroll'] ?? ''}>
              <ContextTable
                title="Gathered"
                context={run.gathered_context}
                empty="Nothing was gathered in this run."
              />
              <ContextTable
                title="Initial"
                context={run.initial_context}
                empty="The call began without a context."
              />
            </Tabs.Panel>
            <Tabs.Panel value="usage" className={classes['scroll'] ?? ''}>
              <UsageTable run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="after" className={classes['scroll'] ?? ''}>
              <AfterCallTab detail={detail} />
            </Tabs.Panel>
            {run.mode === 'phone' && (
              <Tabs.Panel value="wire">
                <WireTab runId={run.id} eventCount={events.length} />
              </Tabs.Panel>
            )}
          </Tabs>
        </aside>
      </div>
      <DeleteRun
        run={isDeleting ? run : null}
        onClose={() => {
          setDeleting(false);
        }}
        onDeleted={() => {
          navigate({ screen: 'runs', query: {} }, { replace: true });
        }}
      />
    </main>
  );
}

function GraphPane(props: {
  document: WorkflowDocument | null;
  conversation: Conversation;
  player: Player | null;
}): ReactElement {
  const { document, conversation, player } = props;
  const { path } = conversation;
  const current = useAtPlayhead(player, (atMs) => stepAt(path, atMs)) ?? path.length - 1;
  // Up to the playhead; the whole path where nothing plays.
  const walked = useMemo(() => path.slice(0, current + 1), [path, current]);
  const nodeIds = useMemo(() => [...new Set(walked.map((step) => step.nodeId))], [walked]);
  const edgeIds = useMemo(
    () => [...new Set(walked.flatMap((step) => (step.edgeId === null ? [] : [step.edgeId])))],
    [walked],
  );
  return (
    <>
      <NodePath path={path} current={current} player={player} />
      <div className={classes['canvas']}>
        {document === null ? (
          <EmptyState title="The graph of this run is gone">
            Its workflow version is no longer in the library. The path above tells where the call went.
          </EmptyState>
        ) : (
          <WorkflowCanvas
            document={document}
            activeNodeId={path[current]?.nodeId ?? null}
            lastEdgeId={path[current]?.edgeId ?? null}
            visitedNodeIds={nodeIds}
            visitedEdgeIds={edgeIds}
          />
        )}
      </div>
    </>
  );
}

function ReviewTranscript(props: {
  conversation: Conversation;
  player: Player | null;
  isLive: boolean;
}): ReactElement {
  const { conversation, player, isLive } = props;
  const { items } = conversation;
  const currentKey = useAtPlayhead(player, (atMs) => (atMs === 0 ? null : lineAt(items, atMs)));
  const seek = useCallback(
    (atMs: number): void => {
      player?.playFrom(atMs);
    },
    [player],
  );
  return (
    <Transcript
      items={items}
      isLive={isLive}
      currentKey={currentKey}
      {...(player === null ? {} : { onSeek: seek })}
      empty={<EmptyState title="Nothing was said">The run ended before either side spoke.</EmptyState>}
    />
  );
}

/** Space plays and pauses wherever nothing else wants it. */
function useSpaceToPlay(player: Player | null): void {
  useEffect(() => {
    if (player === null) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      const wants =
        'button, a, input, textarea, select, summary, [role="tab"], [role="dialog"], [contenteditable]';
      if (event.target instanceof Element && event.target.closest(wants) !== null) return;
      event.preventDefault();
      player.toggle();
    };
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
    };
  }, [player]);
}
