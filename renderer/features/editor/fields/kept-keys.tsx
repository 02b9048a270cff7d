import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { LaterKey } from '#shared/nodes/spec.ts';
import type { FieldData, SetFields } from './field-props.ts';
import classes from './fields.module.css';
import inspector from '../inspector.module.css';

export interface KeptKeysProps {
  data: FieldData;
  later: readonly LaterKey[];
  set: SetFields;
  problemOf: (field: string) => string | undefined;
}

/** Says of keys that no call reads yet that they are there and stay there, unless they are taken out. */
export function KeptKeys({ data, later, set, problemOf }: KeptKeysProps): ReactElement | null {
  const held = later.filter(({ key }) => isHeld(data[key]));
  if (held.length === 0) return null;
  return (
    <section className={inspector['section']}>
      <h3 className={inspector['heading']}>Kept, not used in calls</h3>
      <ul className={classes['kept']}>
        {held.map(({ key, meaning }) => (
          <li key={key} data-field={key}>
            <div>
              <code>{key}</code> {meaning}
              {problemOf(key) !== undefined && <p className={classes['problem']}>{problemOf(key)}</p>}
            </div>
            <Tooltip label="Take it out of the document">
              <ActionIcon
                size={24}
                aria-label={`Take ${key} out of the document`}
                onClick={() => {
                  set({ [key]: undefined }, null);
                }}
              >
                <IconX size={14} />
              </ActionIcon>
            </Tooltip>
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
