import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipError } from '../../../base/errors.ts';
import { formatHostPort, formatUri, parseHostPort, parseUri, sameUri, sipUri, type SipUri } from './uri.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const host = fc.oneof(
  fc.constant('example.com'),
  fc.ipV4(),
  fc.constantFrom('2001:db8::1', '::1', '::ffff:192.0.2.1'),
);
const name = anyText.filter((text) => text !== '').map((text) => text.toLowerCase());

const anyUri: fc.Arbitrary<SipUri> = fc.record({
  scheme: fc.constantFrom('sip', 'sips'),
  user: anyText.filter((text) => text !== ''),
  password: fc.option(anyText),
  host,
  port: fc.option(fc.integer({ min: 1, max: 65_535 })),
  parameters: fc.array(fc.tuple(name, fc.option(anyText))).map((entries) => new Map(entries)),
  headers: fc.array(fc.tuple(name, anyText)).map((entries) => new Map(entries)),
});

describe('parseUri and formatUri', () => {
  it('give back any address', () => {
    fc.assert(
      fc.property(anyUri, (uri) => {
        expect(parseUri(formatUri(uri))).toEqual(uri);
      }),
    );
  });

  it('keep escaped bytes that are not UTF-8', () => {
    const text = 'sip:caf%E9-%C3%A9%00@example.com;x=%FF';
    expect([formatUri(parseUri(text)), parseUri(text).user]).toEqual([text, 'caf\udce9-é\0']);
  });

  it('read each part, and leave the others empty', () => {
    expect({
      full: parseUri(
        'SIPS:al%20ice:p%40ss@[2001:DB8::1]:5081;Transport=TCP;lr?Subject=a%20b&route=x&Route=y',
      ),
      short: parseUri('sip:example.com'),
      tel: parseUri('tel:+1-201-555-0123;phone-context=example.com'),
      other: parseUri('urn:service:sos'),
    }).toEqual({
      full: {
        scheme: 'sips',
        user: 'al ice',
        password: 'p@ss',
        host: '2001:DB8::1',
        port: 5081,
        parameters: new Map([
          ['transport', 'TCP'],
          ['lr', null],
        ]),
        headers: new Map([
          ['subject', 'a b'],
          ['route', 'x, y'],
        ]),
      },
      short: sipUri({ host: 'example.com' }),
      tel: {
        ...sipUri({ host: '' }),
        scheme: 'tel',
        user: '+1-201-555-0123',
        parameters: new Map([['phone-context', 'example.com']]),
      },
      other: { ...sipUri({ host: '' }), scheme: 'urn', opaque: 'service:sos' },
    });
  });

  it('refuse what is no address', () => {
    const refused = [
      '',
      'example.com',
      'sip:',
      'sip:user@',
      'sip:us er@example.com',
      'sip:a@b@c.example',
      'sip:a@exa(mple.com',
      'sip:a@[::1',
      'sip:a@[1.2.3.4]',
      'sip:a@::1',
      'sip:a@example.com:0',
      'sip:a@example.com:65536',
      'sip:a@example.com:x',
      'tel:',
      '<sip:a@example.com>',
      ' sip:a@example.com',
    ];
    const problems = refused.map((text) => {
      try {
        return parseUri(text);
      } catch (error) {
        return error instanceof SipError ? error.status : error;
      }
    });
    expect(problems).toEqual(refused.map(() => 400));
  });

  it('give back any host and port', () => {
    fc.assert(
      fc.property(host, fc.option(fc.integer({ min: 1, max: 65_535 })), (name, port) => {
        expect(parseHostPort(formatHostPort(name, port))).toEqual({ host: name, port });
      }),
    );
  });
});

describe('sameUri, by the examples of RFC 3261 §19.1.4', () => {
  const same = (a: string, b: string) =>
    sameUri(parseUri(a), parseUri(b)) && sameUri(parseUri(b), parseUri(a));

  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtlanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;newparam=5'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
  ])('%s is %s', (a, b) => {
    expect(same(a, b)).toBe(true);
  });

  it.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:bob@biloxi.com', 'sips:bob@biloxi.com'],
    ['isbn:2983792873', 'isbn:2983792874'],
  ])('%s is not %s', (a, b) => {
    expect(same(a, b)).toBe(false);
  });
});
