import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBackchannel, mayBecomeBackchannel } from './backchannel.ts';
import { madeOf, sameWords, wordsOf } from './tokens.ts';

describe('a backchannel', () => {
  it.each([
    ['en', ['mm-hm', 'Right.', 'Okay', 'uh-huh', 'Yeah, yeah.', 'oh I see', 'um', 'Okay, got it.']],
    ['de-DE', ['mhm', 'Ja, genau.', 'ach so', 'alles klar', 'ähm']],
    ['es', ['ajá', 'Sí, claro.', 'vale', 'ya veo']],
    ['fr-FR', ["D'accord.", 'oui oui', 'je vois', 'C’est ça']],
  ])('is what a listener says in %s', (language, texts) => {
    expect(texts.filter((text) => !isBackchannel(text, language))).toEqual([]);
  });

  it.each([
    ['en', ['stop', 'yeah but wait', 'no', 'okay so what about Monday', '', 'right right right right okay']],
    ['de', ['nein', 'ja aber', 'moment bitte']],
    ['es', ['no', 'espere un momento']],
    ['fr', ['non', 'attendez']],
    ['xx', ['okay']],
  ])('is not an interruption, silence or a speech, in %s', (language, texts) => {
    expect(texts.filter((text) => isBackchannel(text, language))).toEqual([]);
  });
});

describe('a sound that is no word', () => {
  it('is a backchannel however it is spelt, alone and beside words', () => {
    const texts = [
      'Mmmm',
      'mh',
      'hmmmm',
      'mhmmm',
      'mmmhm',
      'M-hm',
      'Uhuh',
      'ah-hah',
      'Hah.',
      'uhh',
      'mhmmm okay',
    ];
    expect(texts.filter((text) => !isBackchannel(text, 'en') || !mayBecomeBackchannel(text, 'en'))).toEqual(
      [],
    );
  });

  it('is not every short word, and takes nothing from the words beside it', () => {
    const texts = ['ham', 'human', 'mama', 'uh no', 'mhm wait', 'hmm how much'];
    expect(texts.filter((text) => isBackchannel(text, 'en'))).toEqual([]);
  });
});

describe('the beginning of a backchannel', () => {
  it('may be more than one thing', () => {
    const may = (text: string): boolean => mayBecomeBackchannel(text, 'en');
    expect(['i', 'got', 'yeah i', 'makes', 'okay', 'i want', 'got a', 'stop', ''].filter(may)).toEqual([
      'i',
      'got',
      'yeah i',
      'makes',
      'okay',
    ]);
  });
});

describe('words', () => {
  it('are compared without case and punctuation', () => {
    expect([
      sameWords('Yes, I do!', 'yes i do'),
      sameWords('it’s me', "It's me."),
      sameWords('yes', 'yes I'),
    ]).toEqual([true, true, false]);
  });

  it('of any text are never more than its letters, and cutting them never fails', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const words = wordsOf(text);
        expect(words.join('').length).toBeLessThanOrEqual(text.toLowerCase().length);
        expect(madeOf(words, new Set(words))).toBe(words.length > 0);
        expect(wordsOf(words.join(' '))).toEqual(words);
      }),
      { numRuns: 300 },
    );
  });
});
