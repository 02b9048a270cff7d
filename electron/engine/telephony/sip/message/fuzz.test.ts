import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutate } from '../../testing/mutate.ts';
import { readEverything, type Reading } from '../../testing/read-everything.ts';
import { tortureMessage, tortureNames } from '../../testing/torture.ts';
import { seededRandom } from '../testing/seeded-random.ts';

const encoder = new TextEncoder();

describe('messages of strangers', () => {
  // Nine tenths of the time would go into stack traces that nobody reads.
  const { stackTraceLimit } = Error;
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it('that are mutations of the 49 crash nothing', () => {
    const originals = tortureNames().map(tortureMessage);
    const random = seededRandom(4475);
    const counts: Record<Reading, number> = { fine: 0, refused: 0, unreadable: 0 };
    for (let index = 0; index < 20_000; index += 1) {
      const bytes = mutate(originals[index % originals.length] ?? new Uint8Array(), random);
      try {
        counts[readEverything(bytes)] += 1;
      } catch (error) {
        throw new Error(`Mutation ${index}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
      }
    }
    // Mutations that are all refused at the door would prove nothing of what lies behind it.
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(500);
  });

  it('take time in proportion to their length, however they are nested and repeated', () => {
    const start = 'OPTIONS sip:a@b.example SIP/2.0\r\n';
    const end = '\r\n\r\n';
    const many = (text: string, length = 60_000) =>
      text.repeat(Math.ceil(length / text.length)).slice(0, length);
    const field = (name: string, text: string) => `${start}${name}: ${many(text, 8000)}${end}`;
    const pathological = [
      ...[
        '"',
        '\\"',
        '<',
        '>',
        ',',
        ';',
        '"\\',
        '<"',
        ';a=',
        ';a="',
        ' ',
        '\t',
        '=',
        '%41',
        ':',
        'sip:',
        'sip:a:',
      ].flatMap((text) => [
        field('Contact', text),
        field('Via', text),
        field('WWW-Authenticate', text),
        field('Authorization', `Digest ${text}`),
      ]),
      field('Via', 'SIP / 2.0 / '),
      field('Contact', '<sip:a@b>,'),
      field('Content-Type', 'multipart/mixed;boundary=a'),
      many('\r\n'),
      many('\r\n '),
      many(' '),
      `${start}${many('a: b\r\n')}`,
      `${start}X: y\r\n${many(' z\r\n')}`,
      `${start}X: y\r\n${many(' \r\n')}`,
      `${many('A')} sip:a SIP/2.0${end}`,
      `A ${many('sip:a:')} SIP/2.0${end}`,
      `A sip:a${many(' ')}SIP/2.0${end}`,
      `A sip:${many('a@')} SIP/2.0${end}`,
      `SIP/2.0 200 ${many(' ')}${end}`,
      `${start}Content-Type: multipart/mixed;boundary=a\r\n\r\n${many('--a\r\n')}`,
      `${start}Content-Type: multipart/mixed;boundary=a\r\n\r\n${many('--a')}`,
    ].map((text) => encoder.encode(text));
    const slowest = pathological.map((bytes) => {
      const from = performance.now();
      readEverything(bytes);
      return performance.now() - from;
    });
    // Milliseconds; what is quadratic in 60,000 takes seconds.
    expect(Math.max(...slowest)).toBeLessThan(500);
  });
});
