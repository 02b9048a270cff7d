import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipError } from '../../base/errors.ts';
import { directions } from './description.ts';
import { readSdp } from './read.ts';
import { writeSdp, type WrittenStream } from './write.ts';

const lines = (...text: string[]): string => text.join('\r\n') + '\r\n';
const head = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];

/** What reading threw: nothing but a SipError may. */
function verdict(text: string): number | 'read' {
  try {
    readSdp(text);
    return 'read';
  } catch (thrown) {
    if (!(thrown instanceof SipError)) throw thrown;
    return thrown.status ?? 0;
  }
}

describe('readSdp', () => {
  it('reads what a phone sends', () => {
    const text = lines(
      'v=0',
      'o=root 4294967296123 7 IN IP4 10.0.0.1',
      's=call',
      'c=IN IP4 10.0.0.1',
      't=0 0',
      'm=audio 10000 RTP/SAVP 0 9 111 101 13',
      'c=IN IP4 10.0.0.2',
      'a=rtpmap:111 OPUS/48000/2',
      'a=fmtp:111 useinbandfec=1',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=ptime:30',
      'a=maxptime:60',
      'a=rtcp:10009',
      'a=rtcp-mux',
      'a=candidate:1 1 UDP 1 10.0.0.1 10000 typ host',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc|2^20|1:4 UNENCRYPTED_SRTP KDR=1',
      'a=sendonly',
      'm=video 0/2 RTP/AVP 31',
    );
    expect(readSdp(text)).toEqual({
      origin: { sessionId: '4294967296123', version: 7, address: '10.0.0.1' },
      media: [
        {
          type: 'audio',
          port: 10_000,
          protocol: 'RTP/SAVP',
          formatTexts: ['0', '9', '111', '101', '13'],
          formats: [
            { payloadType: 0, name: 'pcmu', clockRateHz: 8000, parameters: '' },
            { payloadType: 9, name: 'g722', clockRateHz: 8000, parameters: '' },
            { payloadType: 111, name: 'opus', clockRateHz: 48_000, parameters: 'useinbandfec=1' },
            { payloadType: 101, name: 'telephone-event', clockRateHz: 8000, parameters: '0-16' },
            { payloadType: 13, name: 'cn', clockRateHz: 8000, parameters: '' },
          ],
          address: '10.0.0.2',
          direction: 'sendonly',
          ptimeMs: 30,
          maxptimeMs: 60,
          rtcpPort: 10_009,
          rtcpMux: true,
          crypto: [
            {
              tag: 1,
              suite: 'AES_CM_128_HMAC_SHA1_80',
              keyParameters: 'inline:abc|2^20|1:4',
              sessionParameters: 'UNENCRYPTED_SRTP KDR=1',
            },
          ],
        },
        {
          type: 'video',
          port: 0,
          protocol: 'RTP/AVP',
          formatTexts: ['31'],
          formats: [],
          address: '10.0.0.1',
          direction: 'sendrecv',
          ptimeMs: null,
          maxptimeMs: null,
          rtcpPort: null,
          rtcpMux: false,
          crypto: [],
        },
      ],
    });
  });

  it.each([
    ['an empty body', '', 400],
    ['another format', '{"sdp": true}', 400],
    ['a negative port', lines(...head, 'm=audio -1 RTP/AVP 0'), 400],
    ['a port beyond 65535', lines(...head, 'm=audio 65536 RTP/AVP 0'), 400],
    ['a port that is no number', lines(...head, 'm=audio x RTP/AVP 0'), 400],
    ['hundreds of streams', lines(...head, ...new Array<string>(300).fill('m=audio 4000 RTP/AVP 0')), 400],
    ['thousands of lines', lines(...head, ...new Array<string>(2000).fill('a=x')), 400],
    ['a megabyte', lines(...head, `a=${'x'.repeat(1_000_000)}`), 400],
    ['a long line of blanks', lines(...head, `m=audio 1 RTP/AVP${' '.repeat(30_000)}`), 'read'],
    ['a stream without formats', lines(...head, 'm=audio 4000 RTP/AVP'), 'read'],
    ['no stream', lines(...head), 'read'],
    ['lines without carriage returns', head.join('\n'), 'read'],
  ])('says of %s what it is', (_what, text, expected) => {
    expect(verdict(text)).toBe(expected);
  });

  it('never throws anything but a SipError, whatever the bytes', () => {
    const fragment = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        ...[
          'v=0',
          'm=audio 1 RTP/AVP 0',
          'm=',
          'a=rtpmap:',
          'a=rtpmap:0',
          'a=fmtp:__proto__ x',
          'a=ptime:',
          'a=rtcp:',
        ],
        ...[
          'a=crypto:1 x inline:',
          'c=IN IP6',
          'c=IN IP4 ',
          'o=',
          'o=- - - IN IP4 x',
          'a=sendrecv',
          'a=rtcp-mux',
          't=',
        ],
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fragment, { maxLength: 30 }),
        fc.constantFrom('\r\n', '\n', '\r', ''),
        (parts, end) => {
          verdict(parts.join(end));
          verdict(lines(...head, parts.join(end)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads what it writes', () => {
    const stream = fc.record({
      protocol: fc.constantFrom('RTP/AVP', 'RTP/SAVP'),
      port: fc.integer({ min: 1, max: 65_535 }),
      rtcpPort: fc.integer({ min: 1, max: 65_535 }),
      rtcpMux: fc.boolean(),
      formats: fc.uniqueArray(
        fc.record({
          payloadType: fc.integer({ min: 96, max: 127 }),
          name: fc.constantFrom('opus', 'telephone-event', 'x-codec'),
          clockRateHz: fc.constantFrom(8000, 48_000),
          parameters: fc.constantFrom('', '0-15', 'minptime=10;useinbandfec=1', '7'),
        }),
        { selector: ({ payloadType }) => payloadType, minLength: 1 },
      ),
      direction: fc.constantFrom(...directions),
      ptimeMs: fc.constantFrom(10, 20, 60),
      maxptimeMs: fc.constantFrom(60, 120),
      crypto: fc.array(
        fc.record({
          tag: fc.integer({ min: 1, max: 999_999_999 }),
          suite: fc.constantFrom('AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'),
          keyParameters: fc.constantFrom('inline:abc', 'inline:abc|2^31'),
          sessionParameters: fc.constant(''),
        }),
        { maxLength: 3 },
      ),
    });
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(stream, address, fc.nat(), (written: WrittenStream, where, version) => {
        const read = readSdp(writeSdp({ sessionId: '77', address: where, streams: [written] }, version));
        expect(read).toEqual({
          origin: { sessionId: '77', version, address: where },
          media: [
            {
              ...written,
              type: 'audio',
              formatTexts: written.formats.map(({ payloadType }) => String(payloadType)),
              address: where,
            },
          ],
        });
      }),
      { numRuns: 200 },
    );
  });
});
