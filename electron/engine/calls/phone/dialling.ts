/** Dialling: from a wish to an INVITE that is out. What becomes of it, `live-call.ts` follows. */
import type { CallDesk } from './call-desk.ts';
import type { LiveCall } from './live-call.ts';
import { phoneContext } from './initial-context.ts';
import type { Admission, DialWish, PhoneLine, PhoneRules } from './ports.ts';

export interface DialledCall extends DialWish {
  workflowId: string;
  initialContext: Record<string, unknown>;
}

/**
 * @throws WorkflowError when nothing is published, SipError when the rules forbid it, and whatever keeps the run from
 *   being created. After that, failures are the run's.
 */
export async function dial(desk: CallDesk, line: PhoneLine, wish: DialledCall): Promise<LiveCall> {
  const workflow = await desk.making.published(wish.workflowId);
  const admission = await desk.rules.admit(wish);
  const { trunk, account, remote, callerId } = admission;
  const { timeline } = line;
  const media = await line.openMedia({ trunk, account, peer: admission.target }).catch((thrown: unknown) => {
    admission.release();
    throw thrown;
  });
  const live = desk.open({
    direction: 'outbound',
    workflow,
    trunk,
    remote,
    local: callerId === '' ? account.user : callerId,
    timeline,
  });
  try {
    const leg = desk.leg({ ...live.legEvents(media), timeline, dtmf: trunk.dtmf });
    const voice = await desk.making.create({
      workflow,
      callType: 'outbound',
      trunk,
      initialContext: phoneContext({
        direction: 'outbound',
        caller: live.options.local,
        called: remote,
        trunkId: trunk.id,
        given: wish.initialContext,
      }),
      timeline,
      leg,
      transfer: desk.transferOf(live, line),
      ...live.voiceEvents(),
    });
    live.begin(voice, media, await desk.wire(voice.run.id, line));
  } catch (thrown) {
    media.close();
    admission.release();
    throw thrown;
  }
  desk.enter(live, line, () => {
    admission.release();
  });
  timeline.post(() => {
    if (desk.isClosing) live.hangUp('system_cancelled', 'Parley was closed.');
    if (live.isOver) return;
    live.attach(invite(line, admission, live, desk.rules));
    desk.noteCallId(live);
  });
  return live;
}

function invite(
  { userAgent }: PhoneLine,
  { trunk, account, target, callerId }: Admission,
  live: LiveCall,
  rules: PhoneRules,
) {
  const isOther = callerId !== '' && callerId !== account.user;
  return userAgent.invite(account, {
    target,
    from: { ...(callerId === '' ? {} : { user: callerId }), displayName: account.displayName },
    assertedIdentity: isOther ? callerId : null,
    media: live.mediaToOffer,
    ringTimeoutMs: trunk.ring_timeout_s * 1000,
    // A server that sends the call on may not send it where it would never have been dialled. A cap is this call's own.
    mayRedirect: async (to) => {
      const { refusal } = await rules.check({ to, trunkId: trunk.id });
      return refusal === null || refusal.code === 'cap';
    },
  });
}
