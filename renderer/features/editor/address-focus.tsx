/** Selects what the address points at (`#/agents/ID?node=…`) and brings it into view: where a search hit leads. */
import { useNodesInitialized, useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import type { Focus } from '../../app/routes.ts';
import { nothingSelected } from '../../canvas/adapter.ts';
import { cardHeightPx, cardWidthPx } from '../../canvas/geometry.ts';
import type { Editor } from '../../stores/editor.ts';
import { setPanelOpen } from '../../stores/layout.ts';

/** At which a card can be read. */
const readableZoom = 0.8;
/** The canvas first shows everything; the place comes after that. */
const afterFitMs = 150;

export function AddressFocus({ editor, focus }: { editor: Editor; focus: Focus | undefined }): null {
  const { setCenter, getZoom } = useReactFlow();
  const isDrawn = useNodesInitialized();
  useEffect(() => {
    if (focus === undefined || !isDrawn) return undefined;
    const { nodes, edges, notes = [], frames = [] } = editor.store.getState().history.present.document;
    const edge = edges.find(({ id }) => focus.kind === 'edge' && id === focus.id);
    const frame = frames.find(({ id }) => focus.kind === 'frame' && id === focus.id);
    const within = new Set(edge ? [edge.source, edge.target] : (frame?.node_ids ?? [focus.id]));
    const places = [...nodes, ...notes].filter(({ id }) => within.has(id)).map(({ position }) => position);
    if (places.length === 0) return undefined;
    setPanelOpen('inspector', true);
    if (focus.kind === 'node') editor.select({ ...nothingSelected, nodeIds: [focus.id] });
    if (focus.kind === 'edge') editor.select({ ...nothingSelected, edgeIds: [focus.id] });
    const middle = (along: 'x' | 'y'): number =>
      places.reduce((sum, place) => sum + place[along], 0) / places.length;
    const timer = setTimeout(() => {
      void setCenter(middle('x') + cardWidthPx / 2, middle('y') + cardHeightPx / 2, {
        zoom: Math.max(readableZoom, getZoom()),
      });
    }, afterFitMs);
    return () => {
      clearTimeout(timer);
    };
  }, [editor, focus, isDrawn, setCenter, getZoom]);
  return null;
}
