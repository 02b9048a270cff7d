/** Asks before a run is deleted: its recording and events cannot be brought back. */
import { Button, Modal } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { Run } from '#shared/domain/run.ts';
import { deleteRun } from '../../stores/runs.ts';
import { errorText } from '../../ui/error-text.ts';
import classes from './runs.module.css';

export interface DeleteRunProps {
  /** Null: closed. */
  run: Run | null;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteRun({ run, onClose, onDeleted }: DeleteRunProps): ReactElement {
  const [isDeleting, setDeleting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const close = (): void => {
    setFailure(null);
    onClose();
  };
  const remove = async (id: string): Promise<void> => {
    setDeleting(true);
    setFailure(null);
    try {
      await deleteRun(id);
      onDeleted?.();
      close();
    } catch (error) {
      setFailure(errorText(error));
    } finally {
      setDeleting(false);
    }
  };
  return (
    <Modal opened={run !== null} onClose={close} title="Delete this run?" centered size="sm">
      {run !== null && (
        <>
          <p className={classes['confirm']}>
            The run of <strong>{run.workflow_name}</strong> from{' '}
            <strong>{new Date(run.created_at).toLocaleString()}</strong> goes with its events, transcript
            {run.recording_url === null ? '' : ' and recording'}. This cannot be undone.
          </p>
          {failure !== null && (
            <p className={classes['confirmError']} role="alert">
              {failure}
            </p>
          )}
          <div className={classes['confirmActions']}>
            <Button variant="default" data-autofocus onClick={close}>
              Keep it
            </Button>
            <Button
              color="error"
              loading={isDeleting}
              onClick={() => {
                void remove(run.id);
              }}
            >
              Delete run
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
