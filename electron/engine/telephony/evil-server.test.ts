/** The server of a trunk that is broken or means harm: whatever it answers, we ask a bounded number of times and keep nothing. */
import { describe, expect, it } from 'vitest';
import type { SipRequest } from './sip/message/message.ts';
import { serialiseMessage } from './sip/message/serialise.ts';
import { testAccount } from './sip/testing/phones.ts';
import { makeResponse } from './sip/transaction/make-response.ts';
import type { SipAccount } from './sip/user-agent/api.ts';
import { offer, ours, quiet, theirs } from './testing/siege.ts';
import { Stranger } from './testing/stranger.ts';
import { Telephones, testTrunk } from './testing/telephones.ts';

type Answer = readonly [status: number, ...headers: (readonly [name: string, value: string])[]];
/** @param number of the requests before */
type Script = (number: number) => readonly Answer[];

const account: SipAccount = testAccount({
  id: 'evil',
  domain: theirs.address,
  transport: 'udp',
  credentials: { username: 'alice', password: 'open sesame' },
  registerExpiresS: 300,
  sessionExpiresS: 90,
});

const digest = (number: number, more = '') =>
  ['WWW-Authenticate', `Digest realm="r", nonce="n${number}", qop="auth"${more}`] as const;

/** @param unscripted methods that are simply accepted */
async function stage(script: Script, unscripted: ReadonlySet<string> = new Set(['BYE', 'CANCEL', 'PRACK'])) {
  const phones = new Telephones({ seed: 11 });
  const us = phones.stack([ours.address], { accounts: () => [account] });
  await us.listen({ transport: 'udp', at: ours });
  const evil = await Stranger.at(phones.net.host(theirs.address));
  let number = 0;
  const seen = new Set<string>();
  evil.onMessage = (message) => {
    if (message.kind !== 'request' || message.method === 'ACK') return;
    // A request that is sent again is answered again, as one.
    const key = message.headers.get('Via') ?? '';
    if (!seen.has(key)) number += 1;
    seen.add(key);
    const answers = unscripted.has(message.method) ? [[200] as const] : script(number);
    for (const [status, ...headers] of answers) evil.send(answer(message, status, headers), ours);
  };
  return { phones, us, evil, asked: () => number };
}

function answer(request: SipRequest, status: number, headers: (readonly [string, string])[]): Uint8Array {
  return serialiseMessage(makeResponse(request, status, { toTag: 'evil', headers }));
}

describe('a registrar', () => {
  const contacts = (count: number, expires: number) =>
    Array.from(
      { length: count },
      (_, at) => ['Contact', `<sip:a${at}@203.0.113.1>;expires=${expires}`] as const,
    );
  it.each<[string, Script]>([
    ['calls every nonce stale', (number) => [[401, digest(number, ', stale=true')]]],
    [
      'asks for a password in two hundred ways',
      (number) => [[401, ...Array.from({ length: 200 }, (_, at) => digest(number * at))]],
    ],
    ['wants ever longer intervals', (number) => [[423, ['Min-Expires', String(300 + number)]]]],
    ['wants the longest intervals there are', () => [[423, ['Min-Expires', '99999999999']]]],
    ['grants no time', () => [[200, ['Expires', '0']]]],
    ['lists two hundred others', () => [[200, ...contacts(200, 1)]]],
    ['sends us elsewhere', () => [[302, ['Contact', '<sip:nobody@203.0.113.1>']]]],
    ['is at once free again', () => [[503, ['Retry-After', '0']]]],
    ['does not know what we support', () => [[420, ['Unsupported', 'path']]]],
    ['sees us elsewhere each time', () => [[200]]],
    ['answers only provisionally', () => [[100], [183]]],
  ])('that %s is asked no more than every ten seconds', async (_, script) => {
    const { phones, us, asked } = await stage(script);
    const registration = us.userAgent.register(account);
    phones.at(3_600_000, () => registration.close());
    phones.timeline.at(3_700_000, () => {
      phones.timeline.dispose();
    });
    await phones.timeline.run();
    expect(us.counts).toEqual(quiet);
    expect(asked()).toBeLessThanOrEqual(362);
  });
});

describe('a server that is asked to call somebody', () => {
  it.each<[string, Script]>([
    ['calls every nonce stale', (number) => [[401, digest(number, ', stale=true')]]],
    ['sends us to ever others', (number) => [[302, ['Contact', `<sip:u${number}@${theirs.address}>`]]]],
    [
      'sends us to two hundred others at once',
      (number) => [
        [
          302,
          ...Array.from(
            { length: 200 },
            (_, at) => ['Contact', `<sip:u${number}-${at}@${theirs.address}>`] as const,
          ),
        ],
      ],
    ],
    ['sends us to itself', () => [[302, ['Contact', `<sip:bob@${theirs.address}>`]]]],
    ['wants ever longer session timers', (number) => [[422, ['Min-SE', String(90 + number)]]]],
    ['is overloaded', () => [[503, ['Retry-After', '0']]]],
    ['only tries', () => [[100]]],
    [
      'sends reliable responses without end',
      (number) =>
        Array.from(
          { length: 300 },
          (_, at) => [183, ['Require', '100rel'], ['RSeq', String(number * 300 + at)]] as const,
        ),
    ],
    ['answers without a description', () => [[200, ['Contact', `<sip:bob@${theirs.address}>`]]]],
    [
      'answers with an address that is none',
      () => [[200, ['Contact', '<tel:+1>'], ['Record-Route', '<<>>']]],
    ],
    [
      'answers with a route through everywhere',
      () => [
        [
          200,
          ['Contact', '<sip:bob@203.0.113.1>'],
          ['Record-Route', Array<string>(200).fill('<sip:203.0.113.9;lr>').join(', ')],
        ],
      ],
    ],
  ])('and %s ends the call, soon asked no more', async (_, script) => {
    const { phones, us, asked } = await stage(script);
    const ends: string[] = [];
    phones.at(0, async () => {
      const media = await us.openMedia({ trunk: testTrunk(), account, peer: theirs.address });
      const target = `sip:bob@${theirs.address}`;
      const call = us.userAgent.invite(account, { target, media, ringTimeoutMs: 30_000 });
      call.onEvent((event) => {
        if (event.type === 'end') ends.push(event.end.by);
      });
    });
    phones.timeline.at(400_000, () => {
      phones.timeline.dispose();
    });
    await phones.timeline.run();
    expect({ left: us.counts, ends: ends.length }).toEqual({ left: quiet, ends: 1 });
    // INVITEs, and a PRACK for each reliable response of one.
    expect(asked()).toBeLessThanOrEqual(330);
  });
});

describe('a peer in a call that is up', () => {
  const contact = ['Contact', `<sip:bob@${theirs.address}>`] as const;
  it.each<[string, Script]>([
    ['finds that everything crosses its own', () => [[491]]],
    ['calls every nonce stale', (number) => [[401, digest(number, ', stale=true')]]],
    ['wants ever longer session timers', (number) => [[422, ['Min-SE', String(90 + number)]]]],
    ['only tries', () => [[100]]],
    ['agrees to everything without a word', () => [[200, contact]]],
    ['sends us elsewhere', () => [[302, contact]]],
    ['is overloaded', () => [[503, ['Retry-After', '0']]]],
    ['never answers', () => []],
  ])('and %s is asked no more than needed, and the call ends when we hang up', async (_, script) => {
    const sdp = new TextEncoder().encode(offer());
    let isUp = false;
    const { phones, us, asked, evil } = await stage(script, new Set());
    const scripted = evil.onMessage;
    evil.onMessage = (message) => {
      if (message.kind !== 'request' || message.method === 'ACK') return;
      if (isUp) {
        scripted(message);
        return;
      }
      isUp = true;
      const headers = [
        contact,
        ['Content-Type', 'application/sdp'],
        ['Session-Expires', '90;refresher=uac'],
      ] as const;
      evil.send(serialiseMessage(makeResponse(message, 200, { toTag: 'evil', headers, body: sdp })), ours);
    };
    const ends: string[] = [];
    phones.at(0, async () => {
      const media = await us.openMedia({ trunk: testTrunk(), account, peer: theirs.address });
      const target = `sip:bob@${theirs.address}`;
      const call = us.userAgent.invite(account, { target, media, ringTimeoutMs: 30_000 });
      call.onEvent((event) => {
        if (event.type === 'end') ends.push(event.end.by);
      });
      await phones.pass(1000);
      for (const ask of [
        () => call.hold(true),
        () => call.sendInfoKey('1', 100),
        () => call.refer('sip:carol@203.0.113.1'),
        () => call.renegotiate(),
      ]) {
        ask().catch(() => undefined);
        await phones.pass(10_000);
      }
      await phones.pass(200_000);
      call.hangUp();
    });
    phones.timeline.at(600_000, () => {
      phones.timeline.dispose();
    });
    await phones.timeline.run();
    expect({ left: us.counts, ends: ends.length }).toEqual({ left: quiet, ends: 1 });
    expect(asked()).toBeLessThanOrEqual(120);
  });
});
