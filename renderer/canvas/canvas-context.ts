/** What the things on a canvas can ask of it: edits where it is editable, and which text is being written in place. */
import { createContext, useContext } from 'react';
import { create } from 'zustand';
import type { CanvasEdits } from './canvas-edits.ts';

export const CanvasEditsContext = createContext<CanvasEdits | null>(null);

export const useCanvasEditing = (): CanvasEdits | null => useContext(CanvasEditsContext);

/** Where the labels of edges are drawn, over all edges. Looked up once: React Flow's own portal looks at each of its changes. */
export const LabelLayerContext = createContext<Element | null>(null);

/** The note or frame whose text is being written where it stands; one at a time. */
export const useWriting = create<{ id: string | null }>()(() => ({ id: null }));

export function writeInPlace(id: string | null): void {
  useWriting.setState({ id });
}

/** The DOM id of the thing on the canvas that stands for a node, an edge, a note or a frame. */
export const domIdOf = (id: string): string => `canvas-${id}`;
