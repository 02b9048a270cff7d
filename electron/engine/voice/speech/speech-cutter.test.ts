import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpeechCutter } from './speech-cutter.ts';

function pieces(text: string, language = 'en-US', size = text.length): string[] {
  const cutter = new SpeechCutter(language);
  const found: string[] = [];
  for (let at = 0; at < text.length; at += Math.max(1, size))
    found.push(...cutter.push(text.slice(at, at + Math.max(1, size))));
  return [...found, ...cutter.flush()];
}

describe('SpeechCutter', () => {
  it.each([
    [
      'Thanks for calling us, what can I do for you today?',
      ['Thanks for calling us,', 'what can I do for you today?'],
    ],
    ['Sure. We open at nine.', ['Sure.', 'We open at nine.']],
    ['Hi, Ann. We open at nine, and close at five.', ['Hi, Ann.', 'We open at nine, and close at five.']],
    ['Well, yes, I can do that for you, of course.', ['Well, yes, I can do that for you,', 'of course.']],
    ['Let me see – there is one at nine.', ['Let me see – there is one at nine.']],
    ['Let me look that up – there is one at nine.', ['Let me look that up –', 'there is one at nine.']],
    ['Here is what I have: nine and ten.', ['Here is what I have:', 'nine and ten.']],
    [
      'I will ask Dr. Smith of No. 5, St. John Street, then.',
      ['I will ask Dr. Smith of No. 5,', 'St. John Street, then.'],
    ],
    [
      'It is due on January 5, 2026, as far as I know.',
      ['It is due on January 5, 2026,', 'as far as I know.'],
    ],
    ['It will be 1,200 dollars, or 3.5 percent.', ['It will be 1,200 dollars,', 'or 3.5 percent.']],
    ['Call us on 555, 123, 4567, please.', ['Call us on 555, 123, 4567,', 'please.']],
    [
      'He said (for once, and only once, truly) yes, at last.',
      ['He said (for once, and only once, truly) yes,', 'at last.'],
    ],
    [
      'She told me “no, never, not at all” today, so we wait.',
      ['She told me “no, never, not at all” today,', 'so we wait.'],
    ],
    [
      'Write to jo.doe@example.com, or see https://a.example/x,y for more.',
      ['Write to jo.doe@example.com,', 'or see https://a.example/x,y for more.'],
    ],
    ['We meet at 9 a.m. on Monday. Bring a pen.', ['We meet at 9 a.m. on Monday.', 'Bring a pen.']],
    ['Bring fruit, e.g. apples. I. e. none.', ['Bring fruit, e.g. apples.', 'I. e. none.']],
    ['Is it you? yes! no.', ['Is it you?', 'yes! no.']],
    ['One moment please\n- first\n- second one', ['One moment please', '- first', '- second one']],
    ['1. Open the door. 2. Close it.', ['1. Open the door.', '2. Close it.']],
  ])('cuts %j', (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it.each([
    [
      'de',
      'Der Termin ist am 3. März um neun, wenn es Ihnen passt.',
      ['Der Termin ist am 3. März um neun,', 'wenn es Ihnen passt.'],
    ],
    [
      'de',
      'Bitte fragen Sie Hr. Maier, z.B. morgen. Danke.',
      ['Bitte fragen Sie Hr. Maier,', 'z.B. morgen.', 'Danke.'],
    ],
    [
      'es',
      '¿En qué puedo ayudarle, Sra. López? Dígame.',
      ['¿En qué puedo ayudarle,', 'Sra. López?', 'Dígame.'],
    ],
    [
      'fr',
      'Bonjour M. Dupont, que puis-je faire pour vous ? Dites-moi.',
      ['Bonjour M. Dupont,', 'que puis-je faire pour vous ?', 'Dites-moi.'],
    ],
    ['fr', 'Cela coûte 10 000 euros, monsieur.', ['Cela coûte 10 000 euros,', 'monsieur.']],
    ['ja', '予約を変更しました。ほかにありますか。', ['予約を変更しました。', 'ほかにありますか。']],
  ])('knows the marks of %s: %j', (language, text, expected) => {
    expect(pieces(text, language)).toEqual(expected);
  });

  it('cuts a first piece without marks before a conjunction, and not within a number', () => {
    expect([
      pieces('You can reach the front desk on any of the working days and they will help you.'),
      pieces('The total for all of the items on your list is one hundred and five euros.'),
    ]).toEqual([
      ['You can reach the front desk on any of the working days', 'and they will help you.'],
      ['The total for all of the items on your list is one hundred and five euros.'],
    ]);
  });

  it('cuts a long later sentence at its clauses', () => {
    const long =
      'I have looked at all of the appointments that are left in this week and in the week that follows it in our shared calendar, and the first one that would suit you is on Tuesday.';
    expect(pieces(`All right. ${long}`)).toEqual([
      'All right.',
      long.slice(0, long.indexOf(', and') + 1),
      long.slice(long.indexOf('and the first')),
    ]);
  });

  it('gives a piece before the next sentence has come', () => {
    const cutter = new SpeechCutter('en');
    expect([cutter.push('That is fine'), cutter.push(' with me,'), cutter.push(' so')]).toEqual([
      [],
      [],
      ['That is fine with me,'],
    ]);
  });

  const token = fc.oneof(
    fc.stringMatching(/^[A-Za-z]{1,9}[,.;:?!]?$/),
    fc.constantFrom(
      '–',
      '-',
      '"',
      '(so',
      'so)',
      '“what',
      'what”',
      'and',
      'but',
      'Dr.',
      'e.g.',
      '1,200.50',
      '5,',
    ),
    fc.constantFrom('jo.doe@example.com,', 'https://a.example/b?c=d', '10 000', '20 %.', '👍', '\n-'),
  );
  const text = fc.array(token, { maxLength: 80 }).map((tokens) => tokens.join(' '));
  const language = fc.constantFrom('en', 'de', 'es', 'fr', 'xx');
  const spaced = (words: string): string => words.replace(/[ \n]+/g, ' ').trim();

  it('loses nothing, and cuts only between words', () => {
    fc.assert(
      fc.property(text, language, (words, tongue) => {
        expect(pieces(words, tongue).map(spaced).join(' ')).toBe(spaced(words));
      }),
    );
  });

  it('cuts in the same places however the text is streamed', () => {
    fc.assert(
      fc.property(text, language, fc.integer({ min: 1, max: 12 }), (words, tongue, size) => {
        expect(pieces(words, tongue, size)).toEqual(pieces(words, tongue));
      }),
    );
  });

  it('has the first piece no later than the first sentence', () => {
    const word = fc.stringMatching(/^[a-z]{4,9}[,;:]?$/);
    const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `X${words.join(' ')}.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), (sentences) => {
        const [first = ''] = pieces(sentences.join(' '));
        expect(sentences[0]?.startsWith(first)).toBe(true);
      }),
    );
  });
});
