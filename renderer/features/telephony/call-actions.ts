/** What a person does to a telephone call. Each says what failed; none rejects. */
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import { bridge } from '../../bridge/index.ts';
import { showError } from '../../ui/toast.tsx';
import { partyText } from './number-writing.ts';

async function tell(failed: string, done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (thrown) {
    showError(failed, thrown);
  }
}

export async function hangUpPhone(call: PhoneCall): Promise<void> {
  if (isOver(call)) return;
  await tell(
    `The call with ${partyText(call.remote).text} was not hung up`,
    bridge.call('phone.hang-up', { run_id: call.run_id }),
  );
}

export async function holdPhone(call: PhoneCall, held: boolean): Promise<void> {
  await tell(
    held ? 'The call was not put on hold' : 'The call is still on hold',
    bridge.call('phone.hold', { run_id: call.run_id, held }),
  );
}

export async function muteAgent(call: PhoneCall, muted: boolean): Promise<void> {
  await tell(
    muted ? 'The agent was not muted' : 'The agent is still muted',
    bridge.call('phone.mute-agent', { run_id: call.run_id, muted }),
  );
}

export async function cancelTransfer(call: PhoneCall): Promise<void> {
  await tell('The transfer goes on', bridge.call('phone.cancel-transfer', { run_id: call.run_id }));
}
