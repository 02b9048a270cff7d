/** What went on beside the words, folded to one line: a tool's call, an extraction. */
import type { ReactElement, ReactNode } from 'react';
import { placeText, spanText } from './spoken-time.ts';
import classes from './transcript.module.css';

export interface FoldedCardProps {
  tone: 'tool' | 'extraction' | 'error';
  icon: ReactElement;
  /** What it is. */
  word: string;
  title: string;
  isRunning: boolean;
  /** Milliseconds; null where it is not known. */
  tookMs: number | null;
  /** Milliseconds of recording; null outside the media. */
  atMs: number | null;
  children: ReactNode;
}

export function FoldedCard(props: FoldedCardProps): ReactElement {
  return (
    <details className={classes['card']} data-tone={props.tone}>
      <summary>
        {props.icon}
        <span className={classes['cardWord']}>{props.word}</span>
        <span className={classes['cardTitle']}>{props.title}</span>
        <span className={classes['cardTime']}>
          {props.isRunning ? 'running…' : props.tookMs === null ? '' : spanText(props.tookMs)}
        </span>
      </summary>
      <div className={classes['cardBody']}>
        {props.children}
        {props.atMs !== null && <p className={classes['cardNote']}>At {placeText(props.atMs)}</p>}
      </div>
    </details>
  );
}

export function Json({ label, value }: { label: string; value: unknown }): ReactElement {
  return (
    <div className={classes['json']}>
      <span>{label}</span>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </div>
  );
}
