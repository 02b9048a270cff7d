/** What strangers, and peers that we know, try against a telephone that anybody reaches: forged requests, bombs, garbage. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PhoneMedia } from './media/api.ts';
import { offer, ourAccount, ours, quiet, request, Siege, theirs, trunk } from './testing/siege.ts';
import { Stranger } from './testing/stranger.ts';
import { listening, speak } from './testing/telephones.ts';

let siege: Siege;
beforeEach(async () => {
  siege = new Siege();
  await siege.begin();
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
