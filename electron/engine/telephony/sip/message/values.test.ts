import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipError } from '../../../base/errors.ts';
import { sipUri } from './uri.ts';
import {
  formatAddress,
  formatParameters,
  formatVia,
  parseAddress,
  parseContentType,
  parseCSeq,
  parseParameters,
  parseReplaces,
  parseVia,
  splitList,
} from './values.ts';

/** No CR or LF: they cannot stand in a header field. */
const anyText = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' '));
const token = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{1,12}$/).map((text) => text.toLowerCase());
const parameters = fc
  .array(fc.tuple(token, fc.option(anyText)), { maxLength: 5 })
  .map((entries) => new Map<string, string | null>(entries));

function refused(read: (text: string) => unknown, texts: readonly string[]): unknown[] {
  return texts.filter((text) => {
    try {
      read(text);
      return true;
    } catch (error) {
      return !(error instanceof SipError && error.status === 400);
    }
  });
}

describe('splitList', () => {
  it('parts at commas outside quotes and brackets', () => {
    expect(splitList('"a, \\", b" <sip:x,y@c>;p="1,2" , , <sip:d>,e')).toEqual([
      '"a, \\", b" <sip:x,y@c>;p="1,2"',
      '<sip:d>',
      'e',
    ]);
  });
});

describe('parameters', () => {
  it('come back as they were, whatever their values', () => {
    fc.assert(
      fc.property(parameters, (map) => {
        expect(parseParameters(formatParameters(map))).toEqual(map);
      }),
    );
  });

  it('are quoted only where they have to be, and features always', () => {
    const map = new Map([
      ['tag', 'a.b-c'],
      ['received', '2001:db8::1'],
      ['+sip.rendering', 'yes'],
      ['text', 'a b'],
      ['lr', null],
    ]);
    expect(formatParameters(map)).toBe(';tag=a.b-c;received=2001:db8::1;+sip.rendering="yes";text="a b";lr');
  });
});

describe('addresses', () => {
  it('come back as they were, whatever name they bear', () => {
    fc.assert(
      fc.property(anyText, anyText, parameters, (displayName, user, map) => {
        const address = { displayName, uri: sipUri({ user, host: 'example.com' }), parameters: map };
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  it('without brackets leave their parameters to the header field', () => {
    expect(parseAddress('sip:a@example.com ; tag = 1;x="<>"')).toEqual({
      displayName: '',
      uri: sipUri({ user: 'a', host: 'example.com' }),
      parameters: new Map([
        ['tag', '1'],
        ['x', '<>'],
      ]),
    });
  });

  it('are refused where they are not closed, or where it is not clear what belongs to what', () => {
    expect(
      refused(parseAddress, [
        '"open <sip:a@b>',
        '"closed" sip:a@b',
        'Bell, A <sip:a@b>',
        '<sip:a@b',
        '<sip:a@b> more',
        '< sip:a@b >',
        'sip:a@b?x=y',
        '<sip:a@b>;=x',
        '<sip:a@b>;x="open',
        '*',
        '',
      ]),
    ).toEqual([]);
  });
});

describe('Via', () => {
  it('comes back as it was', () => {
    const host = fc.constantFrom('example.com', '192.0.2.1', '2001:db8::1');
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }));
    fc.assert(
      fc.property(
        fc.constantFrom('UDP', 'TCP', 'TLS', 'WS'),
        host,
        port,
        parameters,
        (transport, name, number, map) => {
          const via = { protocol: 'SIP/2.0', transport, host: name, port: number, parameters: map };
          expect(parseVia(formatVia(via))).toEqual(via);
        },
      ),
    );
  });

  it('is refused where it names no transport or host', () => {
    expect(
      refused(parseVia, [
        'SIP/2.0/UDP',
        'SIP/2.0 host',
        'SIP/2.0/UDP/X host',
        'UDP host',
        'SIP/2.0/UDP ;branch=a',
        'SIP/2.0/UDP a b',
        'SIP/2.0/UDP host:99999',
        'SIP/2.0/UDP 2001:db8::1',
        ';',
        '',
      ]),
    ).toEqual([]);
  });
});

describe('other values', () => {
  it('are read with what may surround them', () => {
    expect({
      cseq: parseCSeq(' 0002147483647 \t INVITE '),
      replaces: parseReplaces('98732@sip.example.com ;from-tag=r33th4x0r;to-tag=ff87ff;early-only'),
      type: parseContentType('Multipart / Mixed ; Boundary="a b"; charset=UTF-8'),
    }).toEqual({
      cseq: { number: 2_147_483_647, method: 'INVITE' },
      replaces: { callId: '98732@sip.example.com', toTag: 'ff87ff', fromTag: 'r33th4x0r', earlyOnly: true },
      type: {
        type: 'multipart/mixed',
        parameters: new Map([
          ['boundary', 'a b'],
          ['charset', 'UTF-8'],
        ]),
      },
    });
  });

  it('are refused where they are none', () => {
    expect([
      refused(parseCSeq, [
        '2147483648 INVITE',
        '1INVITE',
        '-1 INVITE',
        '1 ',
        '1 A B',
        '1 (',
        'INVITE',
        '99999999999 X',
      ]),
      refused(parseReplaces, [
        '',
        'a',
        'a;to-tag=b',
        'a;from-tag=b',
        ';to-tag=a;from-tag=b',
        'a;to-tag;from-tag=b',
      ]),
      refused(parseContentType, ['', 'text', 'text/', '/plain', 'text/plain/x', 'te xt/plain']),
    ]).toEqual([[], [], []]);
  });
});
