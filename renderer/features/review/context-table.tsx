/** A context as names and values, nested ones as JSON; the whole can be copied. */
import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { valueText } from '../call/conversation/spoken-time.ts';
import classes from './review.module.css';

export interface ContextTableProps {
  title: string;
  context: Record<string, unknown>;
  /** Said when there is nothing in it. */
  empty: string;
}

export function ContextTable({ title, context, empty }: ContextTableProps): ReactElement {
  const entries = Object.entries(context);
  return (
    <section className={classes['block']}>
      <div className={classes['blockHead']}>
        <h3>{title}</h3>
        <CopyButton value={JSON.stringify(context, null, 2)}>
          {({ copied, copy }) => (
            <ActionIcon size={24} aria-label={copied ? 'Copied' : `Copy ${title} as JSON`} onClick={copy}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
      {entries.length === 0 ? (
        <p className={classes['muted']}>{empty}</p>
      ) : (
        <dl className={classes['pairs']}>
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {typeof value === 'object' && value !== null ? (
                  <pre>{JSON.stringify(value, null, 2)}</pre>
                ) : (
                  valueText(value)
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
