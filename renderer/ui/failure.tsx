/** An error where it happened: what, why, what to do, and the text to copy. */
import { Button, CopyButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './failure.module.css';

export interface FailureProps {
  /** What could not be done. */
  title: string;
  /** Why, and what to do about it. */
  detail: string;
  /** Copied with the detail, e.g. a stack; not shown. */
  trace?: string | undefined;
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
}

export function Failure({
  title,
  detail,
  trace,
  onRetry,
  retryLabel = 'Try again',
}: FailureProps): ReactElement {
  const copied = [title, detail, trace].filter((part) => part !== undefined).join('\n\n');
  return (
    <div className={classes['failure']} role="alert">
      <IconAlertTriangle className={classes['icon']} size={22} aria-hidden />
      <h2 className={classes['title']}>{title}</h2>
      <p className={classes['detail']}>{detail}</p>
      <div className={classes['actions']}>
        {onRetry && (
          <Button leftSection={<IconRefresh size={14} />} onClick={onRetry}>
            {retryLabel}
          </Button>
        )}
        <CopyButton value={copied}>
          {({ copied: isCopied, copy }) => (
            <Button
              variant="default"
              leftSection={isCopied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {isCopied ? 'Copied' : 'Copy error'}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
