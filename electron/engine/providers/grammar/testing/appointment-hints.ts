/** What the nodes of a small booking agent expect to hear. */
import type { FunctionSpec } from '../../spec/functions.ts';
import type { SttHints } from '../../spec/stt.ts';

const edge = (name: string, description: string, examples: string[]): FunctionSpec => ({
  name,
  description,
  label: name.replaceAll('_', ' '),
  examples,
  parameters: { type: 'object', properties: {} },
});

export const bookingHints: SttHints = {
  functions: [
    edge('book', 'The caller wants to book an appointment', [
      'I would like to book an appointment',
      'I need an appointment',
    ]),
    edge('other', 'The caller asks for something else', [
      'I have a question about my bill',
      'something else',
    ]),
  ],
  variables: [],
};

export const timeHints: SttHints = {
  functions: [edge('time_given', 'The caller has named a time', ['at ten', 'half past three'])],
  variables: [{ name: 'appointment_time', type: 'string', prompt: 'The time of the appointment' }],
};

export const nameHints: SttHints = {
  functions: [edge('name_given', 'The caller has said their name', ['my name is Anna'])],
  variables: [{ name: 'caller_name', type: 'string', prompt: 'The name of the caller' }],
};

export const numberHints: SttHints = {
  functions: [
    edge('number_given', 'The caller has said an order number', [
      'four two seven one',
      'my order number is five five two eight',
    ]),
  ],
  variables: [{ name: 'order_number', type: 'string', prompt: 'The order number, digits only' }],
};
