import { NumberInput } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Note } from '#shared/domain/workflow.ts';
import { leastNoteSize, resizeNote, writeNote } from '#shared/graph/edit/index.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { useEditor } from './editor-context.ts';
import { InspectorHead } from './inspector-head.tsx';
import classes from './inspector.module.css';

/** A note's text and size. */
export function NoteForm({ note }: { note: Note }): ReactElement {
  const editor = useEditor();
  const { position, size } = note;
  const sizeField = (key: 'width' | 'height', label: string): ReactElement => (
    <NumberInput
      label={label}
      min={leastNoteSize[key]}
      max={2000}
      step={8}
      clampBehavior="blur"
      value={size[key]}
      onChange={(value) => {
        if (typeof value !== 'number') return;
        editor.edit(
          (now) => resizeNote(now, note.id, { ...position, ...size, [key]: value }),
          `${note.id}.${key}`,
        );
      }}
    />
  );
  return (
    <>
      <InspectorHead icon={IconNote} meaning="tool" word="Note" title={note.text.trim() || 'An empty note'} />
      <section className={classes['section']}>
        <GrowingTextarea
          label="Text"
          description="For the people who draw; no model sees it."
          minRows={4}
          maxRows={18}
          value={note.text}
          onChange={(event) => {
            const text = event.currentTarget.value;
            editor.edit((now) => writeNote(now, note.id, text), `${note.id}.text`);
          }}
        />
        {sizeField('width', 'Width')}
        {sizeField('height', 'Height')}
      </section>
    </>
  );
}
