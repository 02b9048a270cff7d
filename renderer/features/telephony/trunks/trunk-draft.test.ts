import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trunkIdSchema, trunkSchema } from '#shared/domain/trunk.ts';
import { isTrunkChanged, newTrunk, passwordInput, trunkIdFor, trunkProblems } from './trunk-draft.ts';

const now = new Date('2026-11-26T10:00:00Z');
const blank = newTrunk({ preset: 'other', kind: 'registered' }, now);
const good = { ...blank, id: 'office', name: 'Office', server: 'sip.example.com', username: '100' };

test('a new trunk has the defaults of the schema, and nothing that a person has to say', () => {
  expect(blank).toMatchObject({ id: '', name: '', server: '', max_calls: 10, number_format: 'e164' });
  expect(trunkProblems(blank)).toEqual({
    name: 'Give the trunk a name by which you know it.',
    server: 'The name or address of the server, and a port if need be: sip.example.com or 192.0.2.1:5070.',
    username: 'The name of the account: a trunk that registers has one.',
  });
});

test('what is filled in has no problems, and is what the studio takes', () => {
  expect(trunkProblems(good)).toEqual({});
  expect(trunkSchema.parse(good)).toEqual(good);
});

test('problems stand at the field that has them', () => {
  const routes = [
    { called: '*', workflow_id: 'w' },
    { called: ' * ', workflow_id: '' },
    { called: '', workflow_id: 'w' },
  ];
  const sources = ['192.0.2.0/24', 'sip.example.com', '10.0.0.0/1'];
  const draft = {
    ...good,
    outbound_proxy: 'a b',
    inbound: { ...good.inbound, routes, allowed_sources: sources },
  };
  expect(trunkProblems(draft)).toEqual({
    outbound_proxy: 'A name or address, and a port if need be; empty for none.',
    'inbound.allowed_sources.1':
      'sip.example.com is no address or range: 192.0.2.7, 192.0.2.0/24, 2001:db8::7 or 2001:db8::/32.',
    'inbound.allowed_sources.2': '10.0.0.0/1 is too wide a range: at least /8, of IPv6 /16.',
    'inbound.routes.1.called': 'This number has a route above.',
    'inbound.routes.1.workflow_id': 'Choose who answers.',
    'inbound.routes.2.called': 'The called number, a name, or * for any.',
  });
});

test('any name gives an id that is allowed and free', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 12 }), (name, count) => {
      const taken = new Set<string>();
      for (let index = 0; index <= count; index += 1) {
        const id = trunkIdFor(name, taken);
        expect([trunkIdSchema.safeParse(id).success, taken.has(id)]).toEqual([true, false]);
        taken.add(id);
      }
    }),
  );
  expect([trunkIdFor('Büro Köln', new Set()), trunkIdFor('Büro Köln', new Set(['buro-koln']))]).toEqual([
    'buro-koln',
    'buro-koln-2',
  ]);
});

test('the password is kept unless it is set or forgotten', () => {
  expect([
    passwordInput({ kind: 'keep' }),
    passwordInput({ kind: 'set', password: 'x' }),
    passwordInput({ kind: 'forget' }),
    isTrunkChanged(good, { ...good }, { kind: 'keep' }),
    isTrunkChanged(good, good, { kind: 'forget' }),
  ]).toEqual([{}, { password: 'x' }, { password: null }, false, true]);
});
