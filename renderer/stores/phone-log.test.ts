import { expect, test } from 'vitest';
import { logOf } from '../features/call/conversation/testing/log.ts';
import { emptyLog, withEvents, withNext, type PhoneLog } from './phone-log.ts';

const events = logOf([
  [null, 'run-start'],
  [0, 'node-enter', { node_id: 'a', node_name: 'A', node_type: 'startCall' }],
  [10, 'call-hold', { held: true, by: 'caller' }],
]);
const [first, second, third] = events;
if (!first || !second || !third) throw new Error('no events');

test('events come one by one into the conversation', () => {
  const log = [first, second].reduce<PhoneLog>((known, event) => withNext(known, event) ?? known, emptyLog);
  expect([log.events, log.conversation.path.map(({ nodeName }) => nodeName)]).toEqual([
    [first, second],
    ['A'],
  ]);
});

test('an event twice changes nothing, one after a gap asks for the whole log', () => {
  const log = withEvents(emptyLog, [first]);
  expect([withNext(log, first) === log, withNext(log, third), withEvents(log, events).events]).toEqual([
    true,
    null,
    events,
  ]);
});

test('a log that is shorter than what is known changes nothing but the failure', () => {
  const log = { ...withEvents(emptyLog, events), failure: 'gone' };
  expect(withEvents(log, [first])).toEqual({ ...log, failure: null });
});
