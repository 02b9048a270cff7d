import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { ChangeChip } from '../../canvas/change-chip.tsx';
import type { ChangeRow } from './change-rows.ts';
import { TextDiff } from './text-diff.tsx';
import classes from './versions.module.css';

export interface ChangeItemProps {
  row: ChangeRow;
  isCurrent: boolean;
  /** Name of the earlier side. */
  from: string;
  onShow: () => void;
  /** `path`: one field only. */
  onRestore: (path?: readonly string[]) => void;
}

export function ChangeItem({ row, isCurrent, from, onShow, onRestore }: ChangeItemProps): ReactElement {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const { mark, what, name, fields } = row;
  return (
    <li ref={item} className={classes['change']} data-current={isCurrent}>
      <div className={classes['changeHead']}>
        <button type="button" className={classes['changeName']} aria-current={isCurrent} onClick={onShow}>
          <ChangeChip change={mark} className={classes['chip']} />
          <span className={classes['muted']}>{what}</span>
          <span className={classes['name']} title={name}>
            {name}
          </span>
        </button>
        <Restore label={restoreWords(mark, what, from)} onRestore={onRestore} />
      </div>
      {fields.map(({ path, label, before, after }) => (
        <div key={path.join('.')} className={classes['field']}>
          <span className={classes['fieldLabel']}>{label === name ? '' : label}</span>
          <TextDiff before={before} after={after} />
          {fields.length > 1 && (
            <Restore
              label={`Put only “${label}” back as in ${from}`}
              onRestore={() => {
                onRestore(path);
              }}
            />
          )}
        </div>
      ))}
    </li>
  );
}

function restoreWords(mark: ChangeRow['mark'], what: string, from: string): string {
  const thing = what.toLowerCase();
  if (mark === 'added') return `Take this ${thing} out of the draft, as in ${from}`;
  return `Put this ${thing} into the draft as in ${from}`;
}

function Restore({ label, onRestore }: { label: string; onRestore: () => void }): ReactElement {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={24}
        aria-label={label}
        onClick={() => {
          onRestore();
        }}
      >
        <IconRestore size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
