/** What became of a node or an edge between two versions: sign and word. */
import type { ReactElement } from 'react';
import type { ChangeMark } from './adapter.ts';
import { changeSigns, changeWords } from './change-words.ts';

export function ChangeChip({
  change,
  className,
  isShort = false,
}: {
  change: ChangeMark;
  className: string | undefined;
  /** Only the sign, where there is no room for the word. */
  isShort?: boolean;
}): ReactElement {
  return (
    <b className={className} data-change={change} title={changeWords[change]}>
      {isShort ? changeSigns[change] : `${changeSigns[change]} ${changeWords[change]}`}
    </b>
  );
}
