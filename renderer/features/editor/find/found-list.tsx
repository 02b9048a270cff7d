import { Button } from '@mantine/core';
import { useEffect, useRef, type ReactElement } from 'react';
import { firstHits, type FoundGroup, type FoundHit } from './found.ts';
import classes from './find.module.css';

export interface FoundListProps {
  groups: readonly FoundGroup[];
  /** Index of the hit that is shown; −1 for none. */
  current: number;
  /** Is something to be put in their place? */
  isReplacing: boolean;
  onShow: (hit: FoundHit) => void;
  onReplace: (hit: FoundHit) => void;
}

/** Rows that are drawn; whoever has more makes the search narrower. */
const shownAtMost = 300;

/** The hits by node and edge, each with what is around it and what would stand there. */
export function FoundList({
  groups,
  current,
  isReplacing,
  onShow,
  onReplace,
}: FoundListProps): ReactElement | null {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  if (groups.length === 0) return null;
  const count = groups.reduce((sum, group) => sum + group.hits.length, 0);
  const shown = firstHits(groups, shownAtMost);
  return (
    <ul ref={list} className={classes['groups']} aria-label="Places found">
      {shown.map(({ owner, name, hits, all }) => (
        <li key={`${owner.kind} ${owner.id ?? ''}`}>
          <h3 className={classes['owner']}>
            {name} <span>{all}</span>
          </h3>
          <ul>
            {hits.map((found) => (
              <li key={found.index} className={classes['row']} data-current={found.index === current}>
                <button
                  type="button"
                  className={classes['hit']}
                  onClick={() => {
                    onShow(found);
                  }}
                >
                  <span className={classes['label']}>{found.text.label}</span>
                  <span className={classes['excerpt']}>
                    {found.before}
                    <mark data-replaced={isReplacing}>{found.match}</mark>
                    {isReplacing && <ins>{found.hit.replacement}</ins>}
                    {found.after}
                  </span>
                </button>
                {isReplacing && (
                  <Button
                    variant="subtle"
                    color="muted"
                    size="compact-xs"
                    className={classes['replace'] ?? ''}
                    aria-label={`Replace in ${found.text.label} of ${name}`}
                    onClick={() => {
                      onReplace(found);
                    }}
                  >
                    Replace
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </li>
      ))}
      {count > shownAtMost && (
        <li className={classes['more']}>{`The first ${shownAtMost} of ${count} are shown.`}</li>
      )}
    </ul>
  );
}
