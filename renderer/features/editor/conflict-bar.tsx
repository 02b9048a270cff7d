/** Under the toolbar while an agent was changed here and elsewhere: what happened, and the two ways out. */
import { Button } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { navigate } from '../../app/router.ts';
import { useStudio } from '../../stores/studio.ts';
import { formatMoment } from '../../ui/duration.ts';
import { useNow } from '../../ui/use-now.ts';
import { showAction, showError } from '../../ui/toast.tsx';
import { useEditor, useEditorState } from './editor-context.ts';
import classes from './conflict-bar.module.css';

export function ConflictBar(): ReactElement {
  const save = useEditorState((state) => state.save);
  return (
    <div role="alert" className={classes['place']}>
      {save.kind === 'conflict' && <Conflict at={save.current?.updated_at ?? null} />}
    </div>
  );
}

/** `at`: when the other one was saved, ISO 8601; null: it was deleted. */
function Conflict({ at }: { at: string | null }): ReactElement {
  const editor = useEditor();
  const timeZone = useStudio((studio) => studio.settings?.time_zone);
  const nowMs = useNow(60_000);
  const [working, setWorking] = useState<'theirs' | 'mine' | null>(null);
  const isDeleted = at === null;
  const choose = (which: 'theirs' | 'mine', work: () => Promise<void>): void => {
    setWorking(which);
    work()
      .catch((thrown: unknown) => {
        showError('This agent is still as it was', thrown);
      })
      .finally(() => {
        setWorking(null);
      });
  };
  const takeTheirs = async (): Promise<void> => {
    const copy = await editor.takeTheirs();
    if (copy === null) return;
    if (isDeleted) navigate({ screen: 'agent', id: copy.id });
    else showCopy(copy);
  };
  return (
    <div className={classes['bar']}>
      <IconGitMerge size={16} aria-hidden />
      <p>
        <strong>
          {isDeleted
            ? 'This agent was deleted in another window.'
            : `This agent was changed in another window at ${formatMoment(at, nowMs, timeZone)}.`}
        </strong>{' '}
        What you see here is not what is stored.
      </p>
      <Button
        variant="default"
        loading={working === 'theirs'}
        disabled={working !== null}
        title="Your changes are kept as an agent of their own"
        onClick={() => {
          choose('theirs', takeTheirs);
        }}
      >
        {isDeleted ? 'Keep mine as a new agent' : 'Reload, keep mine as a copy'}
      </Button>
      <Button
        variant="outline"
        color="error"
        loading={working === 'mine'}
        disabled={working !== null}
        onClick={() => {
          choose('mine', () => editor.overwrite());
        }}
      >
        {isDeleted ? 'Bring it back with mine' : 'Overwrite with mine'}
      </Button>
    </div>
  );
}

function showCopy({ id, name }: { id: string; name: string }): void {
  showAction(`Your changes are kept as “${name}”`, 'Open it', () => {
    navigate({ screen: 'agent', id });
  });
}
