/** What stands over the canvas for a moment: the box to add and find, the menu, the key map, the layout at work. */
import { create } from 'zustand';
import type { EdgeEnd } from '#shared/graph/edit/index.ts';
import type { CanvasPlace } from '../../canvas/canvas-edits.ts';

export type BoxPurpose =
  /** Adds a step, led to from `from`, or finds one. */
  | { kind: 'add'; from: string | null }
  /** Leads an edge from `from` to a node, there already or new. `isDrawn`: an edge was let go over empty canvas. */
  | { kind: 'connect'; from: string; isDrawn: boolean }
  | { kind: 'reroute'; edgeId: string; end: EdgeEnd };

export interface BoxState {
  purpose: BoxPurpose;
  /** Where a new node goes and the box stands; null: beside the selected node or in the middle. */
  place: CanvasPlace | null;
  text: string;
}

export interface MenuState {
  place: CanvasPlace;
  /** Over a thing, which is selected, or over the empty canvas. */
  isOverThing: boolean;
}

interface Surface {
  box: BoxState | null;
  menu: MenuState | null;
  isKeyMapOpen: boolean;
  isLayingOut: boolean;
  /** Cards glide to where a layout put them. */
  isGliding: boolean;
}

export const useSurface = create<Surface>()(() => ({
  box: null,
  menu: null,
  isKeyMapOpen: false,
  isLayingOut: false,
  isGliding: false,
}));

export function openBox(purpose: BoxPurpose, place: CanvasPlace | null = null, text = ''): void {
  useSurface.setState({ box: { purpose, place, text }, menu: null });
}

export function closeBox(): void {
  useSurface.setState({ box: null });
}
