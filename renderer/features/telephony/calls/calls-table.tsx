/** The live table: every telephone call that is up or ended a short while ago. Up and down move, Enter opens. */
import { Button } from '@mantine/core';
import { IconPhoneCalling } from '@tabler/icons-react';
import { useMemo, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import { navigate } from '../../../app/router.ts';
import { formatRoute } from '../../../app/routes.ts';
import { wishToDial } from '../../../stores/dial.ts';
import { callsUp, shownCalls } from '../../../stores/phone-state.ts';
import { choosePhoneCall, loadPhone, usePhone } from '../../../stores/phone.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { plural } from '../../../ui/plural.ts';
import { useNow } from '../../../ui/use-now.ts';
import { useRowWindow } from '../../runs/use-window.ts';
import { CallRow, callRowId, ROW_PX } from './call-row.tsx';
import classes from './calls.module.css';

const columns = ['State', 'With', 'Agent', 'Quality', 'Trunk'];

export function CallsTable({ hasTrunks }: { hasTrunks: boolean }): ReactElement {
  const calls = usePhone((store) => store.calls);
  const failure = usePhone((store) => store.failure);
  const chosenId = usePhone((store) => store.chosenId);
  const hasCalls = (calls ?? []).length > 0;
  const nowMs = useNow(1000, hasCalls);
  const shown = useMemo(() => shownCalls(calls ?? [], nowMs, chosenId), [calls, nowMs, chosenId]);
  if (calls === null && failure !== null)
    return (
      <Failure
        title="The calls could not be read"
        detail={failure}
        onRetry={() => {
          void loadPhone();
        }}
      />
    );
  if (shown.length === 0)
    return calls === null ? <div className={classes['list']} aria-busy /> : <NoCalls hasTrunks={hasTrunks} />;
  return <Rows calls={shown} chosenId={chosenId} nowMs={nowMs} />;
}

function Rows(props: { calls: readonly PhoneCall[]; chosenId: string | null; nowMs: number }): ReactElement {
  const { calls, chosenId, nowMs } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { start, end } = useRowWindow(scroller, ROW_PX, calls.length);
  const chosen = calls.findIndex((call) => call.run_id === chosenId);
  const up = callsUp(calls).length;
  const select = (index: number): void => {
    const call = calls[Math.max(0, Math.min(calls.length - 1, index))];
    const element = scroller.current;
    if (call === undefined || element === null) return;
    choosePhoneCall(call.run_id);
    const top = calls.indexOf(call) * ROW_PX;
    // The heading covers the first row's height.
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * ROW_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * ROW_PX - element.clientHeight;
  };
  const press = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen === -1 ? 0 : chosen - 1,
      Home: 0,
      End: calls.length - 1,
    };
    const target = moves[event.key];
    const call = calls[chosen];
    if (target !== undefined) select(target);
    else if (event.key === 'Enter' && call !== undefined) {
      if (isOver(call)) navigate({ screen: 'run', id: call.run_id });
      else document.querySelector<HTMLElement>('[data-call-panel] button')?.focus();
    } else if (event.key === 'Escape' && chosenId !== null) choosePhoneCall(null);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className={classes['list']}
      role="grid"
      aria-label={`Calls, ${plural(up, 'call')} up`}
      aria-rowcount={calls.length + 1}
      aria-activedescendant={chosen === -1 || chosenId === null ? undefined : callRowId(chosenId)}
      tabIndex={0}
      onKeyDown={press}
    >
      <div className={classes['header']} role="row" aria-rowindex={1}>
        {columns.map((name) => (
          <span key={name} role="columnheader" data-column={name.toLowerCase()}>
            {name}
          </span>
        ))}
        <span role="columnheader" className={classes['number']}>
          Length
        </span>
      </div>
      <div className={classes['rows']} style={{ height: calls.length * ROW_PX }}>
        {calls.slice(start, end).map((call, offset) => (
          <CallRow
            key={call.run_id}
            call={call}
            index={start + offset}
            isChosen={call.run_id === chosenId}
            // An ended call's length stands still: its row is not painted again each second.
            nowMs={isOver(call) ? 0 : nowMs}
          />
        ))}
      </div>
    </div>
  );
}

function NoCalls({ hasTrunks }: { hasTrunks: boolean }): ReactElement {
  return (
    <EmptyState
      art={<IconPhoneCalling size={40} stroke={1.25} aria-hidden />}
      title="No calls at the moment"
      actions={
        <>
          {hasTrunks && (
            <Button
              variant="default"
              onClick={() => {
                wishToDial();
              }}
            >
              Dial a number
            </Button>
          )}
          <Button
            variant="default"
            component="a"
            href={formatRoute({ screen: 'runs', query: { kind: 'phone' } })}
          >
            Earlier calls
          </Button>
        </>
      }
    >
      {hasTrunks
        ? 'Calls that your agents make and answer appear here, word by word. You can listen, tell the agent something, speak yourself, or pass the caller on.'
        : 'With a trunk, your agents make and answer telephone calls, and you see them here: listen, tell the agent something, speak yourself, or pass the caller on.'}
    </EmptyState>
  );
}
