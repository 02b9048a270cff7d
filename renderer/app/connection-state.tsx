import { Loader, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useConnection } from '../stores/connection.ts';
import classes from './connection-state.module.css';

/** Silent while the studio answers; says so when it does not. */
export function ConnectionState(): ReactElement {
  const status = useConnection();
  return (
    <div role="status" aria-live="polite">
      {status !== 'connected' && (
        <Tooltip label="Nothing is lost: what you change is kept here and saved when the studio answers again.">
          <span className={classes['state']}>
            {status === 'reconnecting' && <Loader size={12} color="error" />}
            {status === 'reconnecting' ? 'Reconnecting…' : 'Not connected'}
          </span>
        </Tooltip>
      )}
    </div>
  );
}
