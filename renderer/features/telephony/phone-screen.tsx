/** The telephone: dialling at the left, every call in the middle, the chosen one at the right. */
import { useCallback, useEffect, type ReactElement } from 'react';
import { isOver } from '#shared/bridge/phone.ts';
import { usePanelSize } from '../../stores/layout.ts';
import { choosePhoneCall, followPhone, usePhone } from '../../stores/phone.ts';
import { followTrunks, useTrunks } from '../../stores/trunks.ts';
import { Resizer } from '../../ui/resizer.tsx';
import { useCallShortcuts } from '../call/shortcuts.ts';
import { hangUpPhone, muteAgent } from './call-actions.ts';
import { CallSide } from './calls/call-side.tsx';
import { CallsTable } from './calls/calls-table.tsx';
import { DialPanel } from './dial/dial-panel.tsx';
import classes from './phone-screen.module.css';

const dialLimits = { minPx: 280, maxPx: 520, defaultPx: 340 };
const sideLimits = { minPx: 340, maxPx: 760, defaultPx: Math.max(400, Math.round(window.innerWidth * 0.28)) };

export function PhoneScreen(): ReactElement {
  useEffect(followPhone, []);
  useEffect(followTrunks, []);
  const hasTrunks = useTrunks((store) => (store.trunks ?? []).length > 0);
  const chosen = usePhone(
    ({ calls, chosenId }) => calls?.find(({ run_id: runId }) => runId === chosenId) ?? null,
  );
  const [dialPx, setDialPx] = usePanelSize('phone-dial', dialLimits);
  const [sidePx, setSidePx] = usePanelSize('phone-side', sideLimits);
  const callOrHangUp = useCallback(() => {
    if (chosen !== null && !isOver(chosen)) void hangUpPhone(chosen);
    else document.querySelector<HTMLFormElement>('form[aria-label="Dial"]')?.requestSubmit();
  }, [chosen]);
  const mute = useCallback(() => {
    if (chosen !== null && !isOver(chosen)) void muteAgent(chosen, !chosen.operator.is_agent_muted);
  }, [chosen]);
  useCallShortcuts({ onCallOrHangUp: callOrHangUp, onMute: mute });
  return (
    <main className={classes['screen']} aria-label="Phone">
      <div className={classes['dial']} style={{ width: dialPx }}>
        <DialPanel hasShortcut={chosen === null || isOver(chosen)} />
        <Resizer
          label="Width of the Dial panel"
          edge="right"
          sizePx={dialPx}
          limits={dialLimits}
          onResize={setDialPx}
        />
      </div>
      <div className={classes['calls']}>
        <CallsTable hasTrunks={hasTrunks} />
      </div>
      {chosen !== null && (
        <aside
          className={classes['side']}
          style={{ width: sidePx }}
          onKeyDown={(event) => {
            // A form that floats above the panel closes by itself; its keys come through here too.
            const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
            if (event.key === 'Escape' && isInside && !event.defaultPrevented) choosePhoneCall(null);
          }}
        >
          <Resizer
            label="Width of the call"
            edge="left"
            sizePx={sidePx}
            limits={sideLimits}
            onResize={setSidePx}
          />
          <CallSide key={chosen.run_id} call={chosen} />
        </aside>
      )}
    </main>
  );
}
