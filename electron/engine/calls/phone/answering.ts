/** Calls that come in: who answers them, or why nobody does. */
import { StudioError, SipError } from '../../base/errors.ts';
import type { PhoneMedia } from '../../telephony/media/api.ts';
import type { IncomingSipCall } from '../../telephony/sip/user-agent/api.ts';
import { callerOf, peerOf } from './addresses.ts';
import { sayBusy } from './busy-message.ts';
import { phoneContext } from './initial-context.ts';
import type { CallDesk } from './call-desk.ts';
import type { InboundDecision, PhoneLine } from './ports.ts';

/** RFC 3261 §21: what a caller is told whom nobody can answer. */
const unavailable = 480;
const serverFailure = 500;
const outOfService = 503;

/** Never rejects: a caller who cannot be helped is refused. */
export async function takeCall(
  desk: CallDesk,
  line: PhoneLine,
  call: IncomingSipCall,
  accountId: string | null,
): Promise<void> {
  // What is found out meanwhile comes from outside: the call is acted upon inside an event of its timeline.
  const refuse = (status: number, reason?: string): void => {
    line.timeline.post(() => {
      if (call.state !== 'ended') call.refuse(status, reason);
    });
  };
  try {
    if (desk.isClosing) {
      refuse(outOfService);
      return;
    }
    const decision = await desk.rules.routeInbound(accountId, call.calledUri, call.local.uri);
    switch (decision.kind) {
      case 'refused':
        refuse(decision.status, decision.reason);
        break;
      case 'busy':
        void sayBusy(desk, line, call, decision);
        break;
      case 'agent':
        await connect(desk, line, call, decision);
        break;
    }
  } catch (thrown) {
    const { code } = thrown instanceof StudioError ? thrown : { code: 'internal' };
    desk.making.options.logger.log('error', 'a call that came in could not be answered', { code });
    refuse(thrown instanceof SipError ? (thrown.status ?? serverFailure) : serverFailure);
  }
}

async function connect(
  desk: CallDesk,
  line: PhoneLine,
  call: IncomingSipCall,
  decision: Extract<InboundDecision, { kind: 'agent' }>,
): Promise<void> {
  const { trunk, workflowId, called } = decision;
  const release = (): void => {
    decision.release();
  };
  const { making } = desk;
  const { timeline } = line;
  let media: PhoneMedia | null = null;
  try {
    const workflow = await making.options.published(workflowId);
    if (!workflow) {
      making.options.logger.log('warn', 'an agent that is called has no published version', {
        workflow: workflowId,
      });
      throw new SipError('sip-refused', 'This agent has no published version.', { status: unavailable });
    }
    timeline.post(() => {
      call.ring();
    });
    media = await line.openMedia({ trunk, account: call.account, peer: peerOf(call) });
    const opened = media;
    const live = desk.open({
      direction: 'inbound',
      workflow,
      trunk,
      remote: callerOf(call),
      local: called,
      timeline,
    });
    const leg = desk.leg({ ...live.legEvents(media), timeline, dtmf: trunk?.dtmf ?? 'auto' });
    const voice = await making.create({
      workflow,
      callType: 'inbound',
      trunk,
      initialContext: phoneContext({
        direction: 'inbound',
        caller: live.options.remote,
        called,
        trunkId: trunk?.id ?? null,
        headers: call.headers,
      }),
      timeline,
      leg,
      transfer: desk.transferOf(live, line),
      ...live.voiceEvents(),
    });
    live.begin(voice, media, await desk.wire(voice.run.id, line));
    desk.enter(live, line, release);
    timeline.post(() => {
      live.attach(call);
      desk.noteCallId(live);
      if (desk.isClosing) live.hangUp('system_cancelled', 'Parley was closed.');
      // The caller may have given up while the agent was got ready.
      else if (call.state === 'ended') live.gaveUp();
      else
        call.answer(opened).catch((thrown: unknown) => {
          timeline.post(() => {
            live.couldNotAnswer(thrown);
          });
        });
    });
  } catch (thrown) {
    media?.close();
    release();
    throw thrown;
  }
}
