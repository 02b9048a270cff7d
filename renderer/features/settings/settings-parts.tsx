/** What every part of the settings is built from: a section with its heading, and rows of a label and a control. */
import type { ReactElement, ReactNode } from 'react';
import classes from './settings-screen.module.css';

export function Section(props: {
  title: string;
  note?: ReactNode;
  /** At the right of the heading. */
  action?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <section className={classes['section']} aria-label={props.title}>
      <header>
        <h2>{props.title}</h2>
        {props.note !== undefined && <p>{props.note}</p>}
        {props.action !== undefined && <div className={classes['sectionAction']}>{props.action}</div>}
      </header>
      <div className={classes['card']}>{props.children}</div>
    </section>
  );
}

export function Row({
  label,
  note,
  children,
}: {
  label: string;
  note?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <div className={classes['row']}>
      <div>
        <div className={classes['label']}>{label}</div>
        {note !== undefined && <div className={classes['note']}>{note}</div>}
      </div>
      <div className={classes['control']}>{children}</div>
    </div>
  );
}
