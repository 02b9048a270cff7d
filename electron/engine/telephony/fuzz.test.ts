/**
 * The whole stack hears anything from anybody: what is said in real calls and the messages of RFC 4475, mutated, as datagrams and
 * as bytes of connections that are cut anywhere. Beside it three calls are up, and stay up.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneMedia } from './media/api.ts';
import type { SipMessage } from './sip/message/message.ts';
import { seededRandom } from './sip/testing/seeded-random.ts';
import { testAccount } from './sip/testing/phones.ts';
import type { IncomingSipCall, SipCall } from './sip/user-agent/api.ts';
import type { PhoneStack } from './stack.ts';
import { measureHeapMB } from './testing/measure-heap.ts';
import { mutate } from './testing/mutate.ts';
import { Stranger } from './testing/stranger.ts';
import { atRest, listening, Telephones, testTrunk } from './testing/telephones.ts';
import { tortureMessage, tortureNames } from './testing/torture.ts';

const ours = { address: '192.0.2.1', port: 5060 };
const theirs = { address: '192.0.2.2', port: 5060 };
const trunk = testTrunk();
const account = testAccount({ id: 'friend', domain: theirs.address, transport: 'udp', sessionExpiresS: 90 });

async function pair(phones: Telephones, over: Parameters<Telephones['stack']>[1] = {}) {
  const us = phones.stack([ours.address], { accounts: () => [account], ...over });
  const friend = { ...account, id: 'us', domain: ours.address };
  const them = phones.stack([theirs.address], { accounts: () => [friend] });
  for (const [stack, at] of [
    [us, ours],
    [them, theirs],
  ] as const) {
    await stack.listen({ transport: 'udp', at });
    await stack.listen({ transport: 'tcp', at });
  }
  return { us, them };
}

function answer(stack: PhoneStack, call: IncomingSipCall, taken: (media: PhoneMedia) => void): void {
  void stack
    .openMedia({ trunk, account: call.account, peer: call.account ? account.domain : '198.51.100.1' })
    .then(
      async (media) => {
        await call.answer(media).catch(() => undefined);
        if (call.state === 'ended') media.close();
        else taken(media);
      },
      () => {
        call.refuse(503);
      },
    );
}

async function dial(stack: PhoneStack, user: string): Promise<SipCall> {
  const media = await stack.openMedia({ trunk, account, peer: theirs.address });
  const target = `sip:${user}@${theirs.address}`;
  return stack.userAgent.invite(account, { target, media, ringTimeoutMs: 20_000 });
}

/** Every message of calls with hold, keys, transfer, cancellation and refusal. */
async function everythingSaid(): Promise<Uint8Array[]> {
  const phones = new Telephones({ seed: 5 });
  const { us, them } = await pair(phones);
  const said: Uint8Array[] = [];
  const carry = phones.net.carryDatagram.bind(phones.net);
  phones.net.carryDatagram = (bytes, from, to) => {
    if (to.port === 5060) said.push(bytes.slice());
    carry(bytes, from, to);
  };
  them.userAgent.onCall(({ call }) => {
    call.ring();
    if (call.calledUri.includes('busy')) call.refuse(486);
    else if (!call.calledUri.includes('nobody')) answer(them, call, () => undefined);
  });
  phones.at(0, async () => {
    const cancelled = await dial(us, 'nobody');
    await dial(us, 'busy');
    const call = await dial(us, 'bob');
    await phones.pass(1000);
    cancelled.hangUp();
    await call.hold(true);
    await call.sendInfoKey('1', 100);
    await call.refer(`sip:carol@${theirs.address}`).catch(() => undefined);
    await us.userAgent.options(account, null, new AbortController().signal);
    await phones.pass(60_000);
    call.hangUp();
    await phones.pass(40_000);
    phones.timeline.dispose();
  });
  await phones.timeline.run();
  return said;
}

// Nine tenths of the time would go into stack traces that nobody reads.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

/** A message of the pieces, most often mutated. */
function anything(pieces: readonly Uint8Array[], random: () => number): Uint8Array {
  const bytes = pieces[Math.floor(random() * pieces.length)] ?? new Uint8Array();
  return random() < 0.05 ? bytes : mutate(bytes, random);
}

/** Asks a value twice a second, and answers the most that there was of each. */
function watchCounts(phones: Telephones, stack: PhoneStack, untilMs: number): Record<string, number> {
  const most: Record<string, number> = {};
  for (let atMs = 0; atMs < untilMs; atMs += 500)
    phones.at(atMs, () => {
      for (const [key, count] of Object.entries(stack.counts)) most[key] = Math.max(most[key] ?? 0, count);
    });
  return most;
}

function heardBy(strangers: readonly Stranger[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { heard } of strangers)
    for (const [what, count] of Object.entries(heard)) {
      // The method of a refusal is whatever the stranger wrote.
      const kind = /^[3-6]/.test(what) ? `${what.charAt(0)}xx` : what;
      all[kind] = (all[kind] ?? 0) + count;
    }
  return all;
}

describe('a hundred thousand mutated messages', () => {
  it('crash nothing, are only refused, leave nothing behind and end no call', async () => {
    const phones = new Telephones({ seed: 7 });
    const { timeline, net } = phones;
    const random = seededRandom(4475);
    const { us, them } = await pair(phones);
    const pieces = [...(await everythingSaid()), ...tortureNames().map(tortureMessage)];
    const calls: SipCall[] = [];
    us.userAgent.onCall(({ call }) => {
      calls.push(call);
    });
    them.userAgent.onCall(({ call }) => {
      calls.push(call);
      answer(them, call, () => undefined);
    });
    const strangers: Stranger[] = [];
    for (let index = 1; index <= 40; index += 1)
      strangers.push(await Stranger.at(net.host(`198.51.100.${index}`)));
    phones.at(0, async () => {
      for (const user of ['one', 'two', 'three']) calls.push(await dial(us, user));
    });

    const endMs = 71_000;
    let sent = 0;
    for (let index = 0; index < 70_000; index += 1)
      timeline.at(1000 + index, () => {
        strangers[Math.floor(random() * strangers.length)]?.send(anything(pieces, random), ours);
        sent += 1;
      });
    /** One connection after the other, each as long as it is borne; bytes in pieces of any length. */
    const stream = async (stranger: Stranger) => {
      while (timeline.now() < endMs) {
        const socket = await stranger.connect(ours);
        const line = { isOpen: socket !== null };
        if (socket) socket.onClose = () => void (line.isOpen = false);
        while (line.isOpen && timeline.now() < endMs) {
          const bytes = anything(pieces, random);
          sent += 1;
          for (let at = 0; at < bytes.length;) {
            const end = at + 1 + Math.floor(random() ** 2 * 1500);
            socket?.write(bytes.subarray(at, end));
            at = end;
            if (random() < 0.3) await phones.pass(1);
          }
          await phones.pass(40 * random());
        }
        await phones.pass(300);
      }
    };
    for (const stranger of strangers) phones.at(1000, () => stream(stranger));

    const most = watchCounts(phones, us, endMs);
    const heapMB: number[] = [];
    for (const atMs of [30_000, 70_000]) phones.at(atMs, () => void heapMB.push(measureHeapMB()));
    const states: string[] = [];
    phones.at(80_000, async () => {
      states.push(...calls.map(({ state }) => state));
      // They are not only said to be up.
      for (const call of calls.slice(0, 3)) await call.hold(true);
      for (const call of calls) call.hangUp();
    });
    timeline.at(800_000, () => {
      timeline.dispose();
    });
    await timeline.run();

    const { '4xx': refused = 0, '5xx': failed = 0, ...others } = heardBy(strangers);
    expect({ states, left: us.counts, others: Object.keys(others).sort(), calls: most['calls'] }).toEqual({
      states: Array<string>(6).fill('confirmed'),
      left: { ...atRest, registrations: 0, flows: 1 },
      // Anybody may ask what we can do, where no mutation has hurt the question.
      others: ['200 OPTIONS'],
      calls: 3,
    });
    expect(sent).toBeGreaterThan(100_000);
    expect(refused + failed).toBeGreaterThan(20_000);
    expect(most['transactions']).toBeLessThan(4000);
    expect(most['flows']).toBeLessThan(64);
    expect((heapMB[1] ?? 0) - (heapMB[0] ?? 0)).toBeLessThan(16);
  }, 240_000);
});

/** Requests inside the dialog that this response has made. */
function insideDialog({ headers }: SipMessage, random: () => number): Uint8Array[] {
  const offer = [
    'v=0',
    'o=- 1 2 IN IP4 198.51.100.1',
    's=-',
    'c=IN IP4 198.51.100.1',
    't=0 0',
    'm=audio 30000 RTP/AVP 0 101',
    'a=rtpmap:101 telephone-event/8000',
    'a=sendonly',
    '',
  ].join('\r\n');
  const write = (method: string, number: number, extra: string[], body = '') => {
    const lines = [
      `${method} sip:us@${ours.address} SIP/2.0`,
      `Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK${method}${number}${random()}`,
      ...(['From', 'To', 'Call-ID'] as const).map((name) => `${name}: ${headers.get(name) ?? ''}`),
      `CSeq: ${number} ${method}`,
      'Max-Forwards: 70',
      ...extra,
      `Content-Length: ${body.length}`,
    ];
    return new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n${body}`);
  };
  const first = Number.parseInt(headers.get('CSeq') ?? '1', 10);
  const sdp = 'Content-Type: application/sdp';
  const contact = 'Contact: <sip:stranger@198.51.100.1>';
  const requests = [
    write('INVITE', first + 1, [contact, sdp], offer),
    write('INVITE', first + 2, [contact]),
    write(
      'UPDATE',
      first + 3,
      [contact, sdp, 'Session-Expires: 90;refresher=uas', 'Supported: timer'],
      offer,
    ),
    write('REFER', first + 4, [contact, 'Refer-To: <sip:anybody@198.51.100.9>']),
    write('INFO', first + 5, ['Content-Type: application/dtmf-relay'], 'Signal=5\r\nDuration=100\r\n'),
    write('NOTIFY', first + 6, ['Event: refer', 'Subscription-State: active'], ''),
    write('PRACK', first + 7, ['RAck: 1 1 INVITE']),
    write('BYE', first + 8, []),
  ].map((request) => (random() < 0.8 ? mutate(request, random) : request));
  return [write('ACK', first, []), ...requests];
}

describe('mutated calls of strangers that are let in and answered', () => {
  it('take no more places than there are, and give all of them back', async () => {
    const phones = new Telephones({ seed: 8 });
    const { timeline, net } = phones;
    const random = seededRandom(3261);
    const { us } = await pair(phones, {
      acceptUnknown: true,
      limits: { userAgent: { maxCalls: 12 } },
      ports: { from: 20_000, to: 20_127 },
    });
    const pieces = [...(await everythingSaid()), ...tortureNames().map(tortureMessage)].filter((bytes) =>
      Buffer.from(bytes).toString('latin1', 0, 7).startsWith('INVITE '),
    );
    const states: Record<string, number> = {};
    us.userAgent.onCall(({ call }) => {
      if (random() < 0.3) call.ring();
      call.onEvent((event) => {
        if (event.type === 'refer') event.refer.accept();
        const name = event.type === 'state' ? event.state : event.type;
        states[name] = (states[name] ?? 0) + 1;
      });
      answer(us, call, (media) => {
        media.open(listening());
      });
      phones.at(timeline.now() + 2000, () => {
        call.hangUp();
      });
    });
    const strangers: Stranger[] = [];
    for (let index = 1; index <= 8; index += 1) {
      const stranger = await Stranger.at(net.host(`198.51.100.${index}`));
      stranger.onMessage = (message) => {
        if (message.kind !== 'response' || message.status !== 200 || random() < 0.2) return;
        if (!(message.headers.get('CSeq') ?? '').endsWith('INVITE')) return;
        insideDialog(message, random).forEach((bytes, place) => {
          timeline.at(timeline.now() + 1 + 300 * place * random(), () => {
            stranger.send(bytes, ours);
          });
        });
      };
      strangers.push(stranger);
    }
    for (let index = 0; index < 3000; index += 1)
      timeline.at(15 * index, () => {
        // Each its own transaction and dialog, so that none is a repetition.
        const text = Buffer.from(anything(pieces, random)).toString('latin1');
        const fresh = text
          .replaceAll(/z9hG4bK/gi, `z9hG4bK${index}`)
          .replace(/^(Call-ID|i):[ \t]*/im, `$&${index}`);
        strangers[index % strangers.length]?.send(new Uint8Array(Buffer.from(fresh, 'latin1')), ours);
      });
    const most = watchCounts(phones, us, 60_000);
    timeline.at(800_000, () => {
      timeline.dispose();
    });
    await timeline.run();

    const { calls, mediaPorts } = most;
    expect({ left: us.counts, calls, mediaPorts }).toEqual({
      left: { ...atRest, registrations: 0, flows: 1 },
      calls: 12,
      mediaPorts: 12,
    });
    // What was asked inside of calls has come through too.
    const come = ['confirmed', 'remote-hold', 'info-key', 'refer'].map((name) => states[name] ?? 0);
    expect(Math.min(...come)).toBeGreaterThan(10);
  }, 120_000);
});
