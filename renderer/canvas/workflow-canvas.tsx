/** The graph of an agent: editable in the editor, read-only in a run's review, live while a call is up. */
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useKeyPress,
  useReactFlow,
  useStore,
  type Connection,
  type FinalConnectionState,
  type Viewport,
} from '@xyflow/react';
import { memo, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { framesIn, gridPx, notesIn, selectedCount } from '#shared/graph/edit/index.ts';
import {
  nothingSelected,
  type ChangeMarks,
  type Picture,
  type RunCounts,
  type Selection,
  type TransitionEdge as FlowEdge,
} from './adapter.ts';
import type { FlowNode } from './backdrop.ts';
import { CanvasControls, fitOptions } from './canvas-controls.tsx';
import { CanvasEditsContext, domIdOf, LabelLayerContext } from './canvas-context.ts';
import type { CanvasEdits, CanvasPlace } from './canvas-edits.ts';
import { connectionRefusal } from './connections.ts';
import { createFlowGraph } from './flow-graph.ts';
import { FarLayer } from './far-layer.tsx';
import { useFollow } from './follow.ts';
import { FrameCard } from './frame-card.tsx';
import { useStableCallback } from '../ui/use-stable-callback.ts';
import { detailAt } from './geometry.ts';
import { nodeIdAt } from './node-at.ts';
import { NodeCard } from './node-card.tsx';
import { NoteCard } from './note-card.tsx';
import { Overview } from './overview.tsx';
import { mostCards, onStage, standsOn } from './stage.ts';
import { useSteadyFit } from './steady-fit.ts';
import { ArrowHeads, TransitionEdge } from './transition-edge.tsx';
import { useBoxSelection } from './use-box-selection.ts';
import { useHand } from './use-hand.ts';
import { useStage } from './use-stage.ts';
import { useUnderHand } from './use-under-hand.ts';
import { recallViewport, rememberViewport } from './viewports.ts';
import classes from './workflow-canvas.module.css';

export type { Selection } from './adapter.ts';

export interface WorkflowCanvasProps {
  document: WorkflowDocument;
  /** Under this name the canvas remembers where it was looked at; without, it shows everything at first. */
  viewKey?: string;
  /** What forbids calling, and what does not. */
  problems?: readonly WorkflowProblem[];
  hints?: readonly WorkflowProblem[];
  /** How often runs have come by each node and edge; null or absent paints nothing. */
  counts?: RunCounts | null;
  /** What differs from another version of the document; null or absent paints nothing. */
  changes?: ChangeMarks | null;
  selection?: Selection;
  onSelect?: (selection: Selection) => void;
  /** The call's place and path. While a node is active the canvas follows, unless the person has moved it. */
  activeNodeId?: string | null;
  lastEdgeId?: string | null;
  visitedNodeIds?: readonly string[];
  visitedEdgeIds?: readonly string[];
  /** Without edits the canvas is read-only. */
  edits?: CanvasEdits;
  /** Cards snap to the grid; default true. */
  isSnapping?: boolean;
  /** A map of the whole, once there are enough cards; default true. */
  isMapShown?: boolean;
  /** Panels over the canvas. */
  children?: ReactNode;
}

const nodeTypes = { card: NodeCard, note: NoteCard, frame: FrameCard };
const edgeTypes = { transition: TransitionEdge };
const none: readonly never[] = [];
const grid: [number, number] = [gridPx, gridPx];
const addKeys = ['Control', 'Meta', 'Shift'];
/** Cards from which on a map of the whole helps. */
const mapFrom = 14;
/** Selected cards and edges that stand wherever they are. */
const mostChosen = 12;

/** A canvas of its own. The editor, whose bar also moves the view, provides React Flow itself and uses `Canvas`. */
export function WorkflowCanvas(props: WorkflowCanvasProps): ReactElement {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

export const Canvas = memo(function Canvas({
  document,
  viewKey,
  problems = none,
  hints = none,
  counts = null,
  changes = null,
  selection = nothingSelected,
  onSelect,
  activeNodeId = null,
  lastEdgeId = null,
  visitedNodeIds = none,
  visitedEdgeIds = none,
  edits,
  isSnapping = true,
  isMapShown = true,
  children,
}: WorkflowCanvasProps): ReactElement {
  const [graph] = useState(createFlowGraph);
  const [initialViewport] = useState(() => (viewKey === undefined ? null : recallViewport(viewKey)));
  const hand = useHand(document, selection, onSelect, edits);
  const { dragged } = hand;
  const picture = useMemo<Picture>(
    () => ({
      document,
      dragged,
      selection,
      problems,
      hints,
      counts,
      changes,
      path: { activeNodeId, lastEdgeId, visitedNodeIds, visitedEdgeIds },
    }),
    [
      document,
      dragged,
      selection,
      problems,
      hints,
      counts,
      changes,
      activeNodeId,
      lastEdgeId,
      visitedNodeIds,
      visitedEdgeIds,
    ],
  );
  const allNodes = useMemo(() => graph.nodes(picture), [graph, picture]);
  const allEdges = useMemo(() => graph.edges(picture), [graph, picture]);
  const cards = useMemo(() => allNodes.filter((node) => node.type === 'card'), [allNodes]);
  const isPainted = cards.length > mostCards.far;
  const isSpaceHeld = useKeyPress('Space');
  const { underHand, watch } = useUnderHand(cards, allEdges, isPainted && !isSpaceHeld);
  const { cardId, pressedId, edgeId } = underHand;
  const always = useMemo(
    () =>
      new Set(
        [cardId, pressedId, activeNodeId, ...selection.nodeIds.slice(0, mostChosen)].filter(
          (id) => id !== null,
        ),
      ),
    [cardId, pressedId, activeNodeId, selection.nodeIds],
  );
  const stage = useStage(cards, always);
  const nodes = useMemo(() => onStage(allNodes, stage), [allNodes, stage]);
  const alwaysEdges = useMemo(
    () =>
      new Set([edgeId, lastEdgeId, ...selection.edgeIds.slice(0, mostChosen)].filter((id) => id !== null)),
    [edgeId, lastEdgeId, selection.edgeIds],
  );
  const edges = useMemo(
    () => (stage === null ? allEdges : allEdges.filter((edge) => standsOn(stage, edge, alwaysEdges))),
    [allEdges, stage, alwaysEdges],
  );
  const scene = useMemo(
    () =>
      stage && {
        cards: cards.filter(({ id }) => !stage.has(id)),
        edges: allEdges.filter((edge) => !standsOn(stage, edge, alwaysEdges)),
      },
    [cards, allEdges, stage, alwaysEdges],
  );
  useBoxSelection(document, cards, isPainted, hand.select);
  const following = useFollow(document, activeNodeId);
  const view = useSteadyFit(initialViewport !== null, activeNodeId !== null);
  const { screenToFlowPosition } = useReactFlow();
  const placeOf = (event: { clientX: number; clientY: number }): CanvasPlace => {
    const inWindow = { x: event.clientX, y: event.clientY };
    return { window: inWindow, canvas: screenToFlowPosition(inWindow, { snapToGrid: false }) };
  };
  const openMenu = (event: MouseEvent | React.MouseEvent, id: string | null): void => {
    if (!edits) return;
    event.preventDefault();
    edits.onMenu(id, placeOf(event));
  };
  // React Flow takes each new callback into its store, and every card and edge looks at the store again then.
  const connect = useStableCallback(({ source, target }: Connection): void => {
    edits?.onConnect(source, target);
  });
  const mayConnect = useStableCallback(
    ({ source, target }: Connection | FlowEdge): boolean =>
      connectionRefusal(document, source, target) === null,
  );
  const startMove = useStableCallback((event: MouseEvent | TouchEvent | null): void => {
    // Movements of the studio's own carry no event.
    if (event === null) return;
    following.stop();
    view.touch();
  });
  const endMove = useStableCallback((_: MouseEvent | TouchEvent | null, viewport: Viewport): void => {
    if (viewKey !== undefined && view.isTouched()) rememberViewport(viewKey, viewport);
  });
  const finishConnection = useStableCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
      if (!edits || state.isValid === true || !state.fromNode || !('clientX' in event)) return;
      const under = nodeIdAt(event.clientX, event.clientY);
      if (under === null) edits.onConnectToNothing(state.fromNode.id, placeOf(event));
      else if (under !== state.fromNode.id)
        edits.onRefused(
          connectionRefusal(document, state.fromNode.id, under) ?? 'The edge could not be drawn.',
        );
    },
  );
  // Cards and edges take these as their props: new ones would draw all of them again.
  const openNodeMenu = useStableCallback((event: React.MouseEvent, { id }: { id: string }): void => {
    openMenu(event, id);
  });
  const openNode = useStableCallback((_: React.MouseEvent, { type }: { type?: string | undefined }): void => {
    if (type === 'card') edits?.onOpen();
  });
  const openEdge = useStableCallback((): void => {
    edits?.onOpen();
  });
  const detail = useStore(({ transform: [, , zoom] }) => detailAt(zoom));
  const inside = useStore(({ domNode }) => domNode);
  const labels = useMemo(() => inside?.querySelector('.react-flow__edgelabel-renderer') ?? null, [inside]);
  const isReadOnly = edits === undefined;
  const activeId = [
    ...selection.nodeIds,
    ...selection.edgeIds,
    ...notesIn(selection),
    ...framesIn(selection),
  ].at(-1);
  return (
    <CanvasEditsContext value={edits ?? null}>
      <LabelLayerContext value={labels}>
        <ReactFlow<FlowNode, FlowEdge>
          className={classes['canvas'] ?? ''}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={hand.changeNodes}
          onEdgesChange={hand.changeEdges}
          onNodeDragStart={hand.startDrag}
          onSelectionDragStart={hand.startDrag}
          onConnect={connect}
          onConnectEnd={finishConnection}
          isValidConnection={mayConnect}
          onNodeContextMenu={openNodeMenu}
          onEdgeContextMenu={openNodeMenu}
          onSelectionContextMenu={(event, [first]) => {
            openMenu(event, first?.id ?? null);
          }}
          onNodeDoubleClick={openNode}
          onEdgeDoubleClick={openEdge}
          onPaneContextMenu={(event) => {
            openMenu(event, null);
          }}
          onDoubleClick={(event) => {
            const isEmpty = event.target instanceof Element && event.target.matches('.react-flow__pane');
            if (isEmpty) edits?.onOpenEmpty(placeOf(event));
          }}
          data-selected={selectedCount(selection) > 0}
          data-detail={detail}
          data-many={selectedCount(selection) > 1}
          // The canvas is one stop of the Tab key; what is selected in it is what the keys work on.
          tabIndex={0}
          aria-activedescendant={activeId === undefined ? undefined : domIdOf(activeId)}
          onPointerMove={watch.onPointerMove}
          onPointerUpCapture={watch.onPointerUpCapture}
          onPointerDownCapture={(event) => {
            const { currentTarget, target } = event;
            watch.onPointerDownCapture();
            if (target instanceof Element && !target.closest('input, textarea, button'))
              currentTarget.focus({ preventScroll: true });
          }}
          onDragOver={(event) => {
            if (isReadOnly) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = 'copy';
          }}
          onDrop={(event) => {
            event.preventDefault();
            edits?.onDrop(event.dataTransfer, placeOf(event));
          }}
          onMoveStart={startMove}
          onMoveEnd={endMove}
          {...(initialViewport === null
            ? { fitView: true, fitViewOptions: fitOptions }
            : { defaultViewport: initialViewport })}
          // With Space held, the hand moves the canvas also over a card.
          nodesDraggable={!isReadOnly && !isSpaceHeld}
          nodesConnectable={!isReadOnly}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode="Shift"
          multiSelectionKeyCode={addKeys}
          selectionMode={SelectionMode.Partial}
          panOnScroll
          zoomOnDoubleClick={false}
          minZoom={0.08}
          maxZoom={2}
          snapToGrid={isSnapping}
          snapGrid={grid}
          connectionRadius={0}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          aria-label="Graph of the agent"
        >
          {scene && <FarLayer scene={scene} />}
          <ArrowHeads />
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.2} />
          <CanvasControls following={following} isLive={activeNodeId !== null} onTouch={view.touch} />
          {isMapShown && document.nodes.length >= mapFrom && <Overview nodes={document.nodes} />}
          {children}
        </ReactFlow>
      </LabelLayerContext>
    </CanvasEditsContext>
  );
});
