import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speakableText, speechPieces } from './speech-text.ts';

describe('speakableText', () => {
  it.each([
    ['It costs $25.50 at 3:30 pm, Dr. Smith.', 'It costs $25.50 at 3:30 pm, Dr. Smith.'],
    ['See you on 2026-03-05.', 'See you on March 5th, 2026.'],
    ['From 2026-11-01 to 2026-12-22', 'From November 1st, 2026 to December 22nd, 2026'],
    ['On 2026-01-11, not 2026-13-11', 'On January 11th, 2026, not 2026-13-11'],
    ['Write to a.b_c@mail.example.com now', 'Write to a dot b underscore c at mail dot example dot com now'],
    ['See https://parley.dev/start?x=1 or www.parley.dev.', 'See parley dot dev or www dot parley dot dev.'],
    ['Call +1 (555) 123-4567.', 'Call 1, 5 5 5, 1 2 3, 4 5 6 7.'],
    ['Call 555-123-4567', 'Call 5 5 5, 1 2 3, 4 5 6 7'],
    ['Ms. Lee', 'Miz Lee'],
    ['order #4512 & more', 'order number 4512 and more'],
    ['“Hello” – it’s me…', "Hello, it's me..."],
    ['2–3 days', '2 to 3 days'],
    ['café, naïve, Łódź', 'cafe, naive, lodz'],
    ['£20 and 30 € at 10°C', '20 pounds and 30 euros at 10 degrees Celsius'],
    ['**Great** `choice` 👍🏽!', 'Great choice !'],
    ['a\nb\0c', 'a b c'],
  ])('%j is said as %j', (text, spoken) => {
    expect(speakableText(text)).toBe(spoken);
  });

  it.each(['', '   ', '👋', '…', '?!', '- -', '日本語', '\n\t', '**'])(
    'has nothing to say for %j',
    (text) => {
      expect(speakableText(text)).toBe('');
    },
  );

  it('gives printable ASCII for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(speakableText(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

describe('speechPieces', () => {
  it('leaves a short text whole', () => {
    expect(speechPieces('Hello there, how are you? Fine, I hope.')).toEqual([
      { text: 'Hello there, how are you? Fine, I hope.', pauseMs: 0 },
    ]);
  });

  it('cuts the first clause off a long one, with the pause of its comma', () => {
    expect(
      speechPieces(
        'I would like to book an appointment for Thursday, please, and could you tell me how long it will take, because I have to be back before five?',
      ),
    ).toEqual([
      { text: 'I would like to book an appointment for Thursday,', pauseMs: 120 },
      {
        text: 'please, and could you tell me how long it will take, because I have to be back before five?',
        pauseMs: 0,
      },
    ]);
  });

  it('prefers the end of a sentence, and does not take a title for one', () => {
    expect(
      speechPieces(
        'Your dentist is Dr. Smith today, I think. She will see you at nine o clock in the morning.',
      ),
    ).toEqual([
      { text: 'Your dentist is Dr. Smith today, I think.', pauseMs: 300 },
      { text: 'She will see you at nine o clock in the morning.', pauseMs: 0 },
    ]);
  });

  it('loses no word of any text, and keeps every piece short', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}[,.;?]?$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 150 }), (words) => {
        const text = words.join(' ');
        const pieces = speechPieces(text);
        expect(pieces.map((piece) => piece.text).join(' ')).toBe(text);
        expect(pieces.every((piece) => piece.text.length > 0 && piece.text.length <= 200)).toBe(true);
      }),
    );
  });
});
