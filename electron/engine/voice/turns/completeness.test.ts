import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completenessOf } from './completeness.ts';
import { expectationsOf, isYesNoQuestion, noExpectations, type Expectations } from './expectations.ts';

const states = (language: string, texts: string[], expects: Partial<Expectations> = {}): unknown =>
  Object.fromEntries(
    texts.map((text) => [text, completenessOf(text, { ...noExpectations, ...expects }, language)]),
  );
const all = (texts: string[], state: string): unknown =>
  Object.fromEntries(texts.map((text) => [text, state]));

const unfinished: Record<string, string[]> = {
  en: [
    'I would like to book a table for',
    'and then I',
    "I'd like",
    'my name is',
    'it was on Monday and',
    'um',
    'I need it because',
    'can you tell me the',
    'if it is possible',
    'well, on Tuesday,',
    'j o h',
    'I was thinking um',
  ],
  de: ['ich möchte einen Tisch für', 'mein Name ist', 'und dann', 'äh', 'wenn es geht', 'ich hätte gern'],
  es: ['quisiera reservar una mesa para', 'me llamo', 'y luego', 'eh', 'si es posible'],
  fr: ['je voudrais réserver une table pour', "je m'appelle", 'et puis', 'euh', "si c'est possible"],
};
const complete: Record<string, string[]> = {
  en: [
    'I would like to book a table',
    'my name is Maria Lopez',
    'I have no idea.',
    'on Monday please',
    'yes I do',
    'please hold on for me',
  ],
  de: ['ich möchte einen Tisch reservieren', 'mein Name ist Maria Lopez'],
  es: ['quisiera reservar una mesa', 'me llamo María López'],
  fr: ['je voudrais réserver une table', "je m'appelle Marie Dupont"],
};

describe('completeness of what has been said so far', () => {
  it.each(Object.entries(unfinished))('knows in %s that more must come', (language, texts) => {
    expect(states(language, texts)).toEqual(all(texts, 'unfinished'));
  });

  it.each(Object.entries(complete))('knows in %s that a sentence can end here', (language, texts) => {
    expect(states(language, texts)).toEqual(all(texts, 'complete'));
  });

  it('takes a yes or no for the answer only where one was asked for', () => {
    const texts = ['yes', 'No, thank you.', 'yes please', "that's right"];
    expect(states('en', texts, { yesNo: true })).toEqual(all(texts, 'answer'));
    expect(states('en', ['yes', 'no'])).toEqual(all(['yes', 'no'], 'plain'));
    expect(states('de', ['Ja, gerne', 'nein danke'], { yesNo: true })).toEqual(
      all(['Ja, gerne', 'nein danke'], 'answer'),
    );
    expect(states('en', ['thank you'], { yesNo: true })).toEqual({ 'thank you': 'plain' });
  });

  it('takes a sentence of the node for the answer, unless a longer one begins with it', () => {
    const phrases = ['i want to book', 'i want to book a table', 'opening hours'];
    expect(states('en', ['I want to book', 'I want to book a table', 'Opening hours'], { phrases })).toEqual({
      'I want to book': 'complete',
      'I want to book a table': 'answer',
      'Opening hours': 'answer',
    });
  });

  it('waits while digits are dictated', () => {
    expect(
      states(
        'en',
        [
          'four one five',
          'four one five five five five',
          '415 555',
          'four one five five five five oh one nine nine',
        ],
        { digits: 'phone' },
      ),
    ).toEqual({
      'four one five': 'unfinished',
      'four one five five five five': 'unfinished',
      '415 555': 'unfinished',
      'four one five five five five oh one nine nine': 'complete',
    });
    expect(states('en', ['a table for four', 'it is four one five', 'at 10 30 tomorrow'])).toEqual({
      'a table for four': 'complete',
      'it is four one five': 'unfinished',
      'at 10 30 tomorrow': 'complete',
    });
    expect(states('en', ['seven', 'seven two', 'seven two one four'], { digits: 'code' })).toEqual({
      seven: 'unfinished',
      'seven two': 'unfinished',
      'seven two one four': 'plain',
    });
  });

  it('waits while an e-mail address is dictated', () => {
    expect(
      states(
        'en',
        [
          'jane',
          'jane dot doe',
          'jane at example',
          'jane at example dot',
          'jane at example dot com',
          'jane@example.com',
          'I do not have one',
        ],
        {
          email: true,
        },
      ),
    ).toEqual({
      jane: 'unfinished',
      'jane dot doe': 'unfinished',
      'jane at example': 'unfinished',
      'jane at example dot': 'unfinished',
      'jane at example dot com': 'plain',
      'jane@example.com': 'plain',
      'I do not have one': 'complete',
    });
  });

  it('has no opinion in a language without lists, or of no words', () => {
    expect([
      completenessOf('och jag', noExpectations, 'sv'),
      completenessOf(' . ', noExpectations, 'en'),
    ]).toEqual(['plain', 'plain']);
  });

  it('has an opinion of any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('en', 'de', 'es', 'fr'),
        (text, language) => {
          expect(['answer', 'complete', 'plain', 'unfinished']).toContain(
            completenessOf(text, { ...noExpectations, email: true, digits: 'phone', yesNo: true }, language),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('expectations', () => {
  it.each([
    ['en', 'Shall I book that for you?', true],
    ['en', 'Thank you. On which day would you like to come?', false],
    ['en', 'What is your name?', false],
    ['en', 'So that is Monday at ten, right?', true],
    ['en', 'Please tell me your name.', false],
    ['de', 'Passt das für Sie?', true],
    ['de', 'Und wann möchten Sie kommen?', false],
    ['es', '¿Le viene bien?', true],
    ['es', '¿Por qué llama?', false],
    ['fr', 'Est-ce que cela vous convient?', true],
    ['fr', "Qu'est-ce que vous cherchez?", false],
  ])('%s: “%s” is answered with yes or no: %s', (language, said, answer) => {
    expect(isYesNoQuestion(said, language)).toBe(answer);
  });

  it('are read from the node’s variables and examples', () => {
    const { functions, variables } = {
      functions: [
        {
          name: 'book',
          description: '',
          parameters: { type: 'object' as const, properties: {} },
          examples: ['I want to book!', 'Book a table'],
        },
      ],
      variables: [
        { name: 'phone_number', type: 'string' as const, prompt: 'The phone number' },
        { name: 'email', type: 'string' as const },
      ],
    };
    expect(expectationsOf({ functions, variables }, 'What can I do for you?', 'en')).toEqual({
      yesNo: false,
      phrases: ['i want to book', 'book a table'],
      digits: 'phone',
      letters: false,
      email: true,
    });
  });
});
