import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipHeaders } from './headers.ts';
import { maxHeaderFields } from './limits.ts';
import type { SipMessage } from './message.ts';
import { parseMessage, SipParseError } from './parse.ts';
import { serialiseMessage } from './serialise.ts';

const encoder = new TextEncoder();

/** Header values without line ends, and without blanks around them. */
const value = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => text.replace(/[\r\n]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const token = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{2,20}$/);
const headers = fc
  .array(
    fc.tuple(
      token.filter((name) => name.toLowerCase() !== 'content-length'),
      value,
    ),
    { maxLength: 30 },
  )
  .map((entries) => new SipHeaders(entries));
const body = fc.uint8Array({ maxLength: 300 });
const request = fc.record({
  kind: fc.constant('request' as const),
  method: token.filter((method) => !/^sip/i.test(method)),
  uri: fc.webUrl().map((url) => `sip:${url.replace(/[\s<>"]/g, '')}`),
  headers,
  body,
});
const response = fc.record({
  kind: fc.constant('response' as const),
  status: fc.integer({ min: 100, max: 699 }),
  reason: value,
  headers,
  body,
});

function plain(message: SipMessage) {
  return { ...message, headers: message.headers.clone().delete('Content-Length').all };
}

/** Status, and whether it can be answered. */
function problemOf(text: string): string {
  try {
    parseMessage(encoder.encode(text));
    return 'none';
  } catch (error) {
    if (!(error instanceof SipParseError)) throw error;
    return `${error.status}${error.partial ? ` to ${error.partial.headers.get('Call-ID') ?? ''}` : ''}`;
  }
}

const fields = [
  'Via: SIP/2.0/UDP h;branch=z9hG4bKa',
  'f: <sip:a@h>;tag=1',
  't: <sip:b@h>',
  'i: c1',
  'CSeq: 1 OPTIONS',
];
const withFields = (start: string, ...more: string[]) => [start, ...fields, ...more, '', ''].join('\r\n');

describe('parseMessage', () => {
  it('gives back what was serialised', () => {
    fc.assert(
      fc.property(fc.oneof(request, response), (message) => {
        expect(plain(parseMessage(serialiseMessage(message)))).toEqual(plain(message));
      }),
    );
  });

  it('throws nothing but its own error, on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        try {
          parseMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SipParseError);
        }
      }),
    );
  });

  it('passes over line ends before and bytes behind, and takes bare line feeds', () => {
    const text = '\r\n\r\nOPTIONS sip:h SIP/2.0\nSubject:a\n\tb\r\nl : 2\n\nxyz';
    const message = parseMessage(encoder.encode(text));
    expect([message.headers.all, new TextDecoder().decode(message.body)]).toEqual([
      [
        { name: 'Subject', value: 'a b' },
        { name: 'Content-Length', value: '2' },
      ],
      'xy',
    ]);
  });

  it('says with what to answer, where there is enough to answer by', () => {
    const options = 'OPTIONS sip:h SIP/2.0';
    expect({
      fine: problemOf(withFields(options)),
      noEnd: problemOf(withFields(options).slice(0, -2)),
      noField: problemOf(withFields(options, 'nonsense')),
      foldedFirst: problemOf(withFields(`${options}\r\n folded`)),
      badName: problemOf(withFields(options, 'a b: c')),
      badLength: problemOf(withFields(options, 'l: 1a')),
      twoLengths: problemOf(withFields(options, 'l: 0', 'Content-Length: 1')),
      sameLengths: problemOf(withFields(options, 'l: 0', 'Content-Length: 00')),
      version: problemOf(withFields('OPTIONS sip:h SIP/3.0')),
      noUri: problemOf(withFields('OPTIONS SIP/2.0')),
      manyFields: problemOf(withFields(options, ...new Array<string>(maxHeaderFields).fill('X: y'))),
      longField: problemOf(withFields(options, `X: ${'y'.repeat(9000)}`)),
      longFolds: problemOf(withFields(options, `X: ${'y\r\n '.repeat(9000)}`)),
      longHead: problemOf(withFields(options, ...new Array<string>(5).fill(`X: ${'y'.repeat(8000)}`))),
      ack: problemOf(withFields('ACK sip:h SIP/2.0', 'nonsense')),
      response: problemOf(withFields('SIP/2.0 200 OK', 'nonsense')),
      nobody: problemOf(`${options}\r\nnonsense\r\n\r\n`),
      otherProtocol: problemOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n'),
      nothing: problemOf(''),
    }).toEqual({
      fine: 'none',
      noEnd: '400 to c1',
      noField: '400 to c1',
      foldedFirst: '400 to c1',
      badName: '400 to c1',
      badLength: '400 to c1',
      twoLengths: '400 to c1',
      sameLengths: 'none',
      version: '505 to c1',
      noUri: '400 to c1',
      manyFields: '513 to c1',
      longField: '513 to c1',
      longFolds: '513 to c1',
      longHead: '513 to c1',
      ack: '400',
      response: '400',
      nobody: '400',
      otherProtocol: '400',
      nothing: '400',
    });
  });
});

describe('serialiseMessage', () => {
  it('lets no value make a field or an end of its own, and counts the body itself', () => {
    const message: SipMessage = {
      kind: 'request',
      method: 'MESSAGE',
      uri: 'sip:a@h\r\nX: 1',
      headers: new SipHeaders([
        ['Content-Length', '999'],
        ['Subject', 'a\r\nX: 2\r\n\r\nb'],
        ['X-\r\nY', 'c'],
      ]),
      body: encoder.encode('größer'),
    };
    expect(new TextDecoder().decode(serialiseMessage(message))).toBe(
      'MESSAGE sip:a@h X: 1 SIP/2.0\r\nSubject: a X: 2 b\r\nX- Y: c\r\nContent-Length: 8\r\n\r\ngrößer',
    );
  });
});
