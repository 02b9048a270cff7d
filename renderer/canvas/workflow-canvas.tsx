/** The graph of an agent: editable in the editor, read-only in a run's review, live while a call is up. */
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type Viewport,
} from '@xyflow/react';
import { memo, useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import {
  movesOf,
  nothingSelected,
  selectedAfter,
  type CardNode,
  type Picture,
  type Selection,
  type TransitionEdge as FlowEdge,
} from './adapter.ts';
import { CanvasControls, fitOptions } from './canvas-controls.tsx';
import { connectionRefusal } from './connections.ts';
import { createFlowGraph } from './flow-graph.ts';
import { useFollow } from './follow.ts';
import type { Point } from './geometry.ts';
import { useStableCallback } from '../ui/use-stable-callback.ts';
import { NodeCard } from './node-card.tsx';
import { Overview } from './overview.tsx';
import { ArrowHeads, TransitionEdge } from './transition-edge.tsx';
import { recallViewport, rememberViewport } from './viewports.ts';
import classes from './workflow-canvas.module.css';

export type { Selection } from './adapter.ts';

/** What the pointer is over: a node, an edge, or neither. */
export interface CanvasTarget {
  nodeId: string | null;
  edgeId: string | null;
}

/** A place in both systems: canvas pixels, and pixels of the window. */
export interface CanvasPlace {
  canvas: Point;
  window: Point;
}

/** What a person may do to the graph; absent on a canvas that only shows it. */
export interface CanvasEdits {
  onMove: (moves: ReadonlyMap<string, Point>) => void;
  onConnect: (source: string, target: string) => void;
  /** An edge was let go over empty canvas. */
  onConnectToNothing: (source: string, place: CanvasPlace) => void;
  onRefused: (reason: string) => void;
  onDelete: (selection: Selection) => void;
  onMenu: (target: CanvasTarget, place: CanvasPlace) => void;
  /** A double click on a node or an edge. */
  onOpen: () => void;
  /** Something was dragged onto the canvas. */
  onDrop: (data: DataTransfer, place: CanvasPlace) => void;
}

export interface WorkflowCanvasProps {
  document: WorkflowDocument;
  /** Under this name the canvas remembers where it was looked at; without, it shows everything at first. */
  viewKey?: string;
  problems?: readonly WorkflowProblem[];
  selection?: Selection;
  onSelect?: (selection: Selection) => void;
  /** The call's place and path. While a node is active the canvas follows, unless the person has moved it. */
  activeNodeId?: string | null;
  lastEdgeId?: string | null;
  visitedNodeIds?: readonly string[];
  visitedEdgeIds?: readonly string[];
  /** Without edits the canvas is read-only. */
  edits?: CanvasEdits;
  /** Panels over the canvas. */
  children?: ReactNode;
}

const nodeTypes = { card: NodeCard };
const edgeTypes = { transition: TransitionEdge };
const none: readonly never[] = [];
const grid: [number, number] = [8, 8];
const deleteKeys = ['Delete', 'Backspace'];
const addKeys = ['Control', 'Meta', 'Shift'];
const nothingDragged: ReadonlyMap<string, Point> = new Map();
/** Cards from which on a map of the whole helps. */
const mapFrom = 14;

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
  selection = nothingSelected,
  onSelect,
  activeNodeId = null,
  lastEdgeId = null,
  visitedNodeIds = none,
  visitedEdgeIds = none,
  edits,
  children,
}: WorkflowCanvasProps): ReactElement {
  const [graph] = useState(createFlowGraph);
  const [dragged, setDragged] = useState(nothingDragged);
  const [initialViewport] = useState(() => (viewKey === undefined ? null : recallViewport(viewKey)));
  const picture = useMemo<Picture>(
    () => ({
      document,
      dragged,
      selection,
      problems,
      path: { activeNodeId, lastEdgeId, visitedNodeIds, visitedEdgeIds },
    }),
    [document, dragged, selection, problems, activeNodeId, lastEdgeId, visitedNodeIds, visitedEdgeIds],
  );
  const nodes = useMemo(() => graph.nodes(picture), [graph, picture]);
  const edges = useMemo(() => graph.edges(picture), [graph, picture]);
  const following = useFollow(document, activeNodeId);
  const view = useSteadyFit(initialViewport !== null, activeNodeId !== null);
  const select = useSelect(selection, onSelect);
  const { screenToFlowPosition } = useReactFlow();
  const placeOf = (event: { clientX: number; clientY: number }): CanvasPlace => {
    const inWindow = { x: event.clientX, y: event.clientY };
    return { window: inWindow, canvas: screenToFlowPosition(inWindow) };
  };
  const openMenu = (event: MouseEvent | React.MouseEvent, target: Partial<CanvasTarget>): void => {
    if (!edits) return;
    event.preventDefault();
    edits.onMenu({ nodeId: null, edgeId: null, ...target }, placeOf(event));
  };
  // React Flow takes each new callback into its store, and every card and edge looks at the store again then.
  const changeNodes = useStableCallback((changes: NodeChange<CardNode>[]): void => {
    select((now) => ({ ...now, nodeIds: selectedAfter(now.nodeIds, changes) }));
    const { held, dropped } = movesOf(changes);
    if (held.size > 0) setDragged((before) => new Map([...before, ...held]));
    if (dropped.size === 0) return;
    setDragged(nothingDragged);
    edits?.onMove(dropped);
  });
  const changeEdges = useStableCallback((changes: EdgeChange<FlowEdge>[]): void => {
    select((now) => ({ ...now, edgeIds: selectedAfter(now.edgeIds, changes) }));
  });
  // React Flow deletes nodes and edges in two steps; the edit is one, so that one undo brings all back.
  const deleteAtOnce = useStableCallback((going: { nodes: CardNode[]; edges: FlowEdge[] }) => {
    edits?.onDelete({ nodeIds: going.nodes.map(({ id }) => id), edgeIds: going.edges.map(({ id }) => id) });
    return Promise.resolve(false);
  });
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
  const isReadOnly = edits === undefined;
  return (
    <ReactFlow<CardNode, FlowEdge>
      className={classes['canvas'] ?? ''}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={changeNodes}
      onEdgesChange={changeEdges}
      onBeforeDelete={deleteAtOnce}
      onConnect={connect}
      onConnectEnd={finishConnection}
      isValidConnection={mayConnect}
      onNodeContextMenu={(event, node) => {
        openMenu(event, { nodeId: node.id });
      }}
      onEdgeContextMenu={(event, edge) => {
        openMenu(event, { edgeId: edge.id });
      }}
      onNodeDoubleClick={() => edits?.onOpen()}
      onEdgeDoubleClick={() => edits?.onOpen()}
      onPaneContextMenu={(event) => {
        openMenu(event, {});
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
      nodesDraggable={!isReadOnly}
      nodesConnectable={!isReadOnly}
      deleteKeyCode={isReadOnly ? null : deleteKeys}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={addKeys}
      selectionMode={SelectionMode.Partial}
      panOnScroll
      zoomOnDoubleClick={false}
      minZoom={0.08}
      maxZoom={2}
      snapToGrid
      snapGrid={grid}
      connectionRadius={0}
      onlyRenderVisibleElements
      elevateNodesOnSelect={false}
      aria-label="Graph of the agent"
    >
      <ArrowHeads />
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.2} />
      <CanvasControls following={following} isLive={activeNodeId !== null} onTouch={view.touch} />
      {nodes.length >= mapFrom && <Overview nodes={document.nodes} />}
      {children}
    </ReactFlow>
  );
});

/**
 * Shows everything again when the canvas gets another size, such as by a panel that opens, until the person has
 * chosen a view of their own.
 */
function useSteadyFit(isRestored: boolean, isLive: boolean): { touch: () => void; isTouched: () => boolean } {
  const touched = useRef(isRestored);
  const { fitView } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  useEffect(() => {
    if (width > 0 && height > 0 && !touched.current && !isLive) void fitView(fitOptions);
  }, [width, height, isLive, fitView]);
  return {
    touch: () => {
      touched.current = true;
    },
    isTouched: () => touched.current,
  };
}

/**
 * Selection as a state that React Flow changes in halves, nodes and edges apart, within one event: each half must
 * see the other's change before the next render.
 */
function useSelect(
  selection: Selection,
  onSelect: ((selection: Selection) => void) | undefined,
): (change: (now: Selection) => Selection) => void {
  const latest = useRef(selection);
  useEffect(() => {
    latest.current = selection;
  }, [selection]);
  return (change) => {
    const next = change(latest.current);
    if (next.nodeIds === latest.current.nodeIds && next.edgeIds === latest.current.edgeIds) return;
    latest.current = next;
    onSelect?.(next);
  };
}

/** The node drawn at a place of the window; null over empty canvas. */
function nodeIdAt(clientX: number, clientY: number): string | null {
  const card = window.document.elementFromPoint(clientX, clientY)?.closest('.react-flow__node');
  return card?.getAttribute('data-id') ?? null;
}
