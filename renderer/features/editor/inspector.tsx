/** The right panel: the fields of what is selected, of the whole agent when nothing is. */
import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { framesIn, notesIn, selectedCount, type Selection } from '#shared/graph/edit/index.ts';
import { plural } from '../../ui/plural.ts';
import { EdgeForm } from './edge-form.tsx';
import { useDocument, useEditor, useEditorState } from './editor-context.ts';
import { removeSelected } from './edits.ts';
import { FrameForm } from './frame-form.tsx';
import { NodeForm } from './node-form.tsx';
import { NoteForm } from './note-form.tsx';
import { WorkflowForm } from './workflow-form.tsx';
import classes from './inspector.module.css';

export const Inspector = memo(function Inspector(): ReactElement {
  const document = useDocument();
  const selection = useEditorState((state) => state.selection);
  const { nodeIds, edgeIds } = selection;
  const count = selectedCount(selection);
  const node = count === 1 ? document.nodes.find(({ id }) => id === nodeIds[0]) : undefined;
  const edge = count === 1 ? document.edges.find(({ id }) => id === edgeIds[0]) : undefined;
  const [noteId] = notesIn(selection);
  const [frameId] = framesIn(selection);
  const note = count === 1 ? document.notes?.find(({ id }) => id === noteId) : undefined;
  const frame = count === 1 ? document.frames?.find(({ id }) => id === frameId) : undefined;
  return (
    <div className={classes['inspector']} data-document-fields>
      {node && <NodeForm key={node.id} node={node} />}
      {edge && <EdgeForm key={edge.id} edge={edge} />}
      {note && <NoteForm key={note.id} note={note} />}
      {frame && <FrameForm key={frame.id} frame={frame} />}
      {count === 0 && <WorkflowForm />}
      {count > 1 && <ManySelected selection={selection} />}
    </div>
  );
});

function ManySelected({ selection }: { selection: Selection }): ReactElement {
  const editor = useEditor();
  const counts: [count: number, one: string][] = [
    [selection.nodeIds.length, 'node'],
    [selection.edgeIds.length, 'edge'],
    [notesIn(selection).length, 'note'],
    [framesIn(selection).length, 'frame'],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, one]) => plural(count, one));
  return (
    <section className={classes['section']}>
      <h2 className={classes['title']}>{parts.join(', ')} selected</h2>
      <p className={classes['note']}>
        Drag them together, move them with the arrow keys, or select one to see its fields.
      </p>
      <div>
        <Button
          variant="outline"
          color="error"
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            editor.edit((now) => removeSelected(now, editor.store.getState().selection));
          }}
        >
          Delete all
        </Button>
      </div>
    </section>
  );
}
