import { expect, test } from 'vitest';
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import type { LlmMessage, LlmRequest } from '../spec/llm.ts';
import { extractValues } from './extract-values.ts';

const now = '2026-11-25T10:00:00+01:00';
const variable = (
  name: string,
  type: ExtractionVariable['type'] = 'string',
  prompt = '',
  options?: string[],
): ExtractionVariable => ({
  name,
  type,
  prompt,
  ...(options ? { options } : {}),
});
function extract(
  variables: ExtractionVariable[],
  turns: [question: string, answer: string][],
  extra: Partial<LlmRequest> = {},
) {
  const messages: LlmMessage[] = [{ role: 'system', content: 'Read the conversation.' }];
  for (const [question, answer] of turns) {
    messages.push({ role: 'assistant', content: question }, { role: 'user', content: answer });
  }
  const spec = {
    name: 'extract',
    description: '',
    parameters: { type: 'object' as const, properties: {} },
    variables,
  };
  return extractValues({ messages, functions: [], extract: spec, now, ...extra });
}
const one = (of: ExtractionVariable, question: string, answer: string): unknown =>
  extract([of], [[question, answer]])[of.name];

test.each([
  [
    variable('appointment_date'),
    'On which day would you like the appointment?',
    'next tuesday please',
    '2026-12-01',
  ],
  [variable('appointment_date'), 'On which date?', 'Monday, no, Thursday', '2026-11-26'],
  [variable('appointment_date'), 'On which day is the appointment?', '12 Dec', '2026-12-12'],
  [variable('appointment_time'), 'At what time?', 'three thirty p m', '15:30'],
  [variable('appointment_time'), 'At what time?', 'ten', '10:00'],
  [variable('caller_name'), 'May I have your name?', 'my name is emily johnson', 'Emily Johnson'],
  [variable('caller_name'), 'May I have your name?', 'David', 'David'],
  [variable('caller_name'), 'May I have your name?', "it's Siobhan O'Neill", "Siobhan O'Neill"],
  [variable('caller_name'), 'May I have your name?', 'no', null],
  [
    variable('order_number', 'string', 'The order number, digits only'),
    'Your order number?',
    'it is four oh double five',
    '4055',
  ],
  [
    variable('phone_number', 'string', 'The phone number'),
    'At which phone number?',
    'five five five one two three four',
    '5551234',
  ],
  [variable('rating', 'number', 'The rating'), 'How would you rate it?', 'I would say eight', 8],
  [variable('guests', 'number', 'How many guests'), 'How many guests are you?', 'the four of us', 4],
  [
    variable('bill', 'number', 'Dollars a month'),
    'How many dollars is your bill?',
    'about one hundred and fifty',
    150,
  ],
  [
    variable('service', 'string', 'What for', ['checkup', 'cleaning', 'filling']),
    'What for?',
    'I need a check up',
    'checkup',
  ],
  [
    variable('reason', 'string', 'The reason', ['damaged', 'wrong book', 'not wanted']),
    'Why?',
    'I do not want it any more',
    'not wanted',
  ],
  [variable('service', 'string', 'What for', ['checkup', 'cleaning']), 'What for?', 'something else', null],
  [variable('wants_call', 'boolean', 'Wants a call'), 'Do you want a call?', 'yes please', true],
  [variable('wants_call', 'boolean', 'Wants a call'), 'Do you want a call?', "no I don't", false],
  [
    variable('owns_home', 'boolean', 'True when the person owns their home, false when they rent it'),
    'Do you own your home?',
    'I rent it',
    false,
  ],
  [
    variable('owns_home', 'boolean', 'True when the person owns their home, false when they rent it'),
    'Do you own your home?',
    'we own the house',
    true,
  ],
  [
    variable('complaint', 'string', 'The complaint'),
    'What is your complaint?',
    'the soup was cold',
    'the soup was cold',
  ],
  [variable('complaint', 'string', 'The complaint'), 'What is your complaint?', 'yes', null],
  [
    variable('email', 'string', 'The e-mail address'),
    'Your email?',
    'jane dot doe at example dot com',
    'jane.doe@example.com',
  ],
])('%o after "%s" and "%s" is %o', (of, question, answer, expected) => {
  expect(one(of, question, answer)).toBe(expected);
});

test('the latest answer to the question wins', () => {
  const values = extract(
    [variable('appointment_day', 'string', 'The day'), variable('caller_name')],
    [
      ['On which day?', 'on tuesday'],
      ['And your name?', 'John Smith'],
      ['On which day?', 'on friday'],
    ],
  );
  expect(values).toEqual({ appointment_day: '2026-11-27', caller_name: 'John Smith' });
});

test('yes to one question is no answer to another', () => {
  const wanted = variable('may_contact', 'boolean', 'Whether we may contact the guest');
  expect(
    extract(
      [wanted],
      [
        ['Did you enjoy the stay?', 'yes'],
        ['How was the food?', 'fine'],
      ],
    ),
  ).toEqual({ may_contact: null });
});

test("the node's own line tells which question asks for the values", () => {
  const step = {
    nodeName: 'Call',
    nodeType: 'agentNode' as const,
    nodePrompt: 'Say: "Last question. Shall we ring you?"',
  };
  const wanted = variable('may_contact', 'boolean');
  expect(
    extract(
      [wanted],
      [
        ['Did you enjoy it?', 'yes'],
        ['Last question. Shall we ring you?', 'no'],
      ],
      { step },
    ),
  ).toEqual({
    may_contact: false,
  });
});

test('without a clock a date stays in the words of the caller', () => {
  const messages: LlmMessage[] = [
    { role: 'assistant', content: 'On which day?' },
    { role: 'user', content: 'next tuesday' },
  ];
  const spec = {
    name: 'extract',
    description: '',
    parameters: { type: 'object' as const, properties: {} },
    variables: [variable('day')],
  };
  expect(extractValues({ messages, functions: [], extract: spec })).toEqual({ day: 'next tuesday' });
  const dated: LlmMessage = { role: 'system', content: 'Today is Wednesday, November 25, 2026.' };
  expect(extractValues({ messages: [dated, ...messages], functions: [], extract: spec })).toEqual({
    day: '2026-12-01',
  });
});
