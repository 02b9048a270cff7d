/** What a person may do to the graph by pointing; absent on a canvas that only shows it. */
import type { EdgeEnd, Moves, Point, Selection, Size } from '#shared/graph/edit/index.ts';

/** A place in both systems: canvas pixels, and pixels of the window. */
export interface CanvasPlace {
  canvas: Point;
  window: Point;
}

export interface CanvasEdits {
  /** Cards and notes were let go; `isCopy`: copies of them, the originals stay. */
  onMove: (moves: Moves, isCopy: boolean) => void;
  onConnect: (source: string, target: string) => void;
  /** An edge was let go over empty canvas. */
  onConnectToNothing: (source: string, place: CanvasPlace) => void;
  /** One end of an edge was let go over another node. */
  onReroute: (edgeId: string, end: EdgeEnd, nodeId: string) => void;
  onRefused: (reason: string) => void;
  onSelect: (selection: Selection) => void;
  onMenu: (targetId: string | null, place: CanvasPlace) => void;
  /** A double click on a node or an edge. */
  onOpen: () => void;
  /** A double click on the empty canvas. */
  onOpenEmpty: (place: CanvasPlace) => void;
  /** Something was dragged onto the canvas. */
  onDrop: (data: DataTransfer, place: CanvasPlace) => void;
  onResizeNote: (id: string, size: Size) => void;
  onWriteNote: (id: string, text: string) => void;
  onRenameFrame: (id: string, name: string) => void;
}
