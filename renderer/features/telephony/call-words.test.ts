import { expect, test } from 'vitest';
import { callWord, qualityWord, transferWord } from './call-words.ts';
import { goodQuality, phoneCall } from './testing/phone-calls.ts';

test.each([
  [phoneCall({ state: 'caller-speaking' }), 'Caller speaks', 'caller'],
  [phoneCall({ state: 'agent-speaking' }), 'Agent speaks', 'agent'],
  [phoneCall({ progress: 'ringing', state: 'connecting' }), 'Ringing', 'transition'],
  [phoneCall({ progress: 'on-hold', state: 'listening' }), 'On hold', 'tool'],
  [phoneCall({ progress: 'busy', state: 'ended' }), 'Busy', 'tool'],
  [phoneCall({ progress: 'answered', state: 'connecting' }), 'Answered', 'extraction'],
  [
    phoneCall({ operator: { is_listening: true, has_taken_over: true, is_agent_muted: false } }),
    'You speak',
    'tool',
  ],
])('the state of a call is one word', (call, word, tone) => {
  expect(callWord(call)).toMatchObject({ word, tone });
});

test('how far a transfer has come', () => {
  const call = phoneCall({ transfer: { kind: 'attended', stage: 'consulting', target: '+4930' } });
  expect([transferWord(call, '030'), transferWord(phoneCall(), '030')]).toEqual([
    'Transfer: 030 has answered and is told',
    null,
  ]);
});

test.each([
  [4.2, 'Good'],
  [3.7, 'Fair'],
  [3.2, 'Poor'],
  [2, 'Bad'],
])('a MOS of %d is %s', (mos, word) => {
  expect(qualityWord({ ...goodQuality, mos })?.word).toBe(word);
});

test('the figures stand behind the word, unknown ones left out', () => {
  const quality = { ...goodQuality, loss: 0.012, remote_loss: null, round_trip_ms: null };
  expect(qualityWord(quality)?.detail).toEqual([
    'MOS 4.2 of 4.5, estimated',
    '1.2 % lost now, 0 % of the call',
    'Jitter 2 ms, buffer 40 ms',
    'PCMU, not encrypted',
  ]);
  expect(qualityWord(null)).toBeNull();
});
