/** What went over the wire in a telephone call, as a ladder: moved through by keys, each message in full below. */
import { ActionIcon, Button, CopyButton, Skeleton, TextInput, Tooltip } from '@mantine/core';
import {
  IconCheck,
  IconCopy,
  IconFileDownload,
  IconPlugConnected,
  IconSearch,
  IconX,
} from '@tabler/icons-react';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { plural } from '../../../ui/plural.ts';
import { useRowWindow } from '../../runs/use-window.ts';
import { LadderLine, LADDER_PX, laneX } from './ladder-line.tsx';
import { filterLadder, ladderOf, ladderText, laneNames, reportText, type LadderRow } from './ladder.ts';
import { savePcap } from './save-pcap.ts';
import { useWireLog } from './use-wire-log.ts';
import classes from './wire.module.css';

export function WireTab({ runId, eventCount }: { runId: string; eventCount: number }): ReactElement {
  const { entries, failure, retry } = useWireLog(runId, eventCount);
  const ladder = useMemo(() => ladderOf(entries ?? []), [entries]);
  const [search, setSearch] = useState('');
  const [withMedia, setWithMedia] = useState(true);
  const [withRepeats, setWithRepeats] = useState(true);
  const rows = useMemo(
    () => filterLadder(ladder.rows, { search, withMedia, withRepeats }),
    [ladder, search, withMedia, withRepeats],
  );
  if (entries === null)
    return failure === null ? (
      <Skeleton height={200} m={12} aria-label="Reading the wire log" />
    ) : (
      <Failure title="The wire log could not be read" detail={failure} onRetry={retry} />
    );
  if (entries.length === 0)
    return (
      <EmptyState art={<IconPlugConnected size={32} stroke={1.25} />} title="Nothing went over the wire">
        The wire log of a telephone call holds every SIP message and what the sound was like. This call has
        none: it ended before the first message was sent.
      </EmptyState>
    );
  const repeats = ladder.rows.filter((row) => row.kind === 'message' && row.sending > 1).length;
  return (
    <div className={classes['wire']}>
      <div className={classes['filters']}>
        <Toggle isOn={withMedia} onToggle={setWithMedia}>
          Sound
        </Toggle>
        {repeats > 0 && (
          <Toggle isOn={withRepeats} onToggle={setWithRepeats}>
            {plural(repeats, 'repeat')}
          </Toggle>
        )}
        <TextInput
          className={classes['search'] ?? ''}
          aria-label="Search the messages"
          placeholder="Search"
          leftSection={<IconSearch size={13} />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
        <CopyButton value={ladderText(entries)}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy all as text'}>
              <ActionIcon aria-label="Copy the wire log as text" onClick={copy}>
                {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
        <Tooltip label="Save for Wireshark, without secrets">
          <Button
            variant="default"
            leftSection={<IconFileDownload size={14} />}
            onClick={() => void savePcap(runId)}
          >
            pcap
          </Button>
        </Tooltip>
      </div>
      <Rows lanes={ladder.lanes} rows={rows} />
    </div>
  );
}

function Toggle(props: { isOn: boolean; onToggle: (isOn: boolean) => void; children: string }): ReactElement {
  return (
    <button
      type="button"
      className={classes['toggle']}
      aria-pressed={props.isOn}
      onClick={() => {
        props.onToggle(!props.isOn);
      }}
    >
      {props.children}
    </button>
  );
}

function Rows({ lanes, rows }: { lanes: readonly string[]; rows: readonly LadderRow[] }): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const { start, end } = useRowWindow(scroller, LADDER_PX, rows.length);
  const names = laneNames(lanes);
  const chosen = rows.findIndex((row) => row.key === chosenKey);
  const row = rows[chosen];
  const choose = (index: number): void => {
    const clamped = Math.max(0, Math.min(rows.length - 1, index));
    const next = rows[clamped];
    const element = scroller.current;
    if (next === undefined || element === null) return;
    setChosenKey(next.key);
    const top = clamped * LADDER_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + LADDER_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = top + LADDER_PX - element.clientHeight;
  };
  const press = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen === -1 ? 0 : chosen - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) choose(target);
    else if (event.key === 'Escape' && chosenKey !== null) setChosenKey(null);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes['lanes']} aria-hidden>
        <span className={classes['time']}>s</span>
        <div className={classes['heads']}>
          {lanes.map((lane, index) => (
            <span
              key={lane}
              style={{ left: laneX(index, lanes.length), maxWidth: `${96 / lanes.length}%` }}
              title={lane}
            >
              {names[index]}
            </span>
          ))}
        </div>
      </div>
      <div
        ref={scroller}
        className={classes['list']}
        role="listbox"
        tabIndex={0}
        aria-label="Messages"
        aria-activedescendant={row === undefined ? undefined : `wire-${row.key}`}
        onKeyDown={press}
      >
        {rows.length === 0 && <p className={classes['none']}>No message matches.</p>}
        <div style={{ height: rows.length * LADDER_PX, position: 'relative' }}>
          {rows.slice(start, end).map((one, offset) => (
            <LadderLine
              key={one.key}
              row={one}
              lanes={lanes}
              topPx={(start + offset) * LADDER_PX}
              isChosen={one.key === chosenKey}
              onChoose={() => {
                choose(start + offset);
              }}
            />
          ))}
        </div>
      </div>
      {row !== undefined && (
        <Detail
          row={row}
          onClose={() => {
            setChosenKey(null);
          }}
        />
      )}
    </>
  );
}

function Detail({ row, onClose }: { row: LadderRow; onClose: () => void }): ReactElement {
  const text =
    row.kind === 'message'
      ? row.entry.text.replaceAll('\r\n', '\n')
      : row.reports.map(reportText).join('\n\n');
  const way =
    row.kind === 'message'
      ? `${row.entry.transport.toUpperCase()} ${row.entry.direction === 'out' ? 'to' : 'from'} ${row.entry.remote}`
      : `${plural(row.reports.length, 'report')} of the sound`;
  return (
    <div className={classes['detail']}>
      <div className={classes['detailHead']}>
        <strong>{row.kind === 'message' ? row.title : 'RTP'}</strong>
        <span className={classes['way']}>
          {way}
          {row.kind === 'message' && row.sending > 1 && ` · sent for the ${ordinal(row.sending)} time`}
        </span>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <ActionIcon size={24} aria-label={copied ? 'Copied' : 'Copy this message'} onClick={copy}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          )}
        </CopyButton>
        <ActionIcon size={24} aria-label="Close the message" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      <pre tabIndex={0} aria-label="Message">
        {text}
      </pre>
    </div>
  );
}

function ordinal(count: number): string {
  const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
  return `${count}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)] ?? 'th'}`;
}
