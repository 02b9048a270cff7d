/** What the operator does to the line: hang up, hold, keys, pass on. */
import { Button } from '@mantine/core';
import { IconPhoneOff, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import { bridge } from '../../../bridge/index.ts';
import { Keypad } from '../../call/keypad.tsx';
import { shortcutKeys } from '../../call/shortcuts.ts';
import { hangUpPhone, holdPhone } from '../call-actions.ts';
import { TransferButton } from './transfer-form.tsx';
import classes from './call-side.module.css';

export function CallButtons({ call }: { call: PhoneCall }): ReactElement {
  const isHeld = call.progress === 'on-hold';
  const isAnswered = call.answered_at !== null;
  return (
    <div className={classes['buttons']}>
      {isAnswered && (
        <>
          <Button
            variant="default"
            aria-pressed={isHeld}
            disabled={call.progress === 'transferring'}
            leftSection={isHeld ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
            onClick={() => void holdPhone(call, !isHeld)}
          >
            {isHeld ? 'Take back' : 'Hold'}
          </Button>
          <Keypad
            size="xs"
            onPress={async (keys) => {
              await bridge.call('phone.press', { run_id: call.run_id, keys });
            }}
          />
          <TransferButton call={call} />
        </>
      )}
      <Button
        color="error"
        className={classes['grow']}
        leftSection={<IconPhoneOff size={15} />}
        rightSection={<span className={classes['keys']}>{shortcutKeys.call}</span>}
        onClick={() => void hangUpPhone(call)}
      >
        {isAnswered ? 'Hang up' : 'Cancel the call'}
      </Button>
    </div>
  );
}
