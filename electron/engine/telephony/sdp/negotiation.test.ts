import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phoneCodecs } from '#shared/domain/phone-call.ts';
import { SipError } from '../../base/errors.ts';
import type { AgreedMedia, LocalMedia } from './agreed.ts';
import { Negotiation } from './negotiation.ts';

const lines = (...text: string[]): string => text.join('\r\n') + '\r\n';

function sequence(seed: number): (length: number) => Uint8Array {
  let next = seed;
  return (length) => Uint8Array.from({ length }, () => (next = (next * 5 + 3) & 255));
}

const usual: LocalMedia = {
  address: '192.0.2.1',
  port: 4000,
  rtcpPort: 4001,
  codecs: ['opus', 'G722', 'PCMU', 'PCMA'],
  ptimeMs: 20,
  srtp: 'off',
  telephoneEvents: true,
  isLoopback: false,
};

function side(changes: Partial<LocalMedia> = {}, seed = 1) {
  const local = { ...usual, ...changes };
  return { local, negotiation: new Negotiation({ local: () => local, random: sequence(seed) }) };
}

/** Offer of one, answer of the other. */
function talk(caller: Partial<LocalMedia>, callee: Partial<LocalMedia>) {
  const one = side(caller);
  const other = side({ address: '192.0.2.2', port: 5000, rtcpPort: 5001, ...callee }, 99);
  const offer = one.negotiation.createOffer();
  const answer = other.negotiation.createAnswer(offer);
  one.negotiation.applyAnswer(answer, false);
  return { one, other, offer, answer };
}

function agreedOf({ negotiation }: ReturnType<typeof side>): AgreedMedia {
  if (!negotiation.agreed) throw new Error('nothing was agreed on');
  return negotiation.agreed;
}

function refusal(run: () => unknown): { status: number | null; message: string } {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof SipError) return { status: thrown.status, message: thrown.message };
    throw thrown;
  }
  return { status: null, message: 'not refused' };
}

const offered = (...media: string[]): string =>
  lines('v=0', 'o=- 1 1 IN IP4 198.51.100.7', 's=-', 'c=IN IP4 198.51.100.7', 't=0 0', ...media);

const directionOf = (sdp: string): string => /a=(sendrecv|sendonly|recvonly|inactive)/.exec(sdp)?.[1] ?? '';
const versionOf = (sdp: string): string => /^o=- \d+ (\d+)/m.exec(sdp)?.[1] ?? '';

describe('an offer', () => {
  it('names the codecs of the trunk in their order, keys as events, ports and packet times', () => {
    expect(
      side()
        .negotiation.createOffer()
        .replace(/^o=- \d+/m, 'o=- ID'),
    ).toBe(
      lines(
        'v=0',
        'o=- ID 1 IN IP4 192.0.2.1',
        's=-',
        'c=IN IP4 192.0.2.1',
        't=0 0',
        'm=audio 4000 RTP/AVP 96 9 0 8 101 102',
        'a=rtpmap:96 opus/48000/2',
        'a=rtpmap:9 G722/8000',
        'a=rtpmap:0 PCMU/8000',
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:101 telephone-event/8000',
        'a=rtpmap:102 telephone-event/48000',
        'a=fmtp:96 minptime=10;useinbandfec=1;maxaveragebitrate=24000;maxplaybackrate=16000;sprop-maxcapturerate=16000',
        'a=fmtp:101 0-15',
        'a=fmtp:102 0-15',
        'a=rtcp:4001',
        'a=ptime:20',
        'a=maxptime:60',
        'a=sendrecv',
        'a=rtcp-mux',
      ),
    );
  });

  it('speaks of IPv6 where that is the address', () => {
    expect(side({ address: '2001:db8::1' }).negotiation.createOffer()).toMatch(
      /o=- \d+ 1 IN IP6 2001:db8::1\r\n.*c=IN IP6 2001:db8::1\r\n/s,
    );
  });

  it('asks for encryption by the profile when it is required, beside the plain one when it is optional', () => {
    const lineOf = (srtp: LocalMedia['srtp']): unknown => {
      const offer = side({ srtp }).negotiation.createOffer();
      return [
        /m=audio 4000 (\S+)/.exec(offer)?.[1],
        [...offer.matchAll(/a=crypto:(\d) (\S+) inline:\S{40}\r/g)].map(
          ([, tag, suite]) => `${tag} ${suite}`,
        ),
      ];
    };
    const suites = ['1 AES_CM_128_HMAC_SHA1_80', '2 AES_CM_128_HMAC_SHA1_32'];
    expect([lineOf('off'), lineOf('optional'), lineOf('required')]).toEqual([
      ['RTP/AVP', []],
      ['RTP/AVP', suites],
      ['RTP/SAVP', suites],
    ]);
  });

  it('raises its version only when something has changed', () => {
    const { negotiation, local } = side();
    const offers = [negotiation.createOffer(), negotiation.createOffer()];
    local.address = '192.0.2.77';
    offers.push(negotiation.createOffer(), negotiation.createOffer({ held: true }));
    expect(offers.map(versionOf)).toEqual(['1', '1', '2', '3']);
  });
});

describe('an answer', () => {
  it('takes the first codec of the trunk that was offered, by the offerer’s numbers', () => {
    const { negotiation } = side({ codecs: ['opus', 'PCMA', 'PCMU'] });
    const answer = negotiation.createAnswer(
      offered(
        'm=audio 7000 RTP/AVP 0 8 101 111',
        'a=rtpmap:111 opus/48000/2',
        'a=fmtp:111 maxaveragebitrate=16000;useinbandfec=1',
        'a=rtpmap:101 telephone-event/8000',
        'a=ptime:40',
      ),
    );
    expect(negotiation.agreed).toEqual({
      remote: { address: '198.51.100.7', port: 7000 },
      remoteRtcp: { address: '198.51.100.7', port: 7001 },
      rtcpMux: false,
      codec: 'opus',
      payloadType: 111,
      packetMs: 40,
      bitrateBps: 16_000,
      received: new Map([[111, 'opus']]),
      events: { payloadType: 101, clockRateHz: 8000 },
      receivedEvents: new Map([[101, 8000]]),
      direction: 'sendrecv',
      encryption: null,
    });
    expect(answer).toContain(
      lines('m=audio 4000 RTP/AVP 111 101', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:101 telephone-event/8000'),
    );
  });

  it('refuses the other streams in their places, with port 0', () => {
    const { negotiation } = side();
    const answer = negotiation.createAnswer(
      offered(
        'm=video 7002 RTP/AVP 31 34',
        'm=audio 0 RTP/AVP 0',
        'm=audio 7000/2 RTP/AVP 8',
        'm=audio 7010 RTP/AVP 0',
        'm=image 7020 udptl t38',
      ),
    );
    const again = negotiation.createOffer();
    const mediaLines = (sdp: string): string[] => sdp.split('\r\n').filter((line) => line.startsWith('m='));
    expect([mediaLines(answer), mediaLines(again)]).toEqual([
      [
        'm=video 0 RTP/AVP 31',
        'm=audio 0 RTP/AVP 0',
        'm=audio 4000 RTP/AVP 8',
        'm=audio 0 RTP/AVP 0',
        'm=image 0 udptl t38',
      ],
      [
        'm=video 0 RTP/AVP 31',
        'm=audio 0 RTP/AVP 0',
        'm=audio 4000 RTP/AVP 96 9 0 8 101 102',
        'm=audio 0 RTP/AVP 0',
        'm=image 0 udptl t38',
      ],
    ]);
  });

  it('keeps to its place when the offer comes again with two streams that would do', () => {
    const { negotiation } = side();
    negotiation.createAnswer(offered('m=audio 0 RTP/AVP 0', 'm=audio 7000 RTP/AVP 0'));
    const answer = negotiation.createAnswer(offered('m=audio 7000 RTP/AVP 0', 'm=audio 7002 RTP/AVP 0'));
    expect([answer.match(/m=.*/g), negotiation.agreed?.remote?.port]).toEqual([
      ['m=audio 0 RTP/AVP 0', 'm=audio 4000 RTP/AVP 0'],
      7002,
    ]);
  });

  it.each([
    // Offered, what we answer, whether it is a hold.
    ['a=sendrecv', 'sendrecv', false],
    ['a=sendonly', 'recvonly', true],
    ['a=recvonly', 'sendonly', false],
    ['a=inactive', 'inactive', true],
    ['c=IN IP4 0.0.0.0', 'recvonly', true],
  ])('mirrors %s', (line, expected, isHeld) => {
    const { negotiation } = side();
    const answer = negotiation.createAnswer(offered('m=audio 7000 RTP/AVP 0', line));
    expect([directionOf(answer), negotiation.isHeld]).toEqual([expected, isHeld]);
  });

  it.each([
    ['no sound', ['m=video 7002 RTP/AVP 31'], /no sound in it/],
    ['nothing at all', [], /no sound in it/],
    [
      'codecs we have not',
      ['m=audio 7000 RTP/AVP 18 4', 'a=rtpmap:18 G729/8000'],
      /it has g729, the trunk opus, G722/,
    ],
    ['keys that are told otherwise', ['m=audio 7000 UDP/TLS/RTP/SAVPF 0'], /UDP\/TLS\/RTP\/SAVPF/],
    ['encryption that the trunk has not', ['m=audio 7000 RTP/SAVP 0'], /set the encryption of the trunk/],
    ['an address of many', ['m=audio 7000 RTP/AVP 0', 'c=IN IP4 239.1.2.3/64'], /239\.1\.2\.3/],
    ['an address of this computer', ['m=audio 7000 RTP/AVP 0', 'c=IN IP4 127.0.0.1'], /of this computer/],
    ['a name for an address', ['m=audio 7000 RTP/AVP 0', 'c=IN IP4 pbx.example'], /not an IP address/],
    ['the other IP version', ['m=audio 7000 RTP/AVP 0', 'c=IN IP6 2001:db8::9'], /IPv6, and ours is not/],
  ])('refuses %s in words, and changes nothing', (_what, media, words) => {
    const { negotiation } = side();
    negotiation.createAnswer(offered('m=audio 7000 RTP/AVP 0'));
    const before = negotiation.agreed;
    const { status, message } = refusal(() => negotiation.createAnswer(offered(...media)));
    expect([status, negotiation.agreed]).toEqual([488, before]);
    expect(message).toMatch(words);
  });
});

describe('encryption', () => {
  const kinds = ['off', 'optional', 'required'] as const;
  const table = kinds.map((caller) =>
    kinds.map((callee) => {
      try {
        const { one, other } = talk({ srtp: caller }, { srtp: callee });
        const ours = agreedOf(one).encryption;
        const theirs = agreedOf(other).encryption;
        if (!ours || !theirs) return ours === theirs ? 'clear' : 'one side only';
        expect([ours.local, ours.remote]).toEqual([theirs.remote, theirs.local]);
        return 'encrypted';
      } catch (thrown) {
        return thrown instanceof SipError ? thrown.status : thrown;
      }
    }),
  );

  it('comes about where both sides have it, and never on one side only', () => {
    expect(table).toEqual([
      // Callee: off, optional, required.
      ['clear', 'clear', 488],
      ['clear', 'encrypted', 'encrypted'],
      [488, 'encrypted', 'encrypted'],
    ]);
  });

  const key = (byte: number): string => Buffer.alloc(30, byte).toString('base64');

  it('takes the first key that it can use, and answers by its tag', () => {
    const { negotiation } = side({ srtp: 'optional' });
    const answer = negotiation.createAnswer(
      offered(
        'm=audio 7000 RTP/SAVP 0',
        `a=crypto:1 F8_128_HMAC_SHA1_80 inline:${key(1)}`,
        `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${key(2)}|2^20|1:4`,
        `a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:${key(3)} UNENCRYPTED_SRTP`,
        'a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:short',
        `a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:${key(7)}|2^31 WSH=64`,
      ),
    );
    expect([...answer.matchAll(/a=crypto:(\S+ \S+)/g)].map(([, line]) => line)).toEqual([
      '7 AES_CM_128_HMAC_SHA1_32',
    ]);
    expect(negotiation.agreed?.encryption?.remote.master).toEqual(new Uint8Array(30).fill(7));
  });

  it.each([
    ['a tag that was not offered', `a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:${key(1)}`],
    ['another suite than the tag has', `a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:${key(1)}`],
    ['no key', 'a=sendrecv'],
  ])('an answer with %s is refused', (_what, line) => {
    const { negotiation } = side({ srtp: 'required' });
    negotiation.createOffer();
    const answer = offered('m=audio 7000 RTP/SAVP 0', line);
    expect(
      refusal(() => {
        negotiation.applyAnswer(answer, false);
      }),
    ).toMatchObject({ status: 488 });
    expect(negotiation.agreed).toBe(null);
  });

  it('keeps our keys through re-offers', () => {
    const { one, offer } = talk({ srtp: 'required' }, { srtp: 'required' });
    const keys = (sdp: string): string[] => [...sdp.matchAll(/inline:\S+/g)].map(([found]) => found);
    expect(keys(one.negotiation.createOffer({ held: true }))).toEqual(keys(offer));
  });
});

describe('a session', () => {
  it('is held and taken back by either side', () => {
    const { one, other } = talk({}, {});
    const seen: unknown[] = [];
    const change = (from: typeof one, to: typeof one, held: boolean): void => {
      const offer = from.negotiation.createOffer({ held });
      const answer = to.negotiation.createAnswer(offer);
      from.negotiation.applyAnswer(answer, false);
      seen.push([directionOf(offer), directionOf(answer), one.negotiation.isHeld, other.negotiation.isHeld]);
    };
    change(one, other, true);
    change(other, one, true);
    change(one, other, false);
    change(other, one, false);
    expect(seen).toEqual([
      ['sendonly', 'recvonly', true, true],
      ['inactive', 'inactive', true, true],
      // The other still holds: it only sends.
      ['sendrecv', 'sendonly', true, true],
      ['sendrecv', 'sendrecv', false, false],
    ]);
  });

  it('is as before when an offer is refused', () => {
    const { one } = talk({}, {});
    const before = one.negotiation.agreed;
    one.negotiation.createOffer({ held: true });
    one.negotiation.rollBack();
    const next = one.negotiation.createOffer();
    expect([one.negotiation.agreed, one.negotiation.isHeld, directionOf(next)]).toEqual([
      before,
      false,
      'sendrecv',
    ]);
  });

  it('is as before when the peer takes its offer back', () => {
    const { one } = talk({}, {});
    const before = one.negotiation.agreed;
    one.negotiation.createAnswer(offered('m=audio 7000 RTP/AVP 8', 'a=sendonly'));
    one.negotiation.rollBack();
    expect([one.negotiation.agreed, one.negotiation.isHeld]).toEqual([before, false]);
  });

  it('never gives a payload number another meaning', () => {
    const { negotiation } = side();
    negotiation.createAnswer(
      offered(
        'm=audio 7000 RTP/AVP 96 102 0',
        'a=rtpmap:96 telephone-event/8000',
        'a=rtpmap:102 opus/48000/2',
      ),
    );
    expect(negotiation.createOffer().match(/a=rtpmap:(9[6-9]|1\d\d) \S+/g)).toEqual([
      'a=rtpmap:102 opus/48000/2',
      'a=rtpmap:96 telephone-event/8000',
      'a=rtpmap:97 telephone-event/48000',
    ]);
  });

  it('gives each early dialog an answer of its own', () => {
    const one = side();
    one.negotiation.createOffer();
    const fork = one.negotiation.fork();
    one.negotiation.applyAnswer(offered('m=audio 7000 RTP/AVP 0'), true);
    fork.applyAnswer(offered('m=audio 8000 RTP/AVP 8'), true);
    // The early answer of the first is corrected by the final one.
    one.negotiation.applyAnswer(offered('m=audio 7002 RTP/AVP 9'), false);
    one.negotiation.applyAnswer(offered('m=audio 9999 RTP/AVP 0'), false);
    expect(
      [one.negotiation.agreed, fork.agreed].map((agreed) => [agreed?.codec, agreed?.remote?.port]),
    ).toEqual([
      ['G722', 7002],
      ['PCMA', 8000],
    ]);
  });

  it('sends by the numbers of the answer, and takes those of the offer', () => {
    const { negotiation } = side({ codecs: ['opus'] });
    negotiation.createOffer();
    negotiation.applyAnswer(
      offered(
        'm=audio 7000 RTP/AVP 120 121',
        'a=rtpmap:120 opus/48000/2',
        'a=rtpmap:121 telephone-event/48000',
      ),
      false,
    );
    expect(negotiation.agreed).toMatchObject({
      payloadType: 120,
      received: new Map([
        [96, 'opus'],
        [120, 'opus'],
      ]),
      events: { payloadType: 121, clockRateHz: 48_000 },
      receivedEvents: new Map([
        [101, 8000],
        [102, 48_000],
        [121, 48_000],
      ]),
    });
  });

  it('an answer that refuses the sound is told in words', () => {
    const { negotiation } = side();
    negotiation.createOffer();
    expect(
      refusal(() => {
        negotiation.applyAnswer(offered('m=audio 0 RTP/AVP 0'), false);
      }),
    ).toEqual({
      status: 488,
      message:
        'The other side’s answer to the call leaves no way to talk, because it refused the sound: none of our codecs or kinds of encryption suits it.',
    });
  });

  it('two of us agree on the same, whatever their settings', () => {
    const settings = fc.record({
      codecs: fc.shuffledSubarray([...phoneCodecs], { minLength: 1 }),
      ptimeMs: fc.constantFrom(10, 20, 30, 40, 60),
      srtp: fc.constantFrom('off', 'optional', 'required'),
      telephoneEvents: fc.boolean(),
    });
    fc.assert(
      fc.property(settings, settings, (caller, callee) => {
        const shared = callee.codecs.find((codec) => caller.codecs.includes(codec));
        const clash =
          [caller.srtp, callee.srtp].includes('off') && [caller.srtp, callee.srtp].includes('required');
        if (!shared || clash) {
          expect(refusal(() => talk(caller, callee))).toMatchObject({ status: 488 });
          return;
        }
        const { one, other } = talk(caller, callee);
        const [ours, theirs] = [agreedOf(one), agreedOf(other)];
        expect([ours.codec, theirs.codec]).toEqual([shared, shared]);
        expect(theirs.received.get(ours.payloadType)).toBe(shared);
        expect(ours.received.get(theirs.payloadType)).toBe(shared);
        expect(ours.encryption === null).toBe(theirs.encryption === null);
        expect([ours.events !== null, theirs.events !== null]).toEqual(
          new Array(2).fill(caller.telephoneEvents && callee.telephoneEvents),
        );
        expect([ours.rtcpMux, theirs.rtcpMux]).toEqual([true, true]);
      }),
      { numRuns: 200 },
    );
  });
});
