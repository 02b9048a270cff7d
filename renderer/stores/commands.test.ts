import { describe, expect, test } from 'vitest';
import { matchCommands, type Command } from './commands.ts';

const command = (label: string, more: Partial<Command> = {}): Command => ({
  id: label,
  label,
  group: 'Go to',
  run: () => undefined,
  ...more,
});
const labels = (commands: readonly Command[], query: string): string[] =>
  matchCommands(commands, query).map((found) => found.label);

describe('matching commands', () => {
  const commands = [
    command('New agent'),
    command('Agents'),
    command('Appointment booking', { group: 'Agents' }),
    command('Dark theme', { keywords: 'appearance night' }),
  ];

  test('an empty query keeps everything in order', () => {
    expect(labels(commands, '  ')).toEqual(commands.map((each) => each.label));
  });

  test('the start of the label ranks above a later word, and that above other text', () => {
    expect(labels(commands, 'agent')).toEqual(['Agents', 'New agent', 'Appointment booking']);
  });

  test('every word must be found somewhere', () => {
    expect(labels(commands, 'appo book')).toEqual(['Appointment booking']);
    expect(labels(commands, 'night')).toEqual(['Dark theme']);
    expect(labels(commands, 'dark booking')).toEqual([]);
  });
});
