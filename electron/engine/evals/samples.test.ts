/** The sample agents, walked in text with the keyless model: each path that a person is likely to try. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workflowDocumentSchema, type WorkflowDocument } from '#shared/domain/workflow.ts';
import { lintWorkflow } from '#shared/graph/lint/index.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { walkDocument, type Walk } from './testing/walk.ts';

const folder = new URL('../../../resources/workflows/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const sample = (name: string): WorkflowDocument => workflowDocumentSchema.parse(read(`${name}.json`));

const walk = (name: string, lines: string[], initialContext: Record<string, unknown> = {}): Promise<Walk> =>
  walkDocument(sample(name), lines, initialContext);

describe('every sample', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

  it('is there', () => {
    expect(files).toEqual([
      'appointment-booking.json',
      'lead-qualification.json',
      'order-status.json',
      'survey.json',
    ]);
  });

  it.each(files)('%s has no problem and no hint', (file) => {
    const { document, problems } = parseWorkflow(read(file));
    expect(problems).toEqual([]);
    expect(document && lintWorkflow(document)).toEqual([]);
  });

  it.each(files)('%s is laid out without cards that touch', (file) => {
    const { nodes } = workflowDocumentSchema.parse(read(file));
    for (const [index, a] of nodes.entries())
      for (const b of nodes.slice(index + 1)) {
        const apart = {
          x: Math.abs(a.position.x - b.position.x) - 260,
          y: Math.abs(a.position.y - b.position.y) - 120,
        };
        expect(Math.max(apart.x, apart.y)).toBeGreaterThanOrEqual(80);
      }
  });
});

describe('appointment booking', () => {
  it('books', async () => {
    const { agent, ...rest } = await walk('appointment-booking', [
      'Yes, I would like to book an appointment',
      'A cleaning please',
      'Next Tuesday',
      'At three in the afternoon',
      'My name is Anna Smith',
      'Yes please',
    ]);
    expect(rest).toEqual({
      disposition: 'end_call_tool',
      visited: ['Greeting', 'Service', 'Day', 'Time', 'Name', 'Confirm', 'Booked'],
      values: {
        service: 'cleaning',
        appointment_date: '2026-12-01',
        appointment_time: '15:00',
        caller_name: 'Anna Smith',
        confirmed: true,
      },
      errors: [],
    });
    expect(agent).toEqual([
      'Hello, this is Maple Street Dental. Would you like to book an appointment?',
      'Of course. What would you like to come in for: a checkup, a cleaning or a filling?',
      'On which day would you like to come?',
      'And at what time?',
      'May I have your name, please?',
      'Thank you. Let me read that back. So that is a cleaning on Tuesday, December 1st at 3 PM for Anna Smith. Shall I book it?',
      'Wonderful, your appointment is booked. Thank you for calling, and see you soon. Goodbye!',
    ]);
  });

  it('changes the day before it books, and asks again what it did not understand', async () => {
    const { agent, ...rest } = await walk('appointment-booking', [
      'I need an appointment',
      '',
      'a checkup',
      'tomorrow',
      'ten thirty',
      'this is David Miller',
      'no, another day please',
      'Friday',
      'half past three',
      'David Miller',
      'that is right',
    ]);
    expect(rest).toEqual({
      disposition: 'end_call_tool',
      visited: [
        'Greeting',
        'Service',
        'Day',
        'Time',
        'Name',
        'Confirm',
        'Day',
        'Time',
        'Name',
        'Confirm',
        'Booked',
      ],
      values: {
        service: 'checkup',
        appointment_date: '2026-11-27',
        appointment_time: '15:30',
        caller_name: 'David Miller',
        confirmed: true,
      },
      errors: [],
    });
    expect(agent[2]).toBe(
      'Sorry, I did not catch that. What would you like to come in for: a checkup, a cleaning or a filling?',
    );
  });

  it('lets the caller off', async () => {
    expect(
      await walk('appointment-booking', ['I have a question about my bill', 'no thank you']),
    ).toMatchObject({
      disposition: 'end_call_tool',
      visited: ['Greeting', 'Something else', 'Not booked'],
    });
    expect(
      await walk('appointment-booking', [
        'yes',
        'a filling',
        'Monday',
        'nine in the morning',
        'Maria',
        'cancel it',
      ]),
    ).toMatchObject({ visited: expect.arrayContaining(['Confirm', 'Not booked']) as string[] });
  });
});

describe('lead qualification', () => {
  it('qualifies an owner who wants to start', async () => {
    const { agent, ...rest } = await walk(
      'lead-qualification',
      ['sure', 'I own my home', 'about two hundred dollars', 'right away', 'my name is Paul'],
      { first_name: 'Paul' },
    );
    expect(rest).toEqual({
      disposition: 'user_qualified',
      visited: ['Introduction', 'Home owner', 'Monthly bill', 'Timeline', 'Name', 'Qualified'],
      values: { owns_home: true, monthly_bill_usd: 200, timeline: 'right away', lead_name: 'Paul' },
      errors: [],
    });
    expect(agent[0]).toMatch(/^Hello Paul, this is Bright Roof calling\./);
    expect(agent.at(-1)).toBe('Thank you, Paul. An advisor will call you within two days. Goodbye!');
  });

  it.each([
    ['a tenant', ['yes', 'I rent it'], 'user_disqualified', { owns_home: false }],
    [
      'one who is only looking',
      ['yes', 'yes I do', 'one hundred dollars', 'just looking'],
      'user_disqualified',
      { owns_home: true, monthly_bill_usd: 100, timeline: 'just looking' },
    ],
    ['one who is not interested', ['I am not interested'], 'user_disqualified', {}],
    ['one who is busy', ['I am busy right now', 'at five'], 'callback_requested', { callback_time: '17:00' }],
  ])('knows %s', async (_who, lines, disposition, values) => {
    expect(await walk('lead-qualification', lines)).toMatchObject({ disposition, values, errors: [] });
  });
});

describe('order status', () => {
  it('tracks an order with the values of the context', async () => {
    const { agent, ...rest } = await walk(
      'order-status',
      ['where is my order', 'four two seven one', 'no thank you'],
      { order_status: 'in the mail', delivery_day: 'Monday' },
    );
    expect(rest).toEqual({
      disposition: 'end_call_tool',
      visited: ['Greeting', 'Order number', 'Status', 'Goodbye'],
      values: { order_number: '4271' },
      errors: [],
    });
    expect(agent[2]).toBe(
      'One moment, please. Order 4 2 7 1 is in the mail and will arrive on Monday. Can I do anything else for you?',
    );
  });

  it.each([
    [
      'another order',
      ['track an order', 'one two three four', 'yes another order', 'nine zero one three', 'that is all'],
      'end_call_tool',
      { order_number: '9013' },
    ],
    [
      'a return',
      ['I want to return a book', 'it is damaged', 'yes that is all'],
      'end_call_tool',
      { return_reason: 'damaged' },
    ],
    [
      'a call back',
      ['can I speak to a person', 'five five five one two three four'],
      'callback_requested',
      { phone_number: '5551234' },
    ],
  ])('takes %s', async (_what, lines, disposition, values) => {
    expect(await walk('order-status', lines)).toMatchObject({ disposition, values, errors: [] });
  });
});

describe('survey', () => {
  it.each([
    [
      'a happy guest',
      ['yes go ahead', 'nine', 'yes I would', 'no thank you'],
      'survey_completed',
      { rating: 9, would_recommend: true, may_contact: false },
    ],
    [
      'an unhappy guest',
      ['okay', 'only a four', 'it was the noise', 'probably not', 'yes you may'],
      'survey_completed',
      { rating: 4, problem: 'noise', would_recommend: false, may_contact: true },
    ],
    ['one who declines', ['I have no time'], 'survey_declined', {}],
  ])('hears %s', async (_who, lines, disposition, values) => {
    expect(await walk('survey', lines)).toEqual(expect.objectContaining({ disposition, values, errors: [] }));
  });
});
