/** A screen with nothing on it yet: what it is for, and the next step. */
import type { ReactElement, ReactNode } from 'react';
import classes from './empty-state.module.css';

export interface EmptyStateProps {
  /** A drawing or an icon. */
  art?: ReactNode;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

export function EmptyState({ art, title, children, actions }: EmptyStateProps): ReactElement {
  return (
    <div className={classes['empty']}>
      {art !== undefined && <div className={classes['art']}>{art}</div>}
      <h2 className={classes['title']}>{title}</h2>
      <div className={classes['text']}>{children}</div>
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </div>
  );
}
