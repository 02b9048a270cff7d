import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderJsonTemplate,
  renderTemplate,
  renderUrlTemplate,
  templatePaths,
  templateProblems,
} from './templates.ts';

/** A Thursday. */
const clock = { now: new Date('2026-03-05T09:00:00Z'), timeZone: '' };
const render = (text: string, context: Record<string, unknown> = {}): string =>
  renderTemplate(text, context, clock);

describe('renderTemplate', () => {
  it('fills in values at dotted paths', () => {
    const context = { name: 'Ana', order: { lines: ['pen', 'ink'], total: 12.5, paid: false } };
    expect(
      render('{{name}}/{{ order.total }}/{{order.paid}}/{{order.lines}}/{{order.lines.1}}', context),
    ).toBe('Ana/12.5/false/["pen","ink"]/ink');
  });

  it('puts nothing where a value is missing', () => {
    expect(render('[{{a}}][{{a.b.c}}][{{name.first}}][{{nothing}}]', { name: 'Ana', nothing: null })).toBe(
      '[][][][]',
    );
  });

  it('takes the text after the bar when the value is missing or empty', () => {
    const context = { empty: '', zero: 0 };
    expect(
      render(
        '{{a | you}}, {{empty|a friend}}, {{zero | none}}, {{a | fallback:a b, c}}, {{first_name | fallback}}',
        context,
      ),
    ).toBe('you, a friend, 0, a b, c, First_Name');
  });

  it('reads initial_context.x as x', () => {
    expect(render('{{initial_context.city}}', { city: 'Pune' })).toBe('Pune');
    expect(render('{{initial_context.city}}', { city: 'Pune', initial_context: { city: 'Goa' } })).toBe(
      'Goa',
    );
  });

  it('tells the time in UTC, in a named zone, and in the zone of the clock', () => {
    expect(render('{{current_time}} {{current_weekday}}')).toBe('2026-03-05 09:00:00 UTC Thursday');
    expect(render('{{current_time_Asia/Kolkata}}')).toBe('2026-03-05 14:30:00 IST');
    expect(renderTemplate('{{current_time}}', {}, { ...clock, timeZone: 'Europe/Paris' })).toBe(
      '2026-03-05 10:00:00 CET',
    );
  });

  it('carries the zone of one time placeholder to those without', () => {
    const late = { now: new Date('2026-03-05T20:00:00Z'), timeZone: '' };
    expect(renderTemplate('{{current_weekday}}, {{current_time_Asia/Tokyo}}', {}, late)).toBe(
      'Friday, 2026-03-06 05:00:00 JST',
    );
    expect(renderTemplate('{{current_weekday_Asia/Tokyo}}, {{current_time}}', {}, late)).toBe(
      'Friday, 2026-03-06 05:00:00 JST',
    );
  });

  it('puts nothing, or the text after the bar, where the zone is unknown', () => {
    expect(render('[{{current_time_Mars/Olympus}}] {{current_time_Nowhere | now}} {{current_weekday}}')).toBe(
      '[] now Thursday',
    );
  });

  it('leaves what is no placeholder as it is, and makes written line breaks real ones', () => {
    expect(render('{a} {{ two words }} {{}} {{open \\n{"json":{"a":1}}')).toBe(
      '{a} {{ two words }} {{}} {{open \n{"json":{"a":1}}',
    );
  });

  it('never reaches into prototypes', () => {
    expect(render('[{{constructor.name}}][{{a.__proto__}}][{{toString}}]', { a: {} })).toBe('[][][]');
  });

  it('never throws and always ends quickly', () => {
    const piece = fc.constantFrom('{{', '}}', '|', ':', ' ', 'a', '.', 'current_time', '_', 'UTC', '\\n');
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, fc.dictionary(fc.string(), fc.jsonValue()), (template, context) => {
        expect(typeof render(template, context)).toBe('string');
        expect(Array.isArray(templateProblems(template))).toBe(true);
      }),
      { numRuns: 500 },
    );
    const started = performance.now();
    for (const hostile of [
      '{{'.repeat(50_000),
      '{{a '.repeat(30_000),
      `{{a${' '.repeat(100_000)}`,
      `{{a |${' '.repeat(100_000)}`,
    ])
      render(hostile);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('renderUrlTemplate', () => {
  const url = (template: string, context: Record<string, unknown> = {}): unknown =>
    renderUrlTemplate(template, context, clock);

  it('encodes every value', () => {
    expect(
      url('https://api.example.com/{{id}}?q={{q}}&ok={{ok}}', { id: '../a b', q: 'x&y=1#z', ok: true }),
    ).toEqual({ url: 'https://api.example.com/..%2Fa%20b?q=x%26y%3D1%23z&ok=true', problem: null });
  });

  it('lets a value choose the host but never the scheme, a port or another host', () => {
    expect(url('https://{{host}}/a', { host: 'eu.example.com' })).toMatchObject({ problem: null });
    expect(url('{{scheme}}://example.com', { scheme: 'http' })).toMatchObject({ url: null });
    expect(url('{{all}}', { all: 'http://example.com' })).toMatchObject({ url: null });
    expect(url('https://{{host}}/a', { host: 'good.com@evil.com' })).toMatchObject({ url: null });
    expect(url('ftp://example.com')).toMatchObject({ url: null });
  });

  it('refuses a missing value, a list, an object and a broken placeholder', () => {
    for (const [template, context] of [
      ['https://a.com/{{id}}', {}],
      ['https://a.com/{{id}}', { id: ['a'] }],
      ['https://a.com/{{id}}', { id: { a: 1 } }],
      ['https://a.com/{{id', { id: 1 }],
    ] as const) {
      const { problem } = renderUrlTemplate(template, context, clock);
      expect(problem).toMatch(/id/);
    }
    expect(url('https://a.com/{{id | 7}}')).toEqual({ url: 'https://a.com/7', problem: null });
  });

  it('never throws, and what it gives keeps the scheme and the host', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        (value) => {
          const rendered = renderUrlTemplate('https://a.example/x/{{v | none}}', { v: value }, clock);
          const parsed = new URL(rendered.url ?? '');
          expect([parsed.protocol, parsed.host]).toEqual(['https:', 'a.example']);
        },
      ),
    );
  });
});

describe('templateProblems', () => {
  it('names unknown zones and placeholders that are not complete', () => {
    expect(templateProblems('{{a}} {{b | c}} {{current_time_Europe/Rome}} { } {{ "x": 1 }')).toEqual([
      '“{{ "x": 1 }” opens a placeholder that is not complete. Write {{name}} or {{name | otherwise}}.',
    ]);
    expect(templateProblems('It is {{current_time_Paris}}.')).toEqual([
      '{{current_time_Paris}} names the time zone “Paris”, which is not known. Write one such as Europe/Paris.',
    ]);
  });
});

describe('templatePaths', () => {
  it('lists the paths in order', () => {
    expect(templatePaths('{{a.b}} {{ c | d }} {{current_time}}')).toEqual(['a.b', 'c', 'current_time']);
  });
});

describe('renderJsonTemplate', () => {
  const fill = (template: unknown, context: Record<string, unknown>): unknown =>
    renderJsonTemplate(template, context, { now: new Date(0), timeZone: 'UTC' });

  it('keeps the type of a value that is the whole string, at any depth', () => {
    expect(
      fill(
        {
          guests: '{{guests}}',
          list: ['{{tags}}', ' {{vip}} ', 'table for {{guests}}', 7, null, true],
          '{{guests}}': { name: '{{who.name | nobody}}', none: '{{gone}}', zero: '{{zero}}' },
        },
        { guests: 4, tags: ['a', 1], vip: false, who: { name: 'Ana' }, zero: 0 },
      ),
    ).toEqual({
      guests: 4,
      list: [['a', 1], false, 'table for 4', 7, null, true],
      '{{guests}}': { name: 'Ana', none: '', zero: 0 },
    });
  });

  it('never throws and gives JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (template, context) => {
        expect(() => JSON.stringify(fill(template, context))).not.toThrow();
      }),
    );
  });
});
