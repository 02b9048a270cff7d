import { Button, Loader, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPencil } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useEditor, useEditorState } from './editor-context.ts';
import classes from './editor.module.css';

/** Whether what is on the screen is in the library. */
export function SaveStatus(): ReactElement {
  const editor = useEditor();
  const save = useEditorState((state) => state.save);
  const isRecovered = useEditorState((state) => state.isRecovered);
  return (
    <div className={classes['save']} role="status" aria-live="polite" data-state={save.kind}>
      {save.kind === 'saved' && (
        <>
          <IconCheck size={14} aria-hidden /> Saved
        </>
      )}
      {save.kind === 'unsaved' && (
        <>
          <IconPencil size={14} aria-hidden /> {isRecovered ? 'Recovered unsaved changes' : 'Edited'}
        </>
      )}
      {save.kind === 'saving' && (
        <>
          <Loader size={12} color="muted" /> Saving…
        </>
      )}
      {save.kind === 'conflict' && (
        <span className={classes['saveFailed']}>
          <IconAlertTriangle size={14} aria-hidden /> Not saved: changed elsewhere
        </span>
      )}
      {save.kind === 'failed' && (
        <>
          <Tooltip
            multiline
            maw={360}
            label={`${save.reason} Your changes are kept in this window and tried again by themselves.`}
          >
            <span className={classes['saveFailed']}>
              <IconAlertTriangle size={14} aria-hidden /> Not saved
            </span>
          </Tooltip>
          <Button
            size="compact-xs"
            variant="light"
            color="error"
            onClick={() => {
              // The reason is shown beside the button.
              editor.flush().catch(() => undefined);
            }}
          >
            Save now
          </Button>
        </>
      )}
    </div>
  );
}
