import { expect, test } from 'vitest';
import { conversationOf } from './conversation.ts';
import { logOf } from './testing/log.ts';

test('what happens on the telephone line stands in the conversation, at its place', () => {
  const target = '+493012345678';
  const events = logOf([
    [null, 'run-start'],
    [null, 'call-progress', { state: 'initiated', sip_status: null, reason: '' }],
    [null, 'call-progress', { state: 'ringing', sip_status: 180, reason: '' }],
    [0, 'call-progress', { state: 'answered', sip_status: 200, reason: '' }],
    [10, 'operator', { action: 'listen', text: null }],
    [20, 'operator', { action: 'whisper', text: 'Offer Monday' }],
    [30, 'call-hold', { held: true, by: 'caller' }],
    [40, 'call-hold', { held: false, by: 'caller' }],
    [50, 'call-transfer', { kind: 'attended', stage: 'failed', target, sip_status: 486, reason: 'busy' }],
  ]);
  expect(
    conversationOf(events).items.map((item) => (item.kind === 'notice' ? item.text : item.kind)),
  ).toEqual([
    'Ringing',
    'Answered',
    'The operator told the agent: “Offer Monday”',
    'The caller put the call on hold',
    'The caller took the call off hold',
    'The transfer to 030 12345678, Germany failed: busy',
  ]);
});
