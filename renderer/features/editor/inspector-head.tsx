import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { removeSelected } from './edits.ts';
import { useEditor } from './editor-context.ts';
import classes from './inspector.module.css';

export interface InspectorHeadProps {
  icon: Icon;
  /** CSS variable's name without its prefix. */
  meaning: string;
  word: string;
  title: string;
  /** What such a thing is for, as the word's tooltip. */
  help?: string;
}

/** What is selected, by icon, word and name, and the way to delete it. */
export function InspectorHead({ icon: Icon, meaning, word, title, help }: InspectorHeadProps): ReactElement {
  const editor = useEditor();
  return (
    <header className={classes['head']}>
      <span
        className={classes['badge']}
        style={{ color: `var(--parley-${meaning})`, background: `var(--parley-${meaning}-soft)` }}
      >
        <Icon size={16} stroke={1.8} aria-hidden />
      </span>
      <div className={classes['headText']}>
        <Tooltip label={help ?? ''} disabled={help === undefined} multiline w={260} position="bottom-start">
          <span className={classes['kind']}>{word}</span>
        </Tooltip>
        <h2 className={classes['title']}>{title}</h2>
      </div>
      <Tooltip label={`Delete this ${word.toLowerCase()}`}>
        <ActionIcon
          aria-label="Delete"
          onClick={() => {
            editor.edit((now) => removeSelected(now, editor.store.getState().selection));
          }}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
