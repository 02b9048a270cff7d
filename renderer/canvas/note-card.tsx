/** A note on the canvas: text for the people who draw, which no model sees. */
import { NodeResizeControl, type NodeProps } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { leastNoteSize } from '#shared/graph/edit/index.ts';
import type { NoteNode } from './backdrop.ts';
import { domIdOf, useCanvasEditing, useWriting, writeInPlace } from './canvas-context.ts';
import { InPlaceText } from './in-place-text.tsx';
import classes from './note-card.module.css';

export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>): ReactElement {
  const { note } = data;
  const edits = useCanvasEditing();
  const isWriting = useWriting((writing) => writing.id === id);
  return (
    <div
      id={domIdOf(id)}
      role="group"
      aria-label={`Note: ${note.text.trim() || 'empty'}`}
      className={classes['note']}
      data-selected={selected}
      onDoubleClick={() => {
        if (edits) writeInPlace(id);
      }}
    >
      {isWriting && edits ? (
        <InPlaceText
          label="Text of the note"
          text={note.text}
          isLong
          className={classes['field']}
          onKeep={(text) => {
            edits.onWriteNote(id, text);
          }}
        />
      ) : (
        <p className={classes['text']} data-missing={note.text.trim() === ''}>
          {note.text.trim() === '' ? 'An empty note' : note.text}
        </p>
      )}
      {selected && edits && (
        <NodeResizeControl
          className={classes['corner'] ?? ''}
          position="bottom-right"
          minWidth={leastNoteSize.width}
          minHeight={leastNoteSize.height}
        />
      )}
    </div>
  );
});
