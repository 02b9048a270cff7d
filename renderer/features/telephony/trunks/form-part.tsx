/** What the parts of a trunk's form are built from. */
import type { ReactElement, ReactNode } from 'react';
import type { TrunkPreset } from '#shared/domain/trunk-preset.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { TrunkProblems } from './trunk-draft.ts';
import classes from './trunks.module.css';

export interface TrunkFieldsProps {
  preset: TrunkPreset;
  trunk: Trunk;
  problems: TrunkProblems;
  onChange: (change: Partial<Trunk>) => void;
}

export function Part(props: { title: string; note?: string; children: ReactNode }): ReactElement {
  return (
    <section className={classes['part']} aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.note !== undefined && <p className={classes['note']}>{props.note}</p>}
      {props.children}
    </section>
  );
}

/** Folded until wanted: what has a good default. */
export function More(props: { label: string; isOpen?: boolean; children: ReactNode }): ReactElement {
  return (
    <details className={classes['more']} open={props.isOpen ?? false}>
      <summary>{props.label}</summary>
      <div className={classes['pair']}>{props.children}</div>
    </details>
  );
}
