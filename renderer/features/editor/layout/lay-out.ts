/** Automatic layout by ELK, in a worker that is started when it is first needed. */
import ElkConstructor, { type ELK } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { layoutGraphOf, moveNodes, movesOfLayout, type LayoutGraph } from '#shared/graph/edit/index.ts';
import type { Editor } from '../../../stores/editor.ts';
import { showError } from '../../../ui/toast.tsx';
import { documentOf, say } from '../canvas-edits.ts';
import { useSurface } from '../surface.ts';

/** How long the glide of `workflow-canvas.module.css` is asked for: its length, and time for it to begin. */
const glidingMs = 250;

let engine: ELK | null = null;

/** Moves all nodes, or those given, to where they are easiest to read: one step to undo. */
export async function layOut(editor: Editor, nodeIds?: readonly string[]): Promise<void> {
  if (useSurface.getState().isLayingOut) return;
  const document = documentOf(editor);
  const count = nodeIds?.length ?? document.nodes.length;
  if (count < 2) {
    say('There is nothing to lay out: it takes two nodes.');
    return;
  }
  useSurface.setState({ isLayingOut: true });
  try {
    engine ??= new ElkConstructor({ workerUrl });
    const laidOut = await engine.layout<LayoutGraph>(layoutGraphOf(document, nodeIds));
    useSurface.setState({ isGliding: true });
    editor.edit((now) => moveNodes(now, movesOfLayout(now, laidOut)));
    window.setTimeout(() => {
      useSurface.setState({ isGliding: false });
    }, glidingMs);
  } catch (thrown) {
    showError('The graph could not be laid out', thrown);
  } finally {
    useSurface.setState({ isLayingOut: false });
  }
}
