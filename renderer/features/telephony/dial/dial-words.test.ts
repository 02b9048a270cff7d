import { expect, test } from 'vitest';
import { trunkSchema } from '#shared/domain/trunk.ts';
import { placeOf, readAs, usageText, writingHint } from './dial-words.ts';

test.each([
  ['emergency', 'number'],
  ['do-not-call', 'number'],
  ['cap', 'trunk'],
  ['no-trunk', 'trunk'],
  ['no-published-version', 'agent'],
] as const)('a refusal for %s is told beside the %s', (code, place) => {
  expect(placeOf({ code, message: '' })).toBe(place);
});

test('what was typed is told as it was read', () => {
  const none = { e164: null, country: null, refusal: null };
  expect([
    readAs({ ...none, kind: 'number', formatted: '+49 30 123456', country: 'DE' }),
    readAs({ ...none, kind: 'sip', formatted: 'bob@example.com' }),
    readAs({ ...none, kind: 'invalid', formatted: '' }),
  ]).toEqual(['+49 30 123456 · Germany', 'A SIP address: bob@example.com', 'Not read yet']);
});

test('the hint says how numbers are read', () => {
  expect([writingHint('DE'), writingHint(null)]).toEqual([
    'As dialled in Germany, with + and the country, or a SIP address',
    'With + and the country, or a SIP address: sip:name@host',
  ]);
});

test('what of the day is used stands beside its cap, money only where it is known', () => {
  const trunk = trunkSchema.parse({
    id: 't',
    name: 'T',
    preset: 'other',
    kind: 'ip',
    server: 'a',
    caps: { calls_per_day: 500, minutes_per_day: null, usd_per_day: 20 },
    created_at: '',
  });
  const info = {
    trunk,
    has_password: false,
    status: { state: 'ready', message: '', sip_status: null, next_at: null },
    calls_up: 0,
  } as const;
  expect([
    usageText({ ...info, today: { calls: 12, minutes: 31.4, usd: 0.4 } }),
    usageText({ ...info, today: { calls: 12, minutes: 31.4, usd: null } }),
  ]).toEqual(['12 of 500 calls · 31 min · $0.40 of $20 today', '12 of 500 calls · 31 min today']);
});
