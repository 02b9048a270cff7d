/** Around each field: help by key, and the way back to the usual value where it differs. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import { keysOf, type Field } from '#shared/nodes/field.ts';
import type { FieldData, SetFields } from './field-props.ts';
import { HelpAsked } from './field-label.tsx';
import { usualValue } from './usual-value.ts';
import { WarningLines } from './warning-lines.tsx';
import classes from './fields.module.css';

export interface FieldFrameProps<Key extends string> {
  field: Field<Key>;
  data: FieldData;
  set: SetFields;
  warnings: readonly string[];
  children: ReactNode;
}

export function FieldFrame<Key extends string>(props: FieldFrameProps<Key>): ReactElement {
  const { field, data, set, warnings, children } = props;
  const [isHelpAsked, setHelpAsked] = useState(false);
  const usual = usualValue(field, data);
  return (
    <div
      className={classes['field']}
      data-field={keysOf(field).join(' ')}
      onKeyDown={(event) => {
        if (event.key === 'F1') {
          event.preventDefault();
          setHelpAsked((is) => !is);
        } else if (event.key === 'Escape') setHelpAsked(false);
      }}
      onBlur={() => {
        setHelpAsked(false);
      }}
    >
      <HelpAsked value={isHelpAsked}>{children}</HelpAsked>
      <WarningLines warnings={warnings} />
      {usual !== null && (
        <Tooltip label={`Back to the usual: ${usual.words}`}>
          <ActionIcon
            className={classes['reset'] ?? ''}
            size={22}
            aria-label={`${field.label}: back to the usual, ${usual.words}`}
            onClick={() => {
              set({ [field.key]: usual.value }, null);
            }}
          >
            <IconArrowBackUp size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
