/** What differs between the two sides, with the text of each change, and the ways back. */
import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsShuffle, IconRestore } from '@tabler/icons-react';
import { useEffect, useMemo, type ReactElement } from 'react';
import type { WorkflowVersion } from '#shared/bridge/versions.ts';
import { restoreAll, restorePiece } from '#shared/graph/diff/index.ts';
import { plural } from '../../ui/plural.ts';
import { useStableCallback } from '../../ui/use-stable-callback.ts';
import { showNotice, showUndo } from '../../ui/toast.tsx';
import { keysOf } from '../editor/actions/chords.ts';
import { documentOf } from '../editor/canvas-edits.ts';
import { useEditor } from '../editor/editor-context.ts';
import { ChangeItem } from './change-item.tsx';
import { changeRows, layoutWords, namesIn, type ChangeRow } from './change-rows.ts';
import { nextChangeKey, nextIndex, previousChangeKey, useCurrentChange } from './current-change.ts';
import type { Shown } from './use-shown.ts';
import { versionKey, versionName } from './version-name.ts';
import { backToDraft, draftSide, lookAtVersion } from './versions-store.ts';
import classes from './versions.module.css';

const alone = 'alone';
/** A thousand changes are read by their names on the canvas rather than here. */
const listedChanges = 300;

export interface ChangeListProps {
  workflowId: string;
  shown: Shown;
  versions: readonly WorkflowVersion[];
  onShow: (row: ChangeRow) => void;
}

export function ChangeList({ workflowId, shown, versions, onShow }: ChangeListProps): ReactElement {
  const editor = useEditor();
  const { version, comparison } = shown;
  const current = useCurrentChange((state) => state.index);
  const rows = useMemo(
    () =>
      comparison === null
        ? []
        : changeRows(comparison.diff.changes, namesIn(comparison.before.document, comparison.after.document)),
    [comparison],
  );
  const step = useStableCallback((by: 1 | -1) => {
    const index = nextIndex(useCurrentChange.getState().index, by, rows.length);
    const row = rows[index];
    if (!row) return;
    useCurrentChange.setState({ index });
    onShow(row);
  });
  useEffect(() => {
    useCurrentChange.setState({ step, index: null });
    return () => {
      useCurrentChange.setState({ step: null, index: null });
    };
  }, [step, version]);
  const name = versionName(version);
  const moved = comparison && layoutWords(comparison.diff.layout);
  const isDraftAfter = comparison?.after.side === draftSide;
  const others = versions.filter((each) => versionKey(each) !== versionKey(version));
  const tell = (message: string): void => {
    const made = documentOf(editor);
    showUndo(message, () => {
      if (documentOf(editor) === made) editor.undo();
      else showNotice('The draft has changed since. Undo step by step from the keyboard or the toolbar.');
    });
  };
  const restoreWhole = (): void => {
    editor.edit((draft) => restoreAll(draft, shown.comparison ? sideOf(shown) : shown.document));
    backToDraft();
    tell(`The draft is as it was in ${name}.`);
  };
  return (
    <section className={classes['changes']} aria-label="Changes">
      <div className={classes['head']}>
        <b>{name}</b>
        <span className={classes['muted']}>beside</span>
        <Select
          aria-label="Compare with"
          className={classes['against'] ?? ''}
          allowDeselect={false}
          data={[
            { value: alone, label: 'nothing, alone' },
            { value: draftSide, label: 'the draft' },
            ...others.map((each) => ({ value: versionKey(each), label: versionName(each) })),
          ]}
          value={againstOf(shown)}
          onChange={(side) => {
            lookAtVersion(workflowId, versionKey(version), side === alone ? null : side);
          }}
        />
        {comparison && (
          <>
            <span className={classes['muted']} role="status">
              {rows.length === 0 ? 'Both act the same' : plural(rows.length, 'change')}
            </span>
            <Step by={-1} isOff={rows.length === 0} onStep={step} />
            <Step by={1} isOff={rows.length === 0} onStep={step} />
          </>
        )}
        <span className={classes['headRight']}>
          <Button
            variant="default"
            leftSection={<IconRestore size={14} />}
            title="All of the draft becomes what this version is; it can be undone."
            onClick={restoreWhole}
          >
            Restore {version.number === null ? 'this draft' : name}
          </Button>
        </span>
      </div>
      {comparison === null ? (
        <p className={classes['hint']}>
          The canvas shows {name} as it was. Choose what to compare it with, or click another version with
          Shift held.
        </p>
      ) : (
        <ul className={classes['list']}>
          {rows.slice(0, listedChanges).map((row, index) => (
            <ChangeItem
              key={`${row.change.kind} ${row.change.key}`}
              row={row}
              isCurrent={current === index}
              from={comparison.before.name}
              onShow={() => {
                useCurrentChange.setState({ index });
                onShow(row);
              }}
              onRestore={(path) => {
                const { kind, key } = row.change;
                editor.edit((draft) =>
                  restorePiece(draft, comparison.before.document, {
                    kind,
                    key,
                    ...(path === undefined ? {} : { path }),
                  }),
                );
                tell(`${row.what} “${row.name}” of the draft is as in ${comparison.before.name}.`);
              }}
            />
          ))}
          {rows.length > listedChanges && (
            <li className={classes['hint']}>
              {plural(rows.length - listedChanges, 'more change')} on the canvas; the keys go through all of
              them.
            </li>
          )}
          {moved !== null && (
            <li className={classes['moved']}>
              <IconArrowsShuffle size={14} aria-hidden /> {capital(moved)}: no call notices.
            </li>
          )}
          {rows.length === 0 && moved === null && (
            <li className={classes['hint']}>
              {isDraftAfter
                ? `Nothing has changed since ${comparison.before.name}.`
                : 'These two versions are the same.'}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** The document of the version that is looked at, whichever side it is on. */
function sideOf({ version, comparison, document }: Shown): Shown['document'] {
  if (comparison === null) return document;
  const { before, after } = comparison;
  return (before.side === versionKey(version) ? before : after).document;
}

function againstOf({ version, comparison }: Shown): string {
  if (comparison === null) return alone;
  const { before, after } = comparison;
  return (before.side === versionKey(version) ? after : before).side;
}

function Step({
  by,
  isOff,
  onStep,
}: {
  by: 1 | -1;
  isOff: boolean;
  onStep: (by: 1 | -1) => void;
}): ReactElement {
  const name = by === 1 ? 'Next change' : 'Previous change';
  return (
    <Tooltip label={`${name} (${keysOf(by === 1 ? nextChangeKey : previousChangeKey)})`}>
      <ActionIcon
        aria-label={name}
        disabled={isOff}
        onClick={() => {
          onStep(by);
        }}
      >
        {by === 1 ? <IconArrowDown size={14} /> : <IconArrowUp size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
