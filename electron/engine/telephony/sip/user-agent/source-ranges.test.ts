import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SourceRanges } from './source-ranges.ts';

const ranges = new SourceRanges();
const among = (address: string, ...allowedSources: string[]) => ranges.has({ allowedSources }, address);

it.each([
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.8', '192.0.2.7', false],
  ['54.172.60.3', '54.172.60.0/30', true],
  ['54.172.60.4', '54.172.60.0/30', false],
  ['::ffff:54.172.60.3', '54.172.60.0/30', true],
  ['2001:db8:0:1::9', '2001:db8::/32', true],
  ['2001:DB8::1', '2001:db8:0:0::1', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['fe80::1%eth0', 'fe80::/64', true],
  ['192.0.2.7', '2001:db8::/32', false],
  ['192.0.2.7', 'sip.example.com', false],
  ['192.0.2.7', '192.0.2.7/33', false],
  ['no address', '0.0.0.0/8', false],
])('%s among %s: %s', (address, source, expected) => {
  expect(among(address, source)).toBe(expected);
});

it('an account without ranges has none, and of several any will do', () => {
  expect([
    ranges.has({}, '192.0.2.7'),
    among('192.0.2.7'),
    among('192.0.2.7', '198.51.100.0/24', '192.0.2.0/24'),
  ]).toEqual([false, false, true]);
});

it('a range holds exactly the addresses with its first bits', () => {
  const address = fc.nat(0xffffffff);
  const text = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');
  fc.assert(
    fc.property(address, address, fc.integer({ min: 1, max: 32 }), (one, other, length) => {
      const isSame = one >>> (32 - length) === other >>> (32 - length);
      expect(among(text(other), `${text(one)}/${String(length)}`)).toBe(isSame);
    }),
  );
});
