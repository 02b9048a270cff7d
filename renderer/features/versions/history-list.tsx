/** Every version, newest first: published ones with number and note, those that were only run folded together. */
import { IconChevronDown, IconChevronRight, IconPencil } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import type { WorkflowVersion } from '#shared/bridge/versions.ts';
import { useStudio } from '../../stores/studio.ts';
import { formatMoment } from '../../ui/duration.ts';
import { plural } from '../../ui/plural.ts';
import { useNow } from '../../ui/use-now.ts';
import { historyLines } from './history-lines.ts';
import { versionKey } from './version-name.ts';
import { backToDraft, draftSide, lookAtVersion, type Look } from './versions-store.ts';
import classes from './versions.module.css';

export interface HistoryListProps {
  workflowId: string;
  versions: readonly WorkflowVersion[];
  look: Look | null;
  /** What the draft is to the newest published version. */
  draftWords: string;
}

export function HistoryList({ workflowId, versions, look, draftWords }: HistoryListProps): ReactElement {
  const choose = (side: string, isSecond: boolean): void => {
    if (isSecond && look !== null && side !== look.side) lookAtVersion(workflowId, look.side, side);
    else if (side === draftSide) backToDraft();
    else lookAtVersion(workflowId, side, look?.against ?? draftSide);
  };
  return (
    <ul className={classes['history']} aria-label="Versions" onKeyDown={stepWithArrows}>
      <li>
        <button
          type="button"
          className={classes['version']}
          aria-current={look === null}
          data-second={look?.against === draftSide}
          onClick={(event) => {
            choose(draftSide, isWithKey(event));
          }}
        >
          <span className={classes['number']}>
            <IconPencil size={14} aria-hidden />
          </span>
          <span className={classes['versionText']}>
            <b>Draft</b>
            <span className={classes['muted']}>{draftWords}</span>
          </span>
        </button>
      </li>
      {historyLines(versions).map((line) =>
        Array.isArray(line) ? (
          <OnlyRun key={line[0]?.version_id} versions={line} look={look} onChoose={choose} />
        ) : (
          <VersionLine key={versionKey(line)} version={line} look={look} onChoose={choose} />
        ),
      )}
    </ul>
  );
}

const isWithKey = (event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): boolean =>
  event.shiftKey || event.ctrlKey || event.metaKey;

function stepWithArrows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  buttons[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  event.preventDefault();
}

interface LineProps {
  look: Look | null;
  onChoose: (side: string, isSecond: boolean) => void;
}

function VersionLine({ version, look, onChoose }: LineProps & { version: WorkflowVersion }): ReactElement {
  const nowMs = useNow(60_000);
  const timeZone = useStudio((studio) => studio.settings?.time_zone);
  const key = versionKey(version);
  const { number, note, published_at: publishedAt, created_at: createdAt, run_count: runs } = version;
  return (
    <li>
      <button
        type="button"
        className={classes['version']}
        aria-current={look?.side === key}
        data-second={look?.against === key}
        title={note}
        onClick={(event) => {
          onChoose(key, isWithKey(event));
        }}
      >
        <span className={classes['number']}>{number === null ? 'run' : `v${number}`}</span>
        <span className={classes['versionText']}>
          <span className={classes['note']} data-missing={note === ''}>
            {note || (number === null ? 'A draft that was run' : 'No note')}
          </span>
          <span className={classes['muted']}>
            {formatMoment(publishedAt ?? createdAt, nowMs, timeZone)} ·{' '}
            {runs === 0 ? 'no runs' : plural(runs, 'run')}
          </span>
        </span>
      </button>
    </li>
  );
}

function OnlyRun({
  versions,
  look,
  onChoose,
}: LineProps & { versions: readonly WorkflowVersion[] }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const isLookedAt = versions.some((version) => [look?.side, look?.against].includes(versionKey(version)));
  const isShown = isOpen || isLookedAt;
  const Chevron = isShown ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <button
        type="button"
        className={classes['fold']}
        aria-expanded={isShown}
        onClick={() => {
          setOpen(!isShown);
        }}
      >
        <Chevron size={14} aria-hidden />
        {plural(versions.length, 'draft that was only run', 'drafts that were only run')}
      </button>
      {isShown && (
        <ul className={classes['inner']}>
          {versions.map((version) => (
            <VersionLine key={version.version_id} version={version} look={look} onChoose={onChoose} />
          ))}
        </ul>
      )}
    </li>
  );
}
