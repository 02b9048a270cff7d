/** The editor's layout: bar, canvas over problems, inspector, call. */
import { useReactFlow } from '@xyflow/react';
import { memo, useCallback, useDeferredValue, useEffect, useMemo, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { bridge } from '../../bridge/index.ts';
import { isSameShape, nothingSelected } from '../../canvas/adapter.ts';
import { cardHeightPx, cardWidthPx } from '../../canvas/geometry.ts';
import { Canvas } from '../../canvas/workflow-canvas.tsx';
import { useBreadcrumb } from '../../stores/breadcrumbs.ts';
import type { Editor } from '../../stores/editor.ts';
import { setPanelOpen, usePanelOpen, usePanelSize } from '../../stores/layout.ts';
import { Resizer } from '../../ui/resizer.tsx';
import { CallPanel } from '../call/call-panel.tsx';
import { useShownPath } from '../tester/shown-path.ts';
import { CoverageChip } from '../versions/coverage-chip.tsx';
import { coveragePanel } from '../versions/coverage-panel.ts';
import { PublishDialog } from '../versions/publish-dialog.tsx';
import { useShown } from '../versions/use-shown.ts';
import { useCoverage } from '../versions/use-versions.ts';
import { versionKey } from '../versions/version-name.ts';
import { VersionSide } from '../versions/version-side.tsx';
import { backToDraft, draftSide, selectInVersion, useVersionsStore } from '../versions/versions-store.ts';
import { mapPanel, snapPanel } from './actions/view-actions.ts';
import { useActionTarget, useEditorActions } from './actions/use-editor-actions.ts';
import { AddBox } from './add-box/add-box.tsx';
import { useCanvasEdits } from './canvas-edits.ts';
import { CanvasMenu } from './canvas-menu.tsx';
import { useClipboard } from './clipboard.ts';
import { ConflictBar } from './conflict-bar.tsx';
import { Drawer } from './drawer/drawer.tsx';
import { useDrawerTab } from './drawer/tab.ts';
import { EditorBar } from './editor-bar.tsx';
import { EditorContext, useDocument, useEditorState } from './editor-context.ts';
import { focusField } from './focus-field.ts';
import { Inspector } from './inspector.tsx';
import { KeyMap } from './key-map/key-map.tsx';
import { LayoutNotice } from './layout/layout-notice.tsx';
import { offerWalk, shown } from './problem-walk.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useSurface } from './surface.ts';
import { useFindings, type Findings } from './use-problems.ts';
import classes from './editor.module.css';

const inspectorLimits = { minPx: 260, maxPx: 560, defaultPx: 320 };
const callLimits = { minPx: 280, maxPx: 560, defaultPx: 340 };

export interface EditorViewProps {
  workflowId: string;
  editor: Editor;
}

export function EditorView({ workflowId, editor }: EditorViewProps): ReactElement {
  const document = useStore(editor.store, (state) => state.history.present.document);
  const findings = useFindings(document);
  // A version is looked at until the agent is left.
  useEffect(() => backToDraft, []);
  const { problems, hints } = findings;
  const context = useMemo(() => ({ editor, problems, hints }), [editor, problems, hints]);
  useEffect(
    () =>
      bridge.on('library.changed', ({ what, id }) => {
        // What cannot be read now is read at the next change; the editor goes on with what it has.
        if (what === 'workflows' && (id === null || id === workflowId))
          editor.refresh().catch(() => undefined);
      }),
    [editor, workflowId],
  );
  return (
    <EditorContext value={context}>
      <EditorLayout workflowId={workflowId} editor={editor} findings={findings} />
    </EditorContext>
  );
}

const EditorLayout = memo(function EditorLayout({
  workflowId,
  editor,
  findings,
}: EditorViewProps & { findings: Findings }): ReactElement {
  const document = useCalmDocument();
  const selection = useEditorState((state) => state.selection);
  const name = useEditorState((state) => state.history.present.name);
  useBreadcrumb(name, editor.rename);
  const isInspectorOpen = usePanelOpen('inspector', true);
  const isCallOpen = usePanelOpen('call', false);
  const drawerTab = useDrawerTab();
  const [inspectorPx, resizeInspector] = usePanelSize('inspector', inspectorLimits);
  const [callPx, resizeCall] = usePanelSize('call', callLimits);
  const isMapShown = usePanelOpen(mapPanel, true);
  const isSnapping = usePanelOpen(snapPanel, true);
  const edits = useCanvasEdits(editor);
  const reveal = useReveal(editor);
  useEffect(() => offerWalk({ findings, show: reveal }), [findings, reveal]);
  const target = useActionTarget(editor, workflowId);
  useEditorActions(target);
  useClipboard(editor, target.flow);
  const path = useShownPath(workflowId);
  const isGliding = useSurface((surface) => surface.isGliding);
  const shown = useShown(workflowId, document);
  const selectionShown = useVersionsStore((store) => store.selection);
  const isCounting = usePanelOpen(coveragePanel, false);
  const countedSide = shown === null ? draftSide : versionKey(shown.version);
  const coverage = useCoverage(workflowId, countedSide, isCounting && shown?.comparison == null);
  return (
    <main className={classes['editor']} aria-label={`Agent ${name}`}>
      <EditorBar
        workflowId={workflowId}
        shown={shown}
        problemCount={findings.problems.length}
        hintCount={findings.hints.length}
        isDrawerOpen={drawerTab === 'problems'}
        isTesterOpen={drawerTab === 'tester'}
        isInspectorOpen={isInspectorOpen}
        isCallOpen={isCallOpen}
      />
      <ConflictBar />
      <div className={classes['middle']}>
        <div className={classes['canvas']} data-gliding={isGliding}>
          <Canvas
            {...(shown === null
              ? {
                  document,
                  edits,
                  selection,
                  onSelect: editor.select,
                  problems: findings.problems,
                  hints: findings.hints,
                  activeNodeId: path.activeNodeId,
                  lastEdgeId: path.lastEdgeId,
                  visitedNodeIds: path.visitedNodeIds,
                  visitedEdgeIds: path.visitedEdgeIds,
                }
              : {
                  document: shown.document,
                  changes: shown.picture?.marks ?? null,
                  selection: selectionShown,
                  onSelect: selectInVersion,
                })}
            viewKey={workflowId}
            counts={coverage !== null && coverage.run_count > 0 ? coverage : null}
            isMapShown={isMapShown}
            isSnapping={isSnapping}
          >
            {shown === null && <SelectionBar target={target} />}
            <LayoutNotice />
            {/* The drawer says the same of the draft. */}
            {coverage && (shown !== null || drawerTab !== 'versions') && (
              <CoverageChip document={shown?.document ?? document} coverage={coverage} />
            )}
          </Canvas>
          <CanvasMenu target={target} />
          <AddBox />
          <KeyMap />
          <PublishDialog workflowId={workflowId} problems={findings.problems} onShow={reveal} />
        </div>
        {drawerTab !== null && (
          <Drawer tab={drawerTab} workflowId={workflowId} findings={findings} onShow={reveal} />
        )}
      </div>
      {isInspectorOpen && (
        <aside className={classes['side']} style={{ width: inspectorPx }} aria-label="Inspector">
          <Resizer
            label="Width of the inspector"
            edge="left"
            sizePx={inspectorPx}
            limits={inspectorLimits}
            onResize={resizeInspector}
          />
          {shown === null ? <Inspector /> : <VersionSide shown={shown} />}
        </aside>
      )}
      {isCallOpen && (
        <aside className={classes['side']} style={{ width: callPx }} aria-label="Call">
          <Resizer
            label="Width of the call panel"
            edge="left"
            sizePx={callPx}
            limits={callLimits}
            onResize={resizeCall}
          />
          <CallPanel
            workflowId={workflowId}
            document={document}
            problems={findings.problems}
            onBeforeCall={editor.flush}
            onShowProblem={reveal}
          />
        </aside>
      )}
    </main>
  );
});

/**
 * The document for everything but the field that is typed in: words follow when the keystroke has been shown; what was moved
 * or drawn is there at once, where the hand left it.
 */
function useCalmDocument(): WorkflowDocument {
  const document = useDocument();
  const calm = useDeferredValue(document);
  return useMemo(() => (isSameShape(calm, document) ? calm : document), [calm, document]);
}

/** Selects what a problem names and brings it into view. */
function useReveal(editor: Editor): (problem: WorkflowProblem) => void {
  const { setCenter, getZoom } = useReactFlow();
  return useCallback(
    (problem) => {
      const { kind, id, field } = problem;
      shown(problem);
      setPanelOpen('inspector', true);
      if (field !== null && problem.rule !== 'found') focusField(field);
      backToDraft();
      if (id === null || kind === 'workflow') {
        editor.select(nothingSelected);
        return;
      }
      editor.select(kind === 'node' ? { nodeIds: [id], edgeIds: [] } : { nodeIds: [], edgeIds: [id] });
      const { nodes, edges } = editor.store.getState().history.present.document;
      const edge = edges.find((each) => each.id === id);
      const ends = nodes.filter((node) =>
        kind === 'node' ? node.id === id : node.id === edge?.source || node.id === edge?.target,
      );
      if (ends.length === 0) return;
      const middle = (along: 'x' | 'y'): number =>
        ends.reduce((sum, node) => sum + node.position[along], 0) / ends.length;
      void setCenter(middle('x') + cardWidthPx / 2, middle('y') + cardHeightPx / 2, {
        zoom: Math.max(0.7, getZoom()),
        duration: 120,
      });
    },
    [editor, setCenter, getZoom],
  );
}
