import type { ReactElement } from 'react';
import type { LaterKey } from '#shared/nodes/spec.ts';
import type { FieldData } from './field-props.ts';
import classes from '../inspector.module.css';

/** Says of keys that no call reads yet that they are there and stay there. */
export function KeptKeys({
  data,
  later,
}: {
  data: FieldData;
  later: readonly LaterKey[];
}): ReactElement | null {
  const held = later.filter(({ key }) => isHeld(data[key]));
  if (held.length === 0) return null;
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>Kept, not used in calls</h3>
      <ul className={classes['kept']}>
        {held.map(({ key, meaning }) => (
          <li key={key}>
            <code>{key}</code> {meaning}
          </li>
        ))}
      </ul>
    </section>
  );
}

function isHeld(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
