/** Hints under a field: what will probably disappoint, and forbids nothing. */
import { IconBulb } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './fields.module.css';

export function WarningLines({ warnings }: { warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <ul className={classes['warnings']} aria-label="Hints">
      {warnings.map((warning) => (
        <li key={warning}>
          <IconBulb size={13} aria-hidden />
          <span>{warning}</span>
        </li>
      ))}
    </ul>
  );
}
