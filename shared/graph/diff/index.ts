/** Comparing two workflow documents by what they do, and bringing changes from one into another. */
export { applyChanges } from './apply.ts';
export type { Change, FieldChange, LayoutChanges, WorkflowDiff } from './change.ts';
export { diffWorkflows, isSameDrawing } from './diff.ts';
export { restoreAll, restorePiece, type Piece } from './restore.ts';
