/** What strangers, and peers that we know, try against a telephone that is reachable: floods, slow lines, forged requests, bombs. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PhoneMedia } from './media/api.ts';
import { testAccount } from './sip/testing/phones.ts';
import type { IncomingSipCall, SipCall } from './sip/user-agent/api.ts';
import type { PhoneStack } from './stack.ts';
import { Stranger } from './testing/stranger.ts';
import { atRest, listening, speak, Telephones, testTrunk } from './testing/telephones.ts';

const ours = { address: '192.0.2.1', port: 5060 };
const theirs = { address: '192.0.2.2', port: 5060 };
const trunk = testTrunk();
const ourAccount = testAccount({ id: 'friend', domain: theirs.address, transport: 'udp' });
const theirAccount = testAccount({ id: 'us', domain: ours.address, transport: 'udp' });
const quiet = { ...atRest, registrations: 0, flows: 1 };

class Siege {
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

function request(method: string, content: Written = {}): string {
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

function offer(...lines: string[]): string {
  const head = ['v=0', 'o=- 1 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0'];
  return [...head, 'm=audio 30000 RTP/AVP 0', ...lines, ''].join('\r\n');
}

let siege: Siege;
beforeEach(async () => {
  siege = new Siege();
  await siege.begin();
});

describe('a flood', () => {
  it.each(['INVITE', 'OPTIONS', 'REGISTER', 'BYE'])(
    'of %s from many addresses, each a new call, is answered within the rates, and friends come through',
    async (method) => {
      const { phones, us, them } = siege;
      const strangers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => siege.stranger(index + 1)),
      );
      let sent = 0;
      const carry = phones.net.carryDatagram.bind(phones.net);
      phones.net.carryDatagram = (bytes, from, to) => {
        if (from.address === ours.address && to.address.startsWith('198.')) sent += 1;
        carry(bytes, from, to);
      };
      // 3,000 a second, 60 from each, for four seconds; none is ever acknowledged.
      for (let index = 0; index < 12_000; index += 1)
        phones.timeline.at(index / 3, () => {
          strangers[index % strangers.length]?.send(
            request(method, { body: method === 'INVITE' ? offer() : '' }),
            ours,
          );
        });
      let most = 0;
      for (let atMs = 0; atMs < 40_000; atMs += 200)
        phones.at(atMs, () => void (most = Math.max(most, us.counts.transactions)));
      const states: string[] = [];
      phones.at(3000, async () => {
        for (const from of [them, us]) {
          const { call, state } = await siege.call(from);
          states.push(state);
          call.hangUp();
        }
      });
      await siege.until(120_000);
      expect({ states, left: us.counts, calls: siege.taken.length }).toEqual({
        states: ['confirmed', 'confirmed'],
        left: quiet,
        calls: 2,
      });
      expect(most).toBeLessThan(2100);
      // One answer each to as many as the rate of all strangers lets in: nobody is flooded by way of us.
      expect(sent).toBeLessThanOrEqual(3000 + 1500 * 5);
      expect(sent).toBeGreaterThan(1500);
    },
    60_000,
  );

  it('from one address leaves the others their share', async () => {
    const { phones, us } = siege;
    const [eve, mallory] = [await siege.stranger(1), await siege.stranger(2)];
    for (let index = 0; index < 8000; index += 1)
      phones.timeline.at(index / 2, () => {
        eve.send(request('OPTIONS'), ours);
      });
    for (let index = 0; index < 50; index += 1)
      phones.timeline.at(100 * index, () => {
        mallory.send(request('OPTIONS'), ours);
      });
    await siege.until(60_000);
    expect({ mallory: mallory.heard, left: us.counts }).toEqual({
      mallory: { '200 OPTIONS': 50 },
      left: quiet,
    });
    expect(eve.heard['200 OPTIONS']).toBeLessThanOrEqual(600 + 300 * 5);
  });

  it('of responses and acknowledgements to nothing is not answered', async () => {
    const { phones, us } = siege;
    const eve = await siege.stranger();
    for (let index = 0; index < 1000; index += 1)
      phones.timeline.at(10 * index, () => {
        const answer = request('INVITE').replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n');
        eve.send(index % 2 ? answer.replace('198.51.100.1:5060', '192.0.2.1:5060') : request('ACK'), ours);
      });
    await siege.until(30_000);
    expect({ heard: eve.heard, left: us.counts }).toEqual({ heard: {}, left: quiet });
  });
});

describe('a connection of a stranger', () => {
  const opened = async (number = 1) => {
    const eve = await siege.stranger(number);
    const socket = await eve.connect(ours);
    if (!socket) throw new Error('refused');
    const line = { eve, socket, closedAtMs: Number.NaN };
    socket.onClose = () => {
      line.closedAtMs = siege.phones.timeline.now();
    };
    return line;
  };
  const bytes = (text: string) => new TextEncoder().encode(text);

  it.each([
    ['that says nothing', () => undefined, 16_000],
    [
      'that only pings',
      (write: (text: string) => void) => {
        for (let atMs = 100; atMs < 600_000; atMs += 10_000)
          siege.phones.at(atMs, () => {
            write('\r\n\r\n');
          });
      },
      17_000,
    ],
    [
      'that sends a byte a second',
      (write: (text: string) => void) => {
        bytes(request('OPTIONS')).forEach((byte, index) => {
          siege.phones.at(1000 * index, () => {
            write(String.fromCharCode(byte));
          });
        });
      },
      11_000,
    ],
    [
      'that promises more than may be sent',
      (write: (text: string) => void) => {
        write(request('OPTIONS').replace('Content-Length: 0', 'Content-Length: 999999999'));
      },
      200,
    ],
    [
      'whose head never ends',
      (write: (text: string) => void) => {
        write(`OPTIONS sip:a@b SIP/2.0\r\n${'X: y\r\n'.repeat(20_000)}`);
      },
      200,
    ],
    [
      'that speaks something else',
      (write: (text: string) => void) => {
        write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      },
      200,
    ],
  ])('%s is closed', async (_, speakTo, withinMs) => {
    const { phones, us } = siege;
    let line: Awaited<ReturnType<typeof opened>> | null = null;
    phones.at(0, async () => {
      line = await opened();
      const { socket } = line;
      speakTo((text) => void socket.write(bytes(text)));
    });
    await siege.until(60_000);
    const { closedAtMs } = line as unknown as { closedAtMs: number };
    expect({ closed: closedAtMs <= withinMs, left: us.counts }).toEqual({ closed: true, left: quiet });
  });

  it('is one of so many, which keep friends from nothing', async () => {
    const { phones, us, them } = siege;
    const strangers = await Promise.all(Array.from({ length: 60 }, (_, index) => siege.stranger(index + 1)));
    let most = 0;
    phones.at(0, async () => {
      // Each as many as it gets, kept alive by questions that are answered.
      for (let round = 0; round < 12; round += 1) {
        for (const eve of strangers) {
          const socket = await eve.connect(ours);
          for (let atMs = 0; atMs < 120_000; atMs += 20_000)
            phones.at(phones.timeline.now() + atMs, () => void socket?.write(bytes(request('OPTIONS'))));
        }
        most = Math.max(most, us.counts.flows);
      }
    });
    const states: string[] = [];
    phones.at(100_000, async () => {
      most = Math.max(most, us.counts.flows);
      for (const from of [us, them]) {
        const { call, state } = await siege.call(from, 'tcp');
        states.push(state);
        call.hangUp();
      }
    });
    await siege.until(1_000_000);
    expect({ states, left: us.counts }).toEqual({ states: ['confirmed', 'confirmed'], left: quiet });
    // Those of strangers, the socket, and what friends have.
    expect(most).toBeGreaterThan(200);
    expect(most).toBeLessThanOrEqual(256 + 3);
  });
});

describe('in a call that is up, a stranger', () => {
  /** The call of a friend, and what a stranger may have seen of it. */
  const up = async () => {
    const { call } = await siege.call(siege.them);
    const taken = siege.taken[0];
    if (!taken) throw new Error('not taken');
    return { call, local: taken.call, media: taken.media };
  };

  it('who knows its name but not its tags can neither end nor change it', async () => {
    const { phones, us } = siege;
    const eve = await siege.stranger();
    let seen: unknown = null;
    phones.at(0, async () => {
      const { call, local } = await up();
      const { callId } = call;
      const theirTag = /from-tag=([^;]+)/.exec(call.replacesValue ?? '')?.[1] ?? '';
      const from = `<sip:alice@${ours.address}>;tag=${theirTag}`;
      for (const method of ['BYE', 'INVITE', 'UPDATE', 'INFO', 'REFER', 'NOTIFY', 'PRACK', 'CANCEL', 'ACK'])
        for (const tags of [
          { to: `<sip:us@${ours.address}>;tag=guessed` },
          { to: `<sip:us@${ours.address}>;tag=guessed`, from },
          { from },
        ]) {
          const headers = ['Refer-To: <sip:premium@198.51.100.9>', 'Event: refer', 'RAck: 1 1 INVITE'];
          eve.send(
            request(method, { callId, ...tags, cseq: 9, headers, body: method === 'INVITE' ? offer() : '' }),
            ours,
          );
        }
      eve.send(
        request('INVITE', {
          headers: [`Replaces: ${callId};to-tag=guessed;from-tag=${theirTag}`],
          body: offer(),
        }),
        ours,
      );
      await phones.pass(40_000);
      seen = {
        states: [call.state, local.state],
        heard: Object.keys(eve.heard).filter((what) => !/^4/.test(what)),
      };
      call.hangUp();
    });
    await siege.until(120_000);
    expect({ seen, left: us.counts, calls: siege.taken.length }).toEqual({
      seen: { states: ['confirmed', 'confirmed'], heard: [] },
      left: quiet,
      calls: 1,
    });
  });

  it('who sends sound or garbage to its ports is not heard, and the friend is', async () => {
    const { phones, us } = siege;
    const eve = await siege.stranger();
    const loud = Uint8Array.from({ length: 172 }, (_, index) => (index < 12 ? 0 : index % 2 ? 0x80 : 0x00));
    loud.set([0x80, 0x00]);
    const levels: number[] = [];
    phones.at(0, async () => {
      const { call, media } = await up();
      media.open(
        listening({
          frame: (frame) => void levels.push(Math.max(...frame.map(Math.abs))),
        }),
      );
      const port = Number(media.local?.split(':')[1]);
      for (let index = 0; index < 500; index += 1)
        phones.at(phones.timeline.now() + 4 * index, () => {
          const packet = loud.slice();
          packet[3] = index;
          const garbage = Uint8Array.from({ length: index * 3 }, (_, place) => (place * 7919 * index) >> 3);
          eve.send(packet, { ...ours, port });
          eve.send(garbage, { ...ours, port: port + (index % 2) });
        });
      await phones.pass(500);
      const friend = call.media as PhoneMedia;
      friend.open(listening());
      speak(phones, friend, 1000);
      await phones.pass(2000);
      call.hangUp();
    });
    await siege.until(120_000);
    const loudest = Math.max(...levels);
    // The friend's tone has 8000; the stranger's would have 32,000.
    expect({ friend: loudest > 6000, stranger: loudest > 12_000, left: us.counts }).toEqual({
      friend: true,
      stranger: false,
      left: quiet,
    });
  });
});

describe('a stranger who asks for what we do not do', () => {
  it.each([
    ['REGISTER', [], '405 REGISTER'],
    ['SUBSCRIBE', ['Event: presence'], '405 SUBSCRIBE'],
    ['PUBLISH', ['Event: presence'], '405 PUBLISH'],
    ['MESSAGE', [], '405 MESSAGE'],
    ['REFER', ['Refer-To: <sip:premium@198.51.100.9>'], '403 REFER'],
    ['NOTIFY', ['Event: message-summary', 'Subscription-State: active'], '481 NOTIFY'],
    ['INVITE', [], '403 INVITE'],
  ])('%s %j hears %s, and nothing is kept', async (method, headers, answer) => {
    const { phones, us } = siege;
    const eve = await siege.stranger();
    phones.at(0, () => {
      eve.send(request(method, { headers }), ours);
    });
    await siege.until(60_000);
    expect({ heard: eve.heard, left: us.counts }).toEqual({ heard: { [answer]: 1 }, left: quiet });
  });
});

describe('a description of a trunk that is a bomb', () => {
  const many = (line: string, length = 50_000) =>
    Array.from({ length: Math.floor(length / (line.length + 2)) }, () => line);
  it.each([
    ['lines of media', () => offer(...many('m=audio 30000 RTP/AVP 0'))],
    ['attributes', () => offer(...many('a=rtpmap:0 PCMU/8000'))],
    ['payload types', () => offer().replace('RTP/AVP 0', `RTP/AVP ${'0 '.repeat(25_000)}`)],
    ['keys', () => offer(...many(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${'A'.repeat(40)}`))],
    ['parameters', () => offer(`a=fmtp:0 ${'a=b;'.repeat(12_000)}`)],
    ['digits', () => offer().replace('30000', '9'.repeat(50_000))],
    ['groups', () => offer(...many('a=group:BUNDLE a b c'))],
    ['candidates', () => offer(...many('a=candidate:1 1 UDP 1 198.51.100.1 1 typ host'))],
    ['one line', () => offer(`a=${'x'.repeat(50_000)}`)],
    ['nothing but line ends', () => '\r\n'.repeat(25_000)],
    ['spaces', () => offer(`a=rtpmap:${' '.repeat(50_000)}x`)],
  ])('of %s is answered in no time, and the call that comes of it ends', async (_, body) => {
    const { phones, us } = siege;
    // From where the trunk is: its own telephone is away.
    siege.them.dispose();
    const evil = await Stranger.at(phones.net.at(theirs.address) ?? phones.net.host(theirs.address));
    let tookMs = Infinity;
    const carry = phones.net.carryDatagram.bind(phones.net);
    let fromMs = 0;
    phones.net.carryDatagram = (bytes, from, to) => {
      if (from.address === ours.address) tookMs = Math.min(tookMs, performance.now() - fromMs);
      carry(bytes, from, to);
    };
    phones.at(0, () => {
      evil.send(request('INVITE', { body: body() }), ours);
      fromMs = performance.now();
    });
    phones.at(1000, () => {
      for (const { call } of siege.taken) call.hangUp();
    });
    await siege.until(200_000);
    expect({ left: us.counts, heard: Object.keys(evil.heard).length > 0 }).toEqual({
      left: quiet,
      heard: true,
    });
    // Milliseconds; what is quadratic in 50,000 takes seconds.
    expect(tookMs).toBeLessThan(500);
  });
});

describe('whom we call', () => {
  it('may answer as often as it likes, under as many names: few dialogs come of it', async () => {
    const { phones, us } = siege;
    const eve = await siege.stranger();
    let most = 0;
    eve.onMessage = (message) => {
      if (message.kind !== 'request' || message.method !== 'INVITE') return;
      const via = message.headers.getAll('Via').map((value) => `Via: ${value}`);
      for (let index = 0; index < 2000; index += 1)
        phones.timeline.at(phones.timeline.now() + index, () => {
          const status = index % 2 ? '180 Ringing' : index < 1000 ? '183 Progress' : '200 OK';
          const lines = [
            `SIP/2.0 ${status}`,
            ...via,
            `From: ${message.headers.get('From') ?? ''}`,
            `To: ${message.headers.get('To') ?? ''};tag=fork${index}`,
            `Call-ID: ${message.headers.get('Call-ID') ?? ''}`,
            'CSeq: 1 INVITE',
            'Contact: <sip:eve@198.51.100.1>',
            'Content-Length: 0',
            '\r\n',
          ];
          eve.send(lines.join('\r\n'), ours);
          most = Math.max(most, us.counts.dialogs);
        });
    };
    phones.at(0, async () => {
      const media = await us.openMedia({ trunk, account: ourAccount, peer: '198.51.100.1' });
      us.userAgent.invite(ourAccount, { target: 'sip:eve@198.51.100.1', media, ringTimeoutMs: 30_000 });
    });
    await siege.until(200_000);
    expect(us.counts).toEqual(quiet);
    expect(most).toBeLessThanOrEqual(64);
  });
});
