/** A field's name, and what the field does on hovering it, or with F1 while the field has the focus. */
import { Tooltip } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { createContext, use, type ReactElement } from 'react';
import classes from './fields.module.css';

/** Was help asked for by key? */
export const HelpAsked = createContext(false);

export function FieldLabel({ label, help }: { label: string; help: string }): ReactElement {
  const isAsked = use(HelpAsked);
  return (
    <Tooltip
      label={help}
      multiline
      w={260}
      position="top-start"
      openDelay={250}
      events={{ hover: true, focus: false, touch: true }}
      {...(isAsked ? { opened: true } : {})}
    >
      <span className={classes['label']}>
        {label}
        <IconHelp className={classes['help']} size={13} stroke={1.6} aria-hidden />
      </span>
    </Tooltip>
  );
}
