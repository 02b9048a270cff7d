import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysNamedIn, pressedIn, pressedText } from './pressed-keys.ts';

describe('pressed keys in a message', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9*#A-D]{1,20}$/), (keys) => {
        expect(pressedIn(pressedText(keys))).toBe(keys);
      }),
    );
  });

  it('takes no speech for keys', () => {
    expect(['one two three', 'I pressed 1', '[pressed ]', '[pressed 12]', ''].map(pressedIn)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('keysNamedIn', () => {
  it.each([
    ['The caller presses 1 or says sales', ['1']],
    ['press one', ['1']],
    ['Press the star key to go back', ['*']],
    ['caller pressed 2, 3 or 4', ['2', '3', '4']],
    ['hit pound', ['#']],
    ['dials 0', ['0']],
    ['enters 1234', ['1234']],
    ['[pressed 1 2]', ['12']],
    ['press #', ['#']],
    ['The caller wants one pizza', []],
    ['press the button that glows', []],
    ['the press 24 hour desk', ['24']],
    ['pressure 1', []],
  ])('%s', (text, keys) => {
    expect(keysNamedIn(text)).toEqual(keys);
  });

  it('never fails, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(Array.isArray(keysNamedIn(text))).toBe(true);
      }),
    );
  });
});
