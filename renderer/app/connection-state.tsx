import { Loader, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useConnection } from '../stores/connection.ts';
import classes from './connection-state.module.css';

/** Silent while the studio answers; says so when it does not. */
export function ConnectionState(): ReactElement {
  const status = useConnection();
  return (
    <div role="status" aria-live="polite">
      {status === 'reconnecting' && (
        <Tooltip label="Nothing is lost: what you change is kept here and saved when the studio answers again.">
          <span className={classes['state']}>
            <Loader size={12} color="error" />
            Reconnecting…
          </span>
        </Tooltip>
      )}
    </div>
  );
}
