/** Calls that are up: between two user agents, or with a peer that says anything. */
import type { Dialog } from '../dialog/dialog.ts';
import type { IncomingSipCall, SipAccount } from '../user-agent/api.ts';
import { PhoneStage, testAccount } from './phones.ts';
import { RawPeer } from './raw-peer.ts';
import { ScriptedMedia } from './scripted-media.ts';

export const bobs = testAccount({ id: 'bob', user: 'bob', displayName: 'Bob', domain: 'a.invalid' });
export const nothing = { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 0 };

/** Alice has called Bob, who has answered, by 100 ms. */
export function connected({
  alice: alices = {},
  bob: bobsToo = {},
}: { alice?: Partial<SipAccount>; bob?: Partial<SipAccount> } = {}) {
  const stage = new PhoneStage();
  const alice = stage.phone('alice', '10.0.0.1', testAccount(alices));
  const media = { alice: new ScriptedMedia('alice'), bob: new ScriptedMedia('bob') };
  const bob = stage.phone(
    'bob',
    '10.0.0.2',
    { ...bobs, ...bobsToo },
    {
      answering: (call) => void call.answer(media.bob),
    },
  );
  const call = alice.dial('sip:bob@b.invalid', { media: media.alice });
  const bobsCall = () => bob.incoming[0] as IncomingSipCall;
  return { stage, alice, bob, call, bobsCall, media };
}

/** The same with a peer that says anything; its dialog is there from 100 ms on. */
export function connectedToRaw(account: Partial<SipAccount> = {}, headers: [string, string][] = []) {
  const stage = new PhoneStage();
  const alice = stage.phone('alice', '10.0.0.1', testAccount(account));
  const bob = new RawPeer(stage.wire, 'bob', '10.0.0.2');
  const media = new ScriptedMedia('alice');
  let dialog: Dialog | null = null;
  bob.onRequest = (request) => {
    if (request.method !== 'INVITE') return;
    bob.answer(request, 200, { toTag: 'one', sdp: 'one', headers });
    dialog = bob.dialogOf(request, 'one');
    bob.onRequest = (next) => {
      if (next.method !== 'ACK' && next.method !== 'INVITE') bob.answer(next, 200);
    };
  };
  const call = alice.dial('sip:bob@b.invalid', { media });
  return { stage, alice, bob, call, media, dialog: () => dialog as unknown as Dialog };
}

export function after(stage: PhoneStage, ms: number): string[] {
  return stage.wire.ladder
    .filter((line) => Number(line.split(' ')[0]) >= ms)
    .map((line) => line.replace(/^\S+ /, ''));
}
