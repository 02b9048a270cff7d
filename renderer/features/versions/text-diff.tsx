/** Two values, with what differs marked: colour, and a line through what is gone. */
import { useMemo, useState, type ReactElement } from 'react';
import { folded, textChanges } from './text-changes.ts';
import classes from './versions.module.css';

/** Values shorter than this stand beside each other. */
const shortLength = 40;

export function TextDiff({ before, after }: { before: string; after: string }): ReactElement {
  const isShort = Math.max(before.length, after.length) <= shortLength && !`${before}${after}`.includes('\n');
  return isShort ? (
    <span className={classes['values']}>
      <del>{before}</del> <span aria-hidden>→</span> <ins>{after}</ins>
    </span>
  ) : (
    <Words before={before} after={after} />
  );
}

function Words({ before, after }: { before: string; after: string }): ReactElement {
  const { parts } = useMemo(() => textChanges(before, after), [before, after]);
  const [isWhole, setWhole] = useState(false);
  if (parts === null)
    return (
      <p className={classes['muted']}>
        Too much of this text differs to show where: {before.length.toLocaleString('en')} characters became{' '}
        {after.length.toLocaleString('en')}.
      </p>
    );
  const short = folded(parts);
  const isFolded = short.some((part, index) => part !== parts[index]);
  return (
    <div className={classes['text']}>
      {(isWhole ? parts : short).map(({ kind, text }, index) => {
        const Word = kind === 'added' ? 'ins' : kind === 'removed' ? 'del' : 'span';
        return <Word key={index}>{text}</Word>;
      })}
      {isFolded && (
        <button
          type="button"
          className={classes['link']}
          onClick={() => {
            setWhole(!isWhole);
          }}
        >
          {isWhole ? 'Only what differs' : 'Whole text'}
        </button>
      )}
    </div>
  );
}
