/** Short notices at the foot of the window: something done that can be undone, or something that failed. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { errorText } from './error-text.ts';
import classes from './toast.module.css';

const actionMs = 10_000;

/** Says what was done, with an Undo button for ten seconds. */
export function showUndo(message: string, onUndo: () => Promise<void> | void): void {
  showAction(message, 'Undo', () => {
    void Promise.resolve(onUndo()).catch((thrown: unknown) => {
      showError('Could not undo', thrown);
    });
  });
}

/** Says what was done, with a button for what may come next, for ten seconds. */
export function showAction(message: string, label: string, onAction: () => void): void {
  const id = notifications.show({
    message: (
      <div className={classes['row']}>
        <span>{message}</span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            onAction();
          }}
        >
          {label}
        </Button>
      </div>
    ),
    autoClose: actionMs,
    withBorder: true,
  });
}

/** Says what happened; gone by itself. */
export function showNotice(message: string): void {
  notifications.show({ message, autoClose: 4000, withBorder: true });
}

/** Says what a person has to know; stays until it is read. */
export function showWarning(message: string): void {
  notifications.show({
    message,
    color: 'tool',
    icon: <IconAlertTriangle size={16} />,
    autoClose: false,
    withBorder: true,
  });
}

/** Says what failed and why; stays until it is read. */
export function showError(title: string, thrown: unknown): void {
  notifications.show({
    title,
    message: errorText(thrown),
    color: 'error',
    icon: <IconAlertTriangle size={16} />,
    autoClose: false,
    withBorder: true,
  });
}
