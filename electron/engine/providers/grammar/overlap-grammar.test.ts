import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileOverlapGrammar, overlapOf } from './overlap-grammar.ts';

test('what the decoder says tells the kind of speech and its words', () => {
  expect(
    [
      '',
      'listen_I listen_see',
      'laugh_0 laugh_0',
      'command_stop',
      'command_no zzdhzz',
      'open_how zzaezz',
      'zzbzz',
    ].map(overlapOf),
  ).toEqual([
    { kind: 'unknown', text: '' },
    { kind: 'listening', text: 'I see' },
    { kind: 'listening', text: '' },
    { kind: 'command', text: 'stop' },
    { kind: 'command', text: 'no' },
    { kind: 'opening', text: 'how' },
    { kind: 'other', text: '' },
  ]);
});

test('hums have pronunciations of their own, other words those of the dictionary', () => {
  const { pronunciations } = compileOverlapGrammar(['mmm-hmm', 'okay']);
  expect([pronunciations.get('listen_mmm-hmm')?.[0], pronunciations.get('listen_okay')]).toEqual([
    'M HH M',
    null,
  ]);
});

test('a listener’s phrase that begins as a command is left out', () => {
  const { pronunciations } = compileOverlapGrammar(['no way', 'nobody']);
  expect([pronunciations.has('listen_way'), pronunciations.has('listen_nobody')]).toEqual([false, true]);
});

test('no phrase gets out of its place in the grammar', () => {
  const bare = compileOverlapGrammar(['okay']).jsgf.replaceAll(/<listening> = .*;/g, '');
  fc.assert(
    fc.property(fc.string(), (phrase) => {
      const { jsgf } = compileOverlapGrammar(['okay', phrase]);
      expect(jsgf.replaceAll(/<listening> = [a-z_A-Z' ()|-]*;/g, '')).toBe(bare);
    }),
  );
});
