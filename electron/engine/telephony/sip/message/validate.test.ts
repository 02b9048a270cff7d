import { describe, expect, it } from 'vitest';
import { bodyOfType, bodyParts } from './content.ts';
import type { SipRequest } from './message.ts';
import { parseMessage } from './parse.ts';
import { requestProblem, responseProblem } from './validate.ts';

const sdp = 'v=0\r\n';

function invite(...fields: string[]): SipRequest {
  return withBody(sdp, 'Content-Type: application/sdp', ...fields);
}

/** @param fields take the place of those that have the same name */
function withBody(body: string, ...fields: string[]): SipRequest {
  const usual = [
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
    'Max-Forwards: 70',
    'From: <sip:a@h>;tag=1',
    'To: <sip:b@h>',
    'Call-ID: c1',
    'CSeq: 1 INVITE',
    'Contact: <sip:a@192.0.2.1>',
  ];
  const nameOf = (field: string) => field.split(':')[0];
  const kept = usual.filter((field) => !fields.some((other) => nameOf(other) === nameOf(field)));
  const lines = ['INVITE sip:b@h SIP/2.0', ...kept, ...fields, '', body];
  const message = parseMessage(new TextEncoder().encode(lines.join('\r\n')));
  if (message.kind !== 'request') throw new Error('no request');
  return message;
}

function outcome(request: SipRequest): string {
  const problem = requestProblem(request);
  return problem ? [problem.status, problem.reason, ...problem.headers.flat()].join(' ') : 'fine';
}

describe('requestProblem', () => {
  it('is none of a usual INVITE, nor of what is of no concern', () => {
    expect([
      outcome(invite()),
      outcome(invite('Require: 100rel, Timer', 'Proxy-Require: x')),
      outcome(invite('Accept: text/plain, application/*;q=0.5')),
      outcome(invite('Date: yesterday', 'Warning: 1', 'Retry-After: soon')),
      outcome(withBody('<x/>', 'Content-Type: text/xml', 'Content-Disposition: render; handling=optional')),
      outcome(withBody('')),
    ]).toEqual(new Array(6).fill('fine'));
  });

  it('is the one that RFC 3261 §8.2 names', () => {
    expect({
      forwards: outcome(invite('Max-Forwards: 256')),
      record: outcome(invite('Record-Route: <sip:p')),
      callId: outcome(invite('Call-ID: a b')),
      encoding: outcome(invite('Content-Encoding: gzip')),
      noType: outcome(withBody(sdp)),
      otherType: outcome(withBody('{}', 'Content-Type: application/json')),
      badType: outcome(withBody('{}', 'Content-Type: json')),
      emptyAccept: outcome(invite('Accept: ')),
    }).toEqual({
      forwards: '400 Malformed Max-Forwards',
      record: '400 Malformed Record-Route',
      callId: '400 Malformed Call-ID',
      encoding: '415 Unsupported Media Type Accept-Encoding identity',
      noType: '400 Missing Content-Type',
      otherType: '415 Unsupported Media Type Accept application/sdp',
      badType: '415 Unsupported Media Type Accept application/sdp',
      emptyAccept: '406 Not Acceptable',
    });
  });
});

describe('responseProblem', () => {
  const problemOf = (...fields: string[]) => {
    const usual = [
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
      'From: <sip:a@h>;tag=1',
      'To: <sip:a@h>',
      'Call-ID: c1',
    ];
    const lines = ['SIP/2.0 200 OK', ...usual, ...fields, '', ''];
    const message = parseMessage(new TextEncoder().encode(lines.join('\r\n')));
    if (message.kind !== 'response') throw new Error('no response');
    return responseProblem(message);
  };

  it('is what keeps a response from its transaction, but not the mistakes of other devices among the bindings', () => {
    expect({
      fine: problemOf('CSeq: 1 INVITE', 'Contact: <sip:b@h>'),
      contact: problemOf('CSeq: 1 INVITE', 'Contact: <sip:b b@h>'),
      binding: problemOf('CSeq: 1 REGISTER', 'Contact: <sip:b b@h>, <sip:a@h>'),
      forOthers: problemOf('CSeq: 1 INVITE', 'Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2'),
      number: problemOf('CSeq: 1'),
    }).toEqual({
      fine: null,
      contact: 'Malformed Contact',
      binding: null,
      forOthers: 'More Than One Via',
      number: 'Malformed CSeq',
    });
  });
});

describe('bodies', () => {
  const multipart = [
    'preamble',
    '--outer',
    'Content-Type: multipart/alternative;',
    ' boundary="in ner"',
    '',
    '--in ner',
    'Content-Type: text/plain',
    '',
    'words',
    '--in ner',
    'Content-Type: application/sdp',
    'Content-Disposition: session',
    '',
    'v=0',
    '',
    '--in ner--',
    '--outer',
    '',
    'no type: passed over',
    '--outer--',
    'epilogue --outer',
  ].join('\r\n');

  it('hold the session among other parts, nested ones too', () => {
    const request = withBody(multipart, 'Content-Type: multipart/mixed;boundary=outer');
    expect({
      types: bodyParts(request).map(({ type }) => type),
      sdp: bodyOfType(request, 'application/sdp'),
      disposition: bodyParts(request)[1]?.headers.get('Content-Disposition'),
      problem: outcome(request),
    }).toEqual({
      types: ['text/plain', 'application/sdp'],
      sdp: 'v=0\r\n',
      disposition: 'session',
      problem: 'fine',
    });
  });

  it('of ever more parts and levels are read up to a limit', () => {
    const parts = `${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(1000)}--b--`;
    const nested = '--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n'.repeat(100);
    const count = (body: string) =>
      bodyParts(withBody(body, 'Content-Type: multipart/mixed;boundary=b')).length;
    expect([count(parts), count(nested)]).toEqual([16, 0]);
  });
});
