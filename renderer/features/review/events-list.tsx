/** The event log: filtered by kind and words, moved through by keys, each event in full below, to be copied. */
import { ActionIcon, Button, CopyButton, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconPlayerPlay, IconSearch, IconX } from '@tabler/icons-react';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { useRowWindow } from '../runs/use-window.ts';
import { eventGroups, eventKinds, eventSummary, filterEvents, type EventGroup } from './event-summary.ts';
import { eventAt } from './playhead.ts';
import type { Player } from './player.ts';
import { useAtPlayhead } from './use-player.ts';
import classes from './events.module.css';

const ROW_PX = 28;

export interface EventsListProps {
  events: readonly RunEvent[];
  player: Player | null;
}

export function EventsList({ events, player }: EventsListProps): ReactElement {
  const [groups, setGroups] = useState<ReadonlySet<EventGroup>>(new Set());
  const [search, setSearch] = useState('');
  const [chosenSeq, setChosenSeq] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => filterEvents(events, groups, search), [events, groups, search]);
  const isTimed = useMemo(() => events.some(({ at_ms: atMs }) => atMs !== null), [events]);
  const { start, end } = useRowWindow(scroller, ROW_PX, shown.length);
  const chosen = shown.findIndex((event) => event.seq === chosenSeq);
  const chosenEvent = shown[chosen];
  const currentSeq = useAtPlayhead(player, (atMs) => shown[eventAt(shown, atMs)]?.seq ?? null);

  const choose = (index: number): void => {
    const clamped = Math.max(0, Math.min(shown.length - 1, index));
    const event = shown[clamped];
    const element = scroller.current;
    if (event === undefined || element === null) return;
    setChosenSeq(event.seq);
    const top = clamped * ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW_PX - element.clientHeight;
  };
  const press = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) choose(target);
    else if (event.key === 'Enter' && chosenEvent?.at_ms != null) player?.playFrom(chosenEvent.at_ms);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes['events']}>
      <div className={classes['filters']}>
        {(Object.entries(eventGroups) as [EventGroup, string][]).map(([group, name]) => (
          <button
            key={group}
            type="button"
            className={classes['group']}
            aria-pressed={groups.has(group)}
            onClick={() => {
              const next = new Set(groups);
              if (!next.delete(group)) next.add(group);
              setGroups(next);
            }}
          >
            {name}
          </button>
        ))}
        <TextInput
          className={classes['search'] ?? ''}
          aria-label="Search the events"
          placeholder="Search"
          leftSection={<IconSearch size={13} />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
      </div>
      <div
        ref={scroller}
        className={classes['list']}
        role="listbox"
        tabIndex={0}
        aria-label="Events"
        aria-activedescendant={chosenEvent === undefined ? undefined : `event-${chosenEvent.seq}`}
        onKeyDown={press}
      >
        {shown.length === 0 && <p className={classes['none']}>No event matches.</p>}
        <div style={{ height: shown.length * ROW_PX, position: 'relative' }}>
          {shown.slice(start, end).map((event, offset) => (
            <div
              key={event.seq}
              id={`event-${event.seq}`}
              className={classes['event']}
              role="option"
              aria-selected={event.seq === chosenSeq}
              data-current={event.seq === currentSeq || undefined}
              data-timed={isTimed}
              style={{ transform: `translateY(${(start + offset) * ROW_PX}px)` }}
              onClick={() => {
                choose(start + offset);
              }}
            >
              {isTimed && (
                <span className={classes['at']}>{event.at_ms === null ? '' : secondsText(event.at_ms)}</span>
              )}
              <span className={classes['type']} data-meaning={eventKinds[event.type].meaning}>
                {event.type}
              </span>
              <span className={classes['summary']}>{eventSummary(event)}</span>
            </div>
          ))}
        </div>
      </div>
      {chosenEvent !== undefined && (
        <EventDetail
          event={chosenEvent}
          player={player}
          onClose={() => {
            setChosenSeq(null);
          }}
        />
      )}
    </div>
  );
}

function EventDetail(props: { event: RunEvent; player: Player | null; onClose: () => void }): ReactElement {
  const { event, player, onClose } = props;
  const text = JSON.stringify(event, null, 2);
  const { at_ms: atMs } = event;
  return (
    <div className={classes['detail']}>
      <div className={classes['detailHead']}>
        <strong>
          {event.seq} {event.type}
        </strong>
        {player !== null && atMs !== null && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPlayerPlay size={12} />}
            onClick={() => {
              player.playFrom(atMs);
            }}
          >
            Play from here
          </Button>
        )}
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <ActionIcon size={24} aria-label={copied ? 'Copied' : 'Copy this event'} onClick={copy}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          )}
        </CopyButton>
        <ActionIcon size={24} aria-label="Close the detail" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      <pre tabIndex={0} aria-label="Event as JSON">
        {text}
      </pre>
    </div>
  );
}

/** Seconds with two places: events of one turn lie close together. */
function secondsText(atMs: number): string {
  return (atMs / 1000).toFixed(2);
}
