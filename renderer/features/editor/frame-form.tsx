import { Button, TextInput } from '@mantine/core';
import { IconFrame } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Frame } from '#shared/domain/workflow.ts';
import { renameFrame, unframe } from '#shared/graph/edit/index.ts';
import { plural } from '../../ui/plural.ts';
import { useEditor } from './editor-context.ts';
import { InspectorHead } from './inspector-head.tsx';
import classes from './inspector.module.css';

/** A frame's name, and what is in it. */
export function FrameForm({ frame }: { frame: Frame }): ReactElement {
  const editor = useEditor();
  return (
    <>
      <InspectorHead icon={IconFrame} meaning="muted" word="Frame" title={frame.name.trim() || 'No name'} />
      <section className={classes['section']}>
        <TextInput
          label="Name"
          value={frame.name}
          onChange={(event) => {
            const name = event.currentTarget.value;
            editor.edit((now) => renameFrame(now, frame.id, name), `${frame.id}.name`);
          }}
        />
        <p className={classes['note']}>
          {plural(frame.node_ids.length, 'node')} in it. Drag it by its name to move them together; drop a
          node inside to add it, outside to take it out.
        </p>
        <div className={classes['buttons']}>
          <Button
            variant="default"
            onClick={() => {
              editor.select({ nodeIds: frame.node_ids, edgeIds: [] });
            }}
          >
            Select its nodes
          </Button>
          <Button
            variant="default"
            onClick={() => {
              editor.edit((now) => unframe(now, [frame.id]));
            }}
          >
            Take the frame away
          </Button>
        </div>
      </section>
    </>
  );
}
