/** The panel of one telephone call: how it stands, what can be done to it, and what is said. */
import { ActionIcon, Button } from '@mantine/core';
import { IconPhone, IconReportSearch, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import { formatRoute } from '../../../app/routes.ts';
import { wishToDial } from '../../../stores/dial.ts';
import { usePhoneLog } from '../../../stores/phone-log.ts';
import { lengthMs } from '../../../stores/phone-state.ts';
import { choosePhoneCall } from '../../../stores/phone.ts';
import { formatDuration } from '../../../ui/duration.ts';
import { useNow } from '../../../ui/use-now.ts';
import { Transcript } from '../../call/conversation/transcript.tsx';
import { qualityWord, transferWord } from '../call-words.ts';
import { cancelTransfer } from '../call-actions.ts';
import { partyText } from '../number-writing.ts';
import { CallButtons } from './call-buttons.tsx';
import { StateWord } from './call-row.tsx';
import { OperatorBar } from './operator-bar.tsx';
import { WhisperBox } from './whisper-box.tsx';
import classes from './call-side.module.css';

export function CallSide({ call }: { call: PhoneCall }): ReactElement {
  const { conversation, failure } = usePhoneLog(call.run_id);
  const party = partyText(call.remote);
  const over = isOver(call);
  const quality = qualityWord(call.quality);
  const transfer = transferWord(call, call.transfer === null ? '' : partyText(call.transfer.target).text);
  const isTransferUp =
    call.transfer !== null && !['completed', 'failed', 'canceled'].includes(call.transfer.stage);
  return (
    <section className={classes['side']} aria-label={`Call with ${party.text}`} data-call-panel>
      <header className={classes['head']}>
        <div className={classes['title']}>
          <h2 title={call.remote}>{party.text}</h2>
          <span className={classes['quiet']}>
            {[
              party.country,
              `${call.direction === 'inbound' ? 'called' : 'called by'} ${call.workflow_name}`,
              call.trunk_name === '' ? null : `over ${call.trunk_name}`,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </div>
        <ActionIcon
          aria-label="Close the panel"
          onClick={() => {
            choosePhoneCall(null);
          }}
        >
          <IconX size={15} />
        </ActionIcon>
      </header>
      <div className={classes['state']}>
        <span role="status">
          <StateWord call={call} />
        </span>
        {quality !== null && (
          <span className={classes['quality']} data-tone={quality.tone} title={quality.detail.join('\n')}>
            {quality.word} line
          </span>
        )}
        <Elapsed call={call} />
      </div>
      {call.reason !== '' && <p className={classes['reason']}>{call.reason}</p>}
      {transfer !== null && (
        <div className={classes['transfer']} role="status">
          <span>{transfer}</span>
          {isTransferUp && !over && (
            <Button variant="default" size="compact-xs" onClick={() => void cancelTransfer(call)}>
              Give up
            </Button>
          )}
        </div>
      )}
      {over ? <AfterCall call={call} /> : <CallButtons call={call} />}
      {!over && call.answered_at !== null && <OperatorBar call={call} />}
      {failure !== null && (
        <p className={classes['reason']} role="alert">
          What was said cannot be read: {failure}
        </p>
      )}
      <div className={classes['talk']}>
        <Transcript
          items={conversation.items}
          isLive={!over}
          empty={
            <p className={classes['silent']}>
              {over ? 'Nothing was said.' : 'What both say appears here once the call is answered.'}
            </p>
          }
        />
      </div>
      {!over && call.answered_at !== null && <WhisperBox call={call} />}
    </section>
  );
}

function AfterCall({ call }: { call: PhoneCall }): ReactElement {
  return (
    <div className={classes['buttons']}>
      <Button
        component="a"
        variant="default"
        leftSection={<IconReportSearch size={15} />}
        href={formatRoute({ screen: 'run', id: call.run_id })}
      >
        Open the run
      </Button>
      <Button
        variant="default"
        leftSection={<IconPhone size={15} />}
        onClick={() => {
          wishToDial({ number: call.remote, workflowId: call.workflow_id });
        }}
      >
        Call again
      </Button>
    </div>
  );
}

function Elapsed({ call }: { call: PhoneCall }): ReactElement {
  const nowMs = useNow(500, !isOver(call));
  return (
    <time
      className={classes['elapsed']}
      aria-label={call.answered_at === null ? 'Since the first try' : 'Length'}
    >
      {formatDuration(lengthMs(call, nowMs))}
    </time>
  );
}
