/** Every edit of a workflow document: pure functions, each answering a new document that shares what is unchanged. */
export { addEdge, addNodeWith, type Added } from './add.ts';
export { align, distribute, type Alignment } from './align.ts';
export {
  clipBox,
  clipOf,
  duplicate,
  isEmptyClip,
  offsetTo,
  pasteClip,
  type Clip,
  type Pasted,
} from './clip.ts';
export { clipFromText, clipToText, type ReadClip } from './clip-text.ts';
export {
  boxAround,
  cardBox,
  cardSize,
  frameBox,
  gridPx,
  noteBox,
  onGrid,
  placesOf,
  type Box,
  type Point,
  type Size,
} from './extent.ts';
export { dropNodes, frameNodes, joinFrame, leaveFrames, renameFrame, unframe } from './frames.ts';
export { freeId } from './ids.ts';
export { layoutGraphOf, movesOfLayout, type LayoutGraph } from './layout.ts';
export { moveNodes, nudge, placesOfSelected, type Moves } from './move.ts';
export { addNote, leastNoteSize, resizeNote, writeNote } from './notes.ts';
export { patchConfigurations, patchEdge, patchNode, type Patch } from './patch.ts';
export { removeSelected } from './remove.ts';
export { rerouteEdge, type EdgeEnd } from './reroute.ts';
export {
  everything,
  extendAlong,
  framesIn,
  isSameSelection,
  isSelected,
  nothingSelected,
  notesIn,
  selectable,
  selectedCount,
  selectionOf,
  type Reach,
  type Selection,
} from './selection.ts';
