/** A named frame around cards. Only its name takes the pointer: everything else of it lies behind the cards. */
import type { NodeProps } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { frameHandleClass, type FrameNode } from './backdrop.ts';
import { domIdOf, useCanvasEditing, useWriting, writeInPlace } from './canvas-context.ts';
import { InPlaceText } from './in-place-text.tsx';
import classes from './frame-card.module.css';

export const FrameCard = memo(function FrameCard({ id, data, selected }: NodeProps<FrameNode>): ReactElement {
  const { frame } = data;
  const edits = useCanvasEditing();
  const isWriting = useWriting((writing) => writing.id === id);
  const name = frame.name.trim();
  return (
    <div
      id={domIdOf(id)}
      role="group"
      aria-label={`Frame ${name || 'without a name'}`}
      className={classes['frame']}
      data-selected={selected}
    >
      {isWriting && edits ? (
        <InPlaceText
          label="Name of the frame"
          text={frame.name}
          isLong={false}
          className={`${classes['name'] ?? ''} ${classes['field'] ?? ''}`}
          onKeep={(text) => {
            edits.onRenameFrame(id, text.trim());
          }}
        />
      ) : (
        <div
          className={`${classes['name'] ?? ''} ${edits ? frameHandleClass : ''}`}
          data-missing={name === ''}
          title={edits ? 'Drag to move the frame, double-click to rename it' : undefined}
          onClick={() => {
            edits?.onSelect({ nodeIds: [], edgeIds: [], frameIds: [id] });
          }}
          onDoubleClick={() => {
            if (edits) writeInPlace(id);
          }}
        >
          {name === '' ? 'No name' : name}
        </div>
      )}
    </div>
  );
});
