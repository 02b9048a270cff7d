import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serialiseRtp } from './packet.ts';
import { serialiseRtcp } from './rtcp.ts';
import {
  createSrtpKey,
  formatSdesKey,
  parseSdesKey,
  srtpSuites,
  type SrtpKey,
  type SrtpSuite,
} from './srtp-keys.ts';
import { Srtp } from './srtp.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function key(suite: SrtpSuite, filler: number): SrtpKey {
  return createSrtpKey(suite, (length) => new Uint8Array(length).fill(filler));
}

function pair(suite: SrtpSuite): [Srtp, Srtp] {
  const [ours, theirs] = [key(suite, 1), key(suite, 2)];
  return [new Srtp(ours, theirs), new Srtp(theirs, ours)];
}

function packet(sequence: number, ssrc = 9): Uint8Array {
  return serialiseRtp({
    payloadType: 0,
    marker: false,
    sequence: sequence & 0xffff,
    timestamp: sequence * 160,
    ssrc,
    csrcs: [3],
    extension: { profile: 0x1234, data: Uint8Array.of(1, 2, 3, 4) },
    payload: new Uint8Array(160).fill(sequence),
  });
}

const report = serialiseRtcp([
  { type: 'receiver-report', ssrc: 9, reports: [] },
  { type: 'bye', ssrcs: [9], reason: 'x' },
]);

describe('SRTP', () => {
  // libsrtp's reference packets, which other phones agree upon.
  it.each([
    {
      suite: 'AES_CM_128_HMAC_SHA1_80' as const,
      master: 'e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6',
      sealed: '800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb',
    },
    {
      suite: 'AES_CM_128_HMAC_SHA1_32' as const,
      master: 'e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6',
      sealed: '800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc',
    },
    {
      suite: 'AEAD_AES_128_GCM' as const,
      master: '000102030405060708090a0b0c0d0e0f a0a1a2a3a4a5a6a7a8a9aaab',
      sealed: '800f1234decafbadcafebabe c5002ede04cfdd2eb91159e0880aa06e d2976826f796b201df3131a127e8a392',
    },
  ])('seals and opens the reference packet of $suite', ({ suite, master, sealed }) => {
    const plain = hex(`800f1234decafbadcafebabe ${'ab'.repeat(16)}`);
    const srtp = new Srtp({ suite, master: hex(master) }, { suite, master: hex(master) });
    const out = srtp.protectRtp(plain);
    expect([Buffer.from(out).toString('hex'), Uint8Array.from(srtp.unprotectRtp(hex(sealed)) ?? [])]).toEqual(
      [sealed.replaceAll(' ', ''), plain],
    );
  });

  it.each(srtpSuites)('keeps up through wraps with half of the packets lost in long bursts (%s)', (suite) => {
    const [sender, receiver] = pair(suite);
    let opened = 0;
    for (let sequence = 65_000; sequence < 200_000; sequence += sequence % 1000 === 999 ? 20_000 : 37) {
      const plain = packet(sequence);
      const got = receiver.unprotectRtp(sender.protectRtp(plain));
      expect(got && Buffer.compare(got, plain)).toBe(0);
      opened += 1;
    }
    expect([opened > 20, receiver.dropped]).toEqual([true, { unauthentic: 0, replayed: 0 }]);
  });

  it.each(srtpSuites)('takes packets in any order, each once (%s)', (suite) => {
    const [sender, receiver] = pair(suite);
    const sealed = [65_534, 65_535, 65_536, 65_537].map((sequence) => sender.protectRtp(packet(sequence)));
    const order = [0, 2, 1, 3, 1, 0, 3];
    const opened = order.map((index) => receiver.unprotectRtp(sealed[index] ?? new Uint8Array(0)) !== null);
    expect([opened, receiver.dropped]).toEqual([
      [true, true, true, true, false, false, false],
      { unauthentic: 0, replayed: 3 },
    ]);
  });

  it.each(srtpSuites)('seals RTCP and takes it once (%s)', (suite) => {
    const [sender, receiver] = pair(suite);
    const sealed = sender.protectRtcp(report);
    const opened = receiver.unprotectRtcp(sealed);
    expect([
      Uint8Array.from(opened ?? []),
      Buffer.compare(sealed.subarray(8, report.length), report.subarray(8)) === 0,
      receiver.unprotectRtcp(sealed),
      receiver.dropped,
    ]).toEqual([report, false, null, { unauthentic: 0, replayed: 1 }]);
  });

  it.each(srtpSuites)(
    'drops and counts what was changed anywhere, or sealed with another key (%s)',
    (suite) => {
      const [sender, receiver] = pair(suite);
      const stranger = new Srtp(key(suite, 7), key(suite, 7));
      let tried = 0;
      fc.assert(
        fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), fc.nat(150), (at, bit, cut) => {
          const rtp = sender.protectRtp(packet(tried));
          const rtcp = sender.protectRtcp(report);
          for (const bytes of [rtp, rtcp])
            bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
          expect([
            receiver.unprotectRtp(rtp),
            receiver.unprotectRtcp(rtcp),
            receiver.unprotectRtp(sender.protectRtp(packet(tried)).subarray(0, cut)),
            receiver.unprotectRtp(stranger.protectRtp(packet(tried))),
            receiver.unprotectRtcp(stranger.protectRtcp(report)),
          ]).toEqual([null, null, null, null, null]);
          tried += 1;
        }),
        { numRuns: 100 },
      );
      expect([receiver.dropped, receiver.unprotectRtp(sender.protectRtp(packet(tried))) !== null]).toEqual([
        { unauthentic: tried * 5, replayed: 0 },
        true,
      ]);
    },
  );

  it.each(srtpSuites)('takes no packet that is too short for its tag (%s)', (suite) => {
    const [, receiver] = pair(suite);
    const lengths = Array.from({ length: 9 }, (_, n) => 20 + n);
    for (const length of lengths) expect(receiver.unprotectRtp(packet(1).subarray(0, length))).toBeNull();
    expect(receiver.dropped.unauthentic).toBe(lengths.length);
  });

  it.each(srtpSuites)(
    'goes on counting where a key stays, and finds the count where one changes (%s)',
    (suite) => {
      const [ours, theirs, later] = [key(suite, 1), key(suite, 2), key(suite, 3)];
      let us = new Srtp(ours, theirs);
      let them = new Srtp(theirs, ours);
      // Past a wrap both ways.
      for (const sequence of [65_500, 65_540]) {
        them.unprotectRtp(us.protectRtp(packet(sequence)));
        us.unprotectRtp(them.protectRtp(packet(sequence)));
      }
      const firstReport = us.protectRtcp(report);
      us = new Srtp(ours, later, us);
      const isHeard = them.unprotectRtp(us.protectRtp(packet(65_541))) !== null;
      const keepsCounting = Buffer.compare(firstReport, us.protectRtcp(report)) !== 0;
      // The peer under its new key: one that goes on counting, and one that begins anew.
      const goingOn = new Srtp(later, ours);
      goingOn.protectRtp(packet(65_500));
      const hearsOn = us.unprotectRtp(goingOn.protectRtp(packet(65_542))) !== null;
      const hearsAnew =
        new Srtp(ours, later, them).unprotectRtp(new Srtp(later, ours).protectRtp(packet(65_542))) !== null;
      them = new Srtp(theirs, ours, them);
      expect([isHeard, keepsCounting, hearsOn, hearsAnew, them.dropped]).toEqual([
        true,
        true,
        true,
        true,
        { unauthentic: 0, replayed: 0 },
      ]);
    },
  );

  it('goes on with a peer that changes its SSRC all the time', () => {
    const [sender, receiver] = pair('AES_CM_128_HMAC_SHA1_80');
    for (let ssrc = 0; ssrc < 100; ssrc += 1)
      expect(receiver.unprotectRtp(sender.protectRtp(packet(1, ssrc)))).not.toBeNull();
  });
});

describe('keys in SDP', () => {
  it.each(srtpSuites)('are read as they are written (%s)', (suite) => {
    const made = key(suite, 0xfe);
    expect(parseSdesKey(suite, formatSdesKey(made))).toEqual(made);
  });

  it('may have a lifetime', () => {
    const made = key('AES_CM_128_HMAC_SHA1_80', 3);
    const read = ['|2^31', '|1048576'].map((lifetime) =>
      parseSdesKey(made.suite, formatSdesKey(made) + lifetime),
    );
    expect(read).toEqual([made, made]);
  });

  it.each([
    ['|2^20|1:4', /key index/],
    ['|1:4', /key index/],
    [';inline:AAAA', /more than one/],
    ['|2^60', /lifetime/],
    ['|soon', /lifetime/],
    ['AAAA', /octets/],
    ['!', /base64/],
  ])('are refused with %s', (suffix, words) => {
    const made = key('AES_CM_128_HMAC_SHA1_80', 3);
    expect(() => parseSdesKey(made.suite, formatSdesKey(made) + suffix)).toThrow(words);
  });

  it('are refused with 488 whatever they are, never worse', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseSdesKey('AES_CM_128_HMAC_SHA1_80', `inline:${text}`)).toThrow(
          expect.objectContaining({ status: 488 }) as Error,
        );
      }),
    );
  });
});
