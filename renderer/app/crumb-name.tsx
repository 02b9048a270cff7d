import { useState, type ReactElement } from 'react';
import { useBreadcrumbs } from '../stores/breadcrumbs.ts';
import classes from './title-bar.module.css';

/** The last crumb. One that may be renamed is a field that looks like text until it is used. */
export function CrumbName(): ReactElement | null {
  const { current, rename } = useBreadcrumbs();
  const [typed, setTyped] = useState<string | null>(null);
  if (current === null) return null;
  if (rename === null)
    return (
      <span className={classes['current']} aria-current="page">
        {current}
      </span>
    );
  const shown = typed ?? current;
  const finish = (): void => {
    const name = typed?.trim() ?? '';
    if (name !== '' && name !== current) rename(name);
    setTyped(null);
  };
  return (
    <span className={classes['rename']}>
      {/* The hidden twin gives the field the width of its text. */}
      <span aria-hidden>{shown}</span>
      <input
        aria-label="Name of the agent"
        value={shown}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setTyped(null);
        }}
      />
    </span>
  );
}
