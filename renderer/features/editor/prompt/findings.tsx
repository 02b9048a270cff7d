/** What is wrong with the placeholders of a prompt, under its field, with the way to mend it. */
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { VariableFinding } from '#shared/graph/variables.ts';
import { plural } from '../../../ui/plural.ts';
import classes from './prompt.module.css';

const shownAtMost = 3;

export interface FindingsProps {
  findings: readonly VariableFinding[];
  onReplace: (finding: VariableFinding, path: string) => void;
}

export function Findings({ findings, onReplace }: FindingsProps): ReactElement | null {
  if (findings.length === 0) return null;
  const rest = findings.length - shownAtMost;
  return (
    <ul className={classes['findings']}>
      {findings.slice(0, shownAtMost).map((finding) => (
        <li
          key={`${finding.from} ${finding.rule}`}
          className={classes['finding']}
          data-error={finding.rule === 'malformed-placeholder' || finding.rule === 'unknown-time-zone'}
        >
          <IconAlertTriangle size={13} aria-label="Warning" />
          <span>
            {finding.message}{' '}
            {finding.suggestion !== null && (
              <button
                type="button"
                className={classes['fix']}
                onClick={() => {
                  onReplace(finding, finding.suggestion ?? '');
                }}
              >
                Use it
              </button>
            )}
          </span>
        </li>
      ))}
      {rest > 0 && <li className={classes['finding']}>{`and ${plural(rest, 'more place')}`}</li>}
    </ul>
  );
}
