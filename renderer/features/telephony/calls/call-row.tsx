/** One telephone call in the table: 36 px, how it stands first. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight, IconPhoneOff, IconReportSearch } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import { formatRoute } from '../../../app/routes.ts';
import { choosePhoneCall } from '../../../stores/phone.ts';
import { lengthMs } from '../../../stores/phone-state.ts';
import { formatDuration } from '../../../ui/duration.ts';
import { hangUpPhone } from '../call-actions.ts';
import { callWord, qualityWord } from '../call-words.ts';
import { partyText } from '../number-writing.ts';
import classes from './calls.module.css';

export const ROW_PX = 36;
export const callRowId = (runId: string): string => `phone-${runId}`;

export interface CallRowProps {
  call: PhoneCall;
  index: number;
  isChosen: boolean;
  nowMs: number;
}

export const CallRow = memo(function CallRow({ call, index, isChosen, nowMs }: CallRowProps): ReactElement {
  const party = partyText(call.remote);
  const quality = qualityWord(call.quality);
  const over = isOver(call);
  const isInbound = call.direction === 'inbound';
  return (
    <div
      id={callRowId(call.run_id)}
      className={classes['line']}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      data-selected={isChosen || undefined}
      data-over={over || undefined}
      style={{ transform: `translateY(${index * ROW_PX}px)` }}
      onClick={() => {
        choosePhoneCall(call.run_id);
      }}
    >
      <div className={classes['cells']}>
        <span role="gridcell" data-column="state">
          <StateWord call={call} />
        </span>
        <span role="gridcell" className={classes['party']} data-column="with" title={call.remote}>
          {isInbound ? (
            <IconArrowDownLeft size={14} aria-label="Incoming" />
          ) : (
            <IconArrowUpRight size={14} aria-label="Outgoing" />
          )}
          <span>{party.text}</span>
          {party.country !== null && <span className={classes['quiet']}>{party.country}</span>}
        </span>
        <span role="gridcell" data-column="agent" className={classes['agent']}>
          <span>{call.workflow_name}</span>
          <span className={classes['quiet']}>
            {over ? call.reason : ((call.answered_at === null ? null : call.node_name) ?? '')}
          </span>
        </span>
        <span role="gridcell" data-column="quality" className={classes['small']}>
          {quality !== null && (
            <Tooltip multiline label={quality.detail.join('\n')} className={classes['figures'] ?? ''}>
              <span className={classes['quality']} data-tone={quality.tone}>
                {quality.word}
              </span>
            </Tooltip>
          )}
        </span>
        <span role="gridcell" data-column="trunk" className={classes['small']}>
          {call.trunk_name}
        </span>
        <span role="gridcell" className={classes['number']}>
          {formatDuration(lengthMs(call, nowMs))}
        </span>
      </div>
      <span role="gridcell" className={classes['end']}>
        {over ? (
          <Tooltip label="Open its run">
            <ActionIcon
              component="a"
              size={26}
              tabIndex={-1}
              href={formatRoute({ screen: 'run', id: call.run_id })}
              aria-label={`Open the run of the call with ${party.text}`}
            >
              <IconReportSearch size={15} />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Tooltip label="Hang up">
            <ActionIcon
              size={26}
              color="error"
              tabIndex={-1}
              aria-label={`Hang up the call with ${party.text}`}
              onClick={(event) => {
                event.stopPropagation();
                void hangUpPhone(call);
              }}
            >
              <IconPhoneOff size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </div>
  );
});

/** A dot and a word, in the colour of who holds the floor or how it ended. */
export function StateWord({ call }: { call: PhoneCall }): ReactElement {
  const { word, tone, isFull } = callWord(call);
  return (
    <span className={classes['state']} data-tone={tone}>
      <span className={classes['dot']} data-full={isFull || undefined} aria-hidden />
      {word}
    </span>
  );
}
