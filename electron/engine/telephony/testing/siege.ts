/** A telephone that anybody reaches, its friend (the trunk), and strangers who write whatever they like. */
import type { PhoneMedia } from '../media/api.ts';
import { testAccount } from '../sip/testing/phones.ts';
import type { IncomingSipCall, SipCall } from '../sip/user-agent/api.ts';
import type { PhoneStack } from '../stack.ts';
import { Stranger } from './stranger.ts';
import { atRest, Telephones, testTrunk } from './telephones.ts';

export const ours = { address: '192.0.2.1', port: 5060 };
export const theirs = { address: '192.0.2.2', port: 5060 };
export const trunk = testTrunk();
export const ourAccount = testAccount({ id: 'friend', domain: theirs.address, transport: 'udp' });
const theirAccount = testAccount({ id: 'us', domain: ours.address, transport: 'udp' });
/** What is left of the telephone after it all. */
export const quiet = { ...atRest, registrations: 0, flows: 1 };

export class Siege {
  readonly phones = new Telephones({ seed: 9 });
  us!: PhoneStack;
  them!: PhoneStack;
  /** Calls that were let in. */
  readonly taken: { call: IncomingSipCall; media: PhoneMedia }[] = [];

  async begin(): Promise<void> {
    const { phones } = this;
    this.us = phones.stack([ours.address], { accounts: () => [ourAccount] });
    this.them = phones.stack([theirs.address], { accounts: () => [theirAccount] });
    for (const [stack, at] of [
      [this.us, ours],
      [this.them, theirs],
    ] as const)
      for (const transport of ['udp', 'tcp'] as const) await stack.listen({ transport, at });
    for (const stack of [this.us, this.them])
      stack.userAgent.onCall(({ call, account }) => {
        const peer = account?.domain ?? '198.51.100.1';
        void stack.openMedia({ trunk, account, peer }).then((media) => {
          this.taken.push({ call, media });
          call.answer(media).catch(() => undefined);
        });
      });
  }

  stranger(number = 1): Promise<Stranger> {
    const address = `198.51.100.${number}`;
    return Stranger.at(this.phones.net.at(address) ?? this.phones.net.host(address));
  }

  /** A friend calls us, or we call them; settles with the call when it is up, and with how it ended when it is not. */
  async call(from: PhoneStack, transport: 'udp' | 'tcp' = 'udp'): Promise<{ call: SipCall; state: string }> {
    const isOurs = from === this.us;
    const account = { ...(isOurs ? ourAccount : theirAccount), transport };
    const media = await from.openMedia({ trunk, account, peer: account.domain });
    const target = `sip:anybody@${account.domain}`;
    const call = from.userAgent.invite(account, { target, media, ringTimeoutMs: 30_000 });
    const state = await new Promise<string>((resolve) => {
      call.onEvent((event) => {
        if (event.type === 'state' && event.state === 'confirmed') resolve('confirmed');
        if (event.type === 'end') resolve(`ended ${event.end.status ?? '-'}: ${event.end.reason}`);
      });
    });
    return { call, state };
  }

  async until(ms: number): Promise<void> {
    this.phones.timeline.at(ms, () => {
      this.phones.timeline.dispose();
    });
    await this.phones.timeline.run();
  }
}

interface Written {
  from?: string;
  to?: string;
  callId?: string;
  branch?: string;
  cseq?: number;
  headers?: string[];
  body?: string;
}

let written = 0;

/** As anybody may write it; its Call-ID, tag and branch are new unless they are given. */
export function request(method: string, content: Written = {}): string {
  written += 1;
  const { body = '', headers = [] } = content;
  return [
    `${method} sip:us@${ours.address} SIP/2.0`,
    `Via: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=${content.branch ?? `z9hG4bK-hostile-${written}`}`,
    'Max-Forwards: 70',
    `From: ${content.from ?? `<sip:eve@198.51.100.1>;tag=eve${written}`}`,
    `To: ${content.to ?? `<sip:us@${ours.address}>`}`,
    `Call-ID: ${content.callId ?? `hostile-${written}`}`,
    `CSeq: ${content.cseq ?? 1} ${method}`,
    'Contact: <sip:eve@198.51.100.1>',
    ...headers,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

export function offer(...lines: string[]): string {
  const head = ['v=0', 'o=- 1 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0'];
  return [...head, 'm=audio 30000 RTP/AVP 0', ...lines, ''].join('\r\n');
}
