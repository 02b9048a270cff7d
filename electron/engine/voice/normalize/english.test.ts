/** What is written, and how American English says it. */
import { describe, expect, it } from 'vitest';
import { speechText } from './index.ts';

describe('speechText in English', () => {
  describe('numbers', () => {
    it.each([
      ['There are 0 left.', 'There are zero left.'],
      ['7 of 9', 'seven of nine'],
      ['It is 42.', 'It is forty-two.'],
      ['1,200 people', 'one thousand two hundred people'],
      ['12,345,678', 'twelve million three hundred forty-five thousand six hundred seventy-eight'],
      ['101', 'one hundred one'],
      ['-5', 'minus five'],
      ['~5 people', 'about five people'],
      ['3.14', 'three point one four'],
      ['0.05', 'zero point zero five'],
      ['.5', 'zero point five'],
      ['1.50', 'one point five zero'],
      ['3.5M users', 'three point five million users'],
      ['10k', 'ten thousand'],
      ['100K', 'one hundred thousand'],
      ['2 million', 'two million'],
      ['5 - 3', 'five minus three'],
      ['2 + 2 = 4', 'two plus two equals four'],
      ['3 * 4', 'three times four'],
      ['10-15 people', 'ten to fifteen people'],
      ['2–3 days', 'two to three days'],
      ['1:1', 'one to one'],
      ['v2.1.3', 'version two dot one dot three'],
      ['version 2.0', 'version two point zero'],
      ['x < 5', 'x is less than five'],
      ['A 5-year-old and a 3-day trip', 'A five-year-old and a three-day trip'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('ordinals and fractions', () => {
    it.each([
      ['1st', 'first'],
      ['the 2nd and 3rd', 'the second and third'],
      ['21st', 'twenty-first'],
      ['112th', 'one hundred twelfth'],
      ['1/2 cup', 'one half cup'],
      ['3/4', 'three quarters'],
      ['2/3', 'two thirds'],
      ['1 1/2 hours', 'one and a half hours'],
      ['½ cup', 'one half cup'],
      ['2½ hours', 'two and a half hours'],
      ['12½', 'twelve and a half'],
      ['5/8', 'five eighths'],
      ['4/5 stars', 'four out of five stars'],
      ['10/10', 'ten out of ten'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('dates', () => {
    it.each([
      ['See you on 2026-03-05.', 'See you on March fifth, twenty twenty-six.'],
      ['March 5, 2026', 'March fifth, twenty twenty-six'],
      ['March 5th', 'March fifth'],
      ['Mar. 5', 'March fifth'],
      ['5 March 2026', 'the fifth of March, twenty twenty-six'],
      ['the 5th of March', 'the fifth of March'],
      ['May 5', 'May fifth'],
      ['May 2026', 'May twenty twenty-six'],
      ['Jan 3-5, 2027', 'January third to fifth, twenty twenty-seven'],
      ['3/5/2026', 'March fifth, twenty twenty-six'],
      ['on 3/5', 'on March fifth'],
      ['12/25/26', 'December twenty-fifth, twenty twenty-six'],
      ['2026-03-05T14:30:00Z', 'March fifth, twenty twenty-six at two thirty p.m.'],
      ['Mon. 5 March', 'Monday the fifth of March'],
      ['Mon-Fri', 'Monday to Friday'],
      ['open Mon, closed Sun.', 'open Mon, closed Sun.'],
      ['Tue, March 3', 'Tuesday, March third'],
      [
        'On 2026-01-11, not 2026-13-11',
        'On January eleventh, twenty twenty-six, not two zero two six, one three, one one',
      ],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('years', () => {
    it.each([
      ['in 1999', 'in nineteen ninety-nine'],
      ['in 2000', 'in two thousand'],
      ['since 2005', 'since two thousand five'],
      ['in 2026', 'in twenty twenty-six'],
      ['in 1905', 'in nineteen oh five'],
      ['the 1990s', 'the nineteen nineties'],
      ["the '90s", 'the nineties'],
      ['the 2010s', 'the twenty tens'],
      ['2019–2021', 'twenty nineteen to twenty twenty-one'],
      ['2024-25', 'twenty twenty-four to twenty-five'],
      ['1999 customers', 'one thousand nine hundred ninety-nine customers'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('times', () => {
    it.each([
      ['3 pm', 'three p.m.'],
      ['3:05pm', 'three oh five p.m.'],
      ['at 3:30 p.m. Then', 'at three thirty p.m. Then'],
      ['We close at 5 p.m.', 'We close at five p.m.'],
      ['9:00 a.m.', 'nine a.m.'],
      ['12:00', "twelve o'clock"],
      ['15:45', 'three forty-five p.m.'],
      ['00:15', 'twelve fifteen a.m.'],
      ['5:30', 'five thirty'],
      ['9-5 pm', 'nine to five p.m.'],
      ['9am–5pm', 'nine a.m. to five p.m.'],
      ['9:00-17:00', 'nine to five p.m.'],
      ['24/7', 'twenty-four seven'],
      ['12am', 'twelve a.m.'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('money', () => {
    it.each([
      ['$25.50', 'twenty-five dollars and fifty cents'],
      ['$1', 'one dollar'],
      ['$1.01', 'one dollar and one cent'],
      ['$0.99', 'ninety-nine cents'],
      ['$1,234.56', 'one thousand two hundred thirty-four dollars and fifty-six cents'],
      ['$1.5 million', 'one point five million dollars'],
      ['$3M', 'three million dollars'],
      ['$5-10', 'five to ten dollars'],
      ['$5–$10', 'five to ten dollars'],
      ['-$5', 'minus five dollars'],
      ['US$20', 'twenty dollars'],
      ['20 USD', 'twenty dollars'],
      ['€20', 'twenty euros'],
      ['30 €', 'thirty euros'],
      ['£1.50', 'one pound and fifty pence'],
      ['£20', 'twenty pounds'],
      ['¥500', 'five hundred yen'],
      ['50¢', 'fifty cents'],
      ['25.50 dollars', 'twenty-five dollars and fifty cents'],
      ['$20/month', 'twenty dollars per month'],
      ['$1 per day', 'one dollar per day'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('percent and units', () => {
    it.each([
      ['5%', 'five percent'],
      ['5.5 %', 'five point five percent'],
      ['5-10%', 'five to ten percent'],
      ['100% sure', 'one hundred percent sure'],
      ['5 km', 'five kilometers'],
      ['60 mph', 'sixty miles per hour'],
      ['20°C', 'twenty degrees Celsius'],
      ['-5°C', 'minus five degrees Celsius'],
      ['98.6°F', 'ninety-eight point six degrees Fahrenheit'],
      ['72° today', 'seventy-two degrees today'],
      ['5\'11"', 'five feet eleven'],
      ["6' tall", 'six feet tall'],
      ['3kg', 'three kilograms'],
      ['10 GB', 'ten gigabytes'],
      ['1 lb', 'one pound'],
      ['2x', 'two times'],
      ['30 min', 'thirty minutes'],
      ['In 5 min. Then', 'In five minutes. Then'],
      ['1 hr', 'one hour'],
      ['5-6 km', 'five to six kilometers'],
      ['220 V', 'two hundred twenty volts'],
      ['1500 sq ft', 'one thousand five hundred square feet'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('telephone numbers', () => {
    it.each([
      ['Call +1 (555) 123-4567.', 'Call plus one, five five five, one two three, four five six seven.'],
      ['555-123-4567', 'five five five, one two three, four five six seven'],
      ['555.123.4567', 'five five five, one two three, four five six seven'],
      ['1-800-555-0199', 'one, eight hundred, five five five, zero one nine nine'],
      ['555-1234', 'five five five, one two three four'],
      ['+15551234567', 'plus one, five five five, one two three, four five six seven'],
      ['+49 30 1234567', 'plus four nine, three zero, one two three, four five six seven'],
      ['+44 20 7946 0958', 'plus four four, two zero, seven nine four six, zero nine five eight'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('addresses', () => {
    it.each([
      [
        'Write to a.b_c@mail.example.com now.',
        'Write to a dot b underscore c at mail dot example dot com now.',
      ],
      ['j.doe+test@example.com!', 'j dot doe plus test at example dot com!'],
      ['J-D@x.co.uk', 'J dash D at x dot co dot uk'],
      ['https://parley.dev/start?x=1', 'parley dot dev slash start'],
      ['www.parley.dev.', 'www dot parley dot dev.'],
      ['Go to example.com/help, then wait.', 'Go to example dot com slash help, then wait.'],
      ['[our page](https://x.com/a)', 'our page'],
      ['<https://x.com>', 'x dot com'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('identifiers', () => {
    it.each([
      ['order #4512', 'order number four five one two'],
      ['#1', 'number one'],
      ['ticket #AB-12', 'ticket number A B twelve'],
      ['AB-1234', 'A B, one two three four'],
      ['A1B2C3', 'A one B two C three'],
      ['COVID-19', 'COVID nineteen'],
      ['MP3', 'M P three'],
      ['B2B', 'B two B'],
      ['5G', 'five G'],
      ['INV-2026-001', 'I N V, two zero two six, zero zero one'],
      ['order number 4512', 'order number four five one two'],
      ['PIN 0042', 'PIN zero zero four two'],
      ['code is 12345', 'code is one two three, four five'],
      ['room 204', 'room two zero four'],
      ['flight BA 2490', 'flight B A two thousand four hundred ninety'],
      ['NY 10001', 'N Y one zero zero zero one'],
      ['4111 1111 1111 1111', 'four one one one, one one one one, one one one one, one one one one'],
      ['12-34-56', 'one two, three four, five six'],
      ['123456789', 'one two three, four five six, seven eight nine'],
      ['007', 'zero zero seven'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('abbreviations', () => {
    it.each([
      ['Dr. Smith', 'Doctor Smith'],
      ['Mr. Lee and Mrs. Roe', 'Mister Lee and Missus Roe'],
      ['5 Main St. near St. John', 'five Main Street near Saint John'],
      ['12 Oak Dr. Call me.', 'twelve Oak Drive. Call me.'],
      ['Acme Inc. and Co. Ltd.', 'Acme Incorporated and Company Limited.'],
      ['John Smith Jr. is here', 'John Smith Junior is here'],
      ['e.g. apples', 'for example apples'],
      ['i.e. this', 'that is this'],
      ['this, that, etc.', 'this, that, et cetera.'],
      ['Bring cups, etc. Then go.', 'Bring cups, et cetera. Then go.'],
      ['approx. 5', 'approximately five'],
      ['us vs. them', 'us versus them'],
      ['No. 5', 'number five'],
      ['ext. 12', 'extension twelve'],
      ['w/o sugar', 'without sugar'],
      ['Prof. Ho', 'Professor Ho'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('acronyms', () => {
    it.each([
      ['FBI', 'F B I'],
      ['the USA', 'the U S A'],
      ['U.S. law', 'U S law'],
      ['NASA', 'NASA'],
      ['IDs', 'I Ds'],
      ["the CEO's car", "the C E O's car"],
      ['STOP NOW', 'STOP NOW'],
      ['OK', 'okay'],
      ['HTML and PDF', 'H T M L and P D F'],
      ['an ATM', 'an A T M'],
      ['the IT team', 'the I T team'],
      ['ASAP', 'as soon as possible'],
      ['PIN', 'PIN'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('signs', () => {
    it.each([
      ['A & B', 'A and B'],
      ['AT&T', 'A T and T'],
      ['C++ and C#', 'C plus plus and C'],
      ['and/or', 'and or'],
      ['he/she', 'he or she'],
      ['bed/breakfast', 'bed slash breakfast'],
      ['#fun', 'hashtag fun'],
      ['me @ home', 'me at home'],
      ['a → b', 'a to b'],
      ['snake_case', 'snake case'],
      ['60 ≥ 50', 'sixty is at least fifty'],
      ['Parley™', 'Parley'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  describe('markup', () => {
    it.each([
      ['**Great** `choice` 👍🏽!', 'Great choice!'],
      ['# Title', 'Title'],
      ['- first item', 'first item'],
      ['* second **bold** item', 'second bold item'],
      ['1. Open', 'one. Open'],
      ['> quoted', 'quoted'],
      ['~~old~~ new', 'old new'],
      ['__strong__ and _soft_', 'strong and soft'],
      ['“Hello” – it’s me…', "Hello – it's me..."],
      ['Sure :) now', 'Sure now'],
      ['<b>bold</b> text', 'bold text'],
      ['a\nb', 'a. b'],
      ['One:\n- two\n- three', 'One: two. three'],
      ['| a | b |\n|---|---|\n| 1 | 2 |', 'a b. one two'],
      ['⚠️ Careful 🇩🇪', 'Careful'],
      ['R&amp;D', 'R and D'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'en-US', 'words')).toBe(said);
    });
  });

  it('follows Britain where it differs', () => {
    const said = ['3/5/2026', '101', '1,250'].map((text) => speechText(text, 'en-GB', 'words'));
    expect(said).toEqual([
      'May third, twenty twenty-six',
      'one hundred and one',
      'one thousand two hundred and fifty',
    ]);
  });
});
