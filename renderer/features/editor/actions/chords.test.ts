import { expect, test } from 'vitest';
import { isPressed, isTyping, keysOf, type KeyPress } from './chords.ts';

const press = (key: string, code: string, ...held: string[]): KeyPress => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

test('a chord is pressed with just its modifiers', () => {
  const z = press('z', 'KeyZ', 'ctrl');
  expect([isPressed('mod+Z', z), isPressed('mod+shift+Z', z), isPressed('Z', z)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isPressed('mod+Z', press('z', 'KeyZ', 'meta'))).toBe(true);
});

test('a letter with Alt and a digit with Shift are known by their place', () => {
  expect(isPressed('alt+A', press('å', 'KeyA', 'alt'))).toBe(true);
  expect(isPressed('shift+1', press('!', 'Digit1', 'shift'))).toBe(true);
  expect(isPressed('shift+1', press('!', 'Digit1'))).toBe(false);
});

test('a sign is pressed however the keyboard makes it', () => {
  expect([
    isPressed('?', press('?', 'Slash', 'shift')),
    isPressed('?', press('?', 'Minus', 'shift')),
    isPressed('Plus', press('+', 'Equal', 'shift')),
    isPressed('/', press('/', 'Digit7', 'shift')),
    isPressed('/', press('7', 'Digit7')),
  ]).toEqual([true, true, true, true, false]);
});

test('letters and digits of any script begin a search, with a modifier or another key they do not', () => {
  expect(
    [press('a', 'KeyA'), press('É', 'KeyE', 'shift'), press('ж', 'Semicolon'), press('4', 'Digit4')].every(
      isTyping,
    ),
  ).toBe(true);
  expect(
    [press('a', 'KeyA', 'ctrl'), press('Enter', 'Enter'), press('?', 'Slash', 'shift')].some(isTyping),
  ).toBe(false);
});

test('a chord is written as on the keyboard', () => {
  expect(['mod+shift+Z', 'alt+ArrowRight', 'Plus', 'Delete'].map(keysOf)).toEqual([
    'Ctrl Shift Z',
    'Alt →',
    '+',
    'Del',
  ]);
});
