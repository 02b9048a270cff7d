/** A problem where it happened: what, and what to do, with the steps that help as buttons. */
import { ActionIcon, CopyButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy, IconX } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './call-panel.module.css';

export interface ProblemCardProps {
  title: string;
  advice: ReactNode;
  /** Text put on the clipboard. */
  copied: string;
  actions?: ReactNode;
  onDismiss?: () => void;
}

export function ProblemCard({ title, advice, copied, actions, onDismiss }: ProblemCardProps): ReactElement {
  return (
    <div className={classes['problem']} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <div className={classes['problemText']}>
        <strong>{title}</strong>
        <div>{advice}</div>
        {actions !== undefined && <div className={classes['problemActions']}>{actions}</div>}
      </div>
      <div className={classes['problemCorner']}>
        <CopyButton value={copied}>
          {({ copied: isCopied, copy }) => (
            <ActionIcon size={22} aria-label={isCopied ? 'Copied' : 'Copy the error'} onClick={copy}>
              {isCopied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          )}
        </CopyButton>
        {onDismiss !== undefined && (
          <ActionIcon size={22} aria-label="Dismiss" onClick={onDismiss}>
            <IconX size={14} />
          </ActionIcon>
        )}
      </div>
    </div>
  );
}
