import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSipfrag, parseSipfrag } from './sipfrag.ts';

describe('a sipfrag', () => {
  it('says what was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 699 }),
        fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,40}[A-Za-z]$/),
        (status, reason) => {
          expect(parseSipfrag(formatSipfrag({ status, reason }))).toEqual({ status, reason });
        },
      ),
    );
  });

  it.each([
    ['SIP/2.0 200', { status: 200, reason: '' }],
    ['  sip/2.0 503 Service Unavailable\nTo: x', { status: 503, reason: 'Service Unavailable' }],
    ['SIP/2.0 999 X', null],
    ['INVITE sip:a SIP/2.0', null],
    ['', null],
  ])('%j is read as %j', (text, expected) => {
    expect(parseSipfrag(text)).toEqual(expected);
  });

  it('of any text does no harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseSipfrag(`SIP/2.0 ${text}`);
      }),
    );
  });
});
