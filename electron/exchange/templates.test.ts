/** The templates of the gallery, walked in text with the keyless model. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { walkDocument } from '#engine/evals/testing/walk.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { drawPlan } from '#shared/exchange/plan/draw-plan.ts';
import { emptyAnswers, planOfAnswers } from '#shared/exchange/plan/guided.ts';
import { planSchema } from '#shared/exchange/plan/plan.ts';
import { lintWorkflow } from '#shared/graph/lint/index.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { readTemplates } from './templates.ts';

const folder = fileURLToPath(new URL('../../resources/workflows', import.meta.url));
const templates = await readTemplates(folder, silentLogger);
const template = (id: string): WorkflowDocument => {
  const found = templates.find((each) => each.id === id);
  if (!found) throw new Error(`There is no template ${id}.`);
  return found.document;
};

describe('every template', () => {
  test('has its name and what it is for', () => {
    expect(templates.map(({ id }) => id)).toEqual([
      'appointment-booking',
      'lead-qualification',
      'order-status',
      'survey',
      'clinic-triage',
      'debt-reminder',
      'delivery-rescheduling',
      'event-rsvp',
      'job-screening',
      'real-estate-enquiry',
      'restaurant-reservation',
      'tech-support',
    ]);
    for (const { name, purpose, document } of templates)
      expect([name.length > 3, purpose.length > 30, 'purpose' in document]).toEqual([true, true, false]);
  });

  test.each(templates)('$id has no problem and no hint', ({ document }) => {
    expect({ problems: validateWorkflow(document), hints: lintWorkflow(document) }).toEqual({
      problems: [],
      hints: [],
    });
  });

  test.each(templates)('$id is laid out without cards that touch', ({ document: { nodes } }) => {
    for (const [index, a] of nodes.entries())
      for (const b of nodes.slice(index + 1)) {
        const apart = [
          Math.abs(a.position.x - b.position.x) - 260,
          Math.abs(a.position.y - b.position.y) - 120,
        ];
        expect(Math.max(...apart)).toBeGreaterThanOrEqual(80);
      }
  });
});

interface Path {
  lines: string[];
  context?: Record<string, unknown>;
  disposition: string;
  values: Record<string, unknown>;
  /** The last thing that is said. */
  last?: string;
}

const paths: [string, string, Path][] = [
  [
    'clinic-triage',
    'a fever',
    {
      lines: ['no', 'I have a fever', 'two days', 'my name is Anna', 'five five five one two three four'],
      disposition: 'nurse_callback',
      values: { symptom: 'fever', days_ill: 2, patient_name: 'Anna', phone_number: '5551234' },
    },
  ],
  ['clinic-triage', 'an emergency', { lines: ['yes it is'], disposition: 'emergency', values: {} }],
  [
    'clinic-triage',
    'chest pain, by its guard',
    { lines: ['no', 'well I have chest pain'], disposition: 'emergency', values: {} },
  ],
  [
    'restaurant-reservation',
    'a table',
    {
      lines: ['yes please', 'for four people', 'next Tuesday', 'half past six', 'Maria Garcia', 'yes please'],
      disposition: 'table_booked',
      values: { party_size: 4, reservation_date: '2026-12-01', guest_name: 'Maria Garcia' },
      last: 'Your table is booked. We look forward to seeing you. Goodbye!',
    },
  ],
  [
    'restaurant-reservation',
    'a large group',
    { lines: ['I would like a table', 'twelve'], disposition: 'group_callback', values: { party_size: 12 } },
  ],
  [
    'restaurant-reservation',
    'nothing after all',
    { lines: ['I have a question', 'no thank you'], disposition: 'no_reservation', values: {} },
  ],
  [
    'delivery-rescheduling',
    'a new day',
    {
      lines: ['yes bring it again', 'Friday please', 'with a neighbour', 'that is right'],
      disposition: 'delivery_rescheduled',
      values: { delivery_date: '2026-11-27', safe_place: 'neighbour' },
    },
  ],
  [
    'delivery-rescheduling',
    'a change of mind',
    {
      lines: ['sure', 'tomorrow', 'not at all', 'no', 'next Monday', 'in the garage', 'yes'],
      disposition: 'delivery_rescheduled',
      values: { delivery_date: '2026-11-30', safe_place: 'garage' },
    },
  ],
  [
    'delivery-rescheduling',
    'the wrong person',
    { lines: ['oh you have the wrong number'], disposition: 'wrong_number', values: {} },
  ],
  [
    'debt-reminder',
    'a promise',
    {
      lines: ['yes that is me', 'yes I can', 'on Tuesday'],
      disposition: 'payment_promised',
      values: { can_pay: true, payment_date: '2026-12-01' },
      last: 'Thank you. We expect the payment on Tuesday, December 1st. Goodbye!',
    },
  ],
  [
    'debt-reminder',
    'a plan',
    {
      lines: ['speaking', 'no I cannot', 'yes please'],
      disposition: 'plan_requested',
      values: { can_pay: false, wants_plan: true },
    },
  ],
  [
    'debt-reminder',
    'a lawyer, by its guard',
    { lines: ['yes', 'you can talk to my lawyer'], disposition: 'disputed', values: {} },
  ],
  ['debt-reminder', 'somebody else', { lines: ['no she is out'], disposition: 'wrong_party', values: {} }],
  [
    'job-screening',
    'one who suits',
    {
      lines: ['go ahead', 'yes I do', 'five years', 'at night', 'next Monday'],
      disposition: 'user_qualified',
      values: { has_licence: true, years_driving: 5, shift: 'night', start_date: '2026-11-30' },
    },
  ],
  [
    'job-screening',
    'one without a licence',
    { lines: ['yes', 'only for cars'], disposition: 'user_disqualified', values: {} },
  ],
  [
    'tech-support',
    'a restart that helps',
    { lines: ['there is no internet', 'yes it works'], disposition: 'solved', values: {} },
  ],
  [
    'tech-support',
    'a technician',
    {
      lines: ['it is very slow', 'still slow', 'five five five one two three four', 'at ten'],
      disposition: 'escalated',
      values: { phone_number: '5551234', callback_time: '10:00' },
    },
  ],
  [
    'tech-support',
    'a person, by its guard',
    {
      lines: ['operator', 'five five five nine eight seven six', 'half past three'],
      disposition: 'escalated',
      values: { phone_number: '5559876', callback_time: '15:30' },
    },
  ],
  [
    'event-rsvp',
    'one who comes',
    {
      lines: ['yes I will', 'three of us', 'the fish'],
      disposition: 'accepted',
      values: { guest_count: 3, meal: 'fish' },
      last: 'Noted: 3 people, fish. We look forward to it. Goodbye!',
    },
  ],
  [
    'event-rsvp',
    'one who does not know',
    {
      lines: ['I do not know yet', 'Friday'],
      disposition: 'undecided',
      values: { call_again_on: '2026-11-27' },
    },
  ],
  [
    'real-estate-enquiry',
    'a flat',
    {
      lines: ['I would like to rent', 'three', 'two thousand', 'tomorrow', 'it is Susan', 'that is right'],
      disposition: 'viewing_requested',
      values: { wish: 'rent', rooms: 3, budget_usd: 2000, viewing_date: '2026-11-26', caller_name: 'Susan' },
    },
  ],
  [
    'real-estate-enquiry',
    'something else',
    { lines: ['I want to sell'], disposition: 'referred_to_office', values: {} },
  ],
];

test.each(paths)('%s: %s', async (id, _what, { lines, context = {}, disposition, values, last }) => {
  const walked = await walkDocument(template(id), lines, context);
  expect({ disposition: walked.disposition, values: walked.values, errors: walked.errors }).toEqual({
    disposition,
    values: expect.objectContaining(values) as unknown,
    errors: [],
  });
  if (last !== undefined) expect(walked.agent.at(-1)).toBe(last);
});

test('an agent of the guided form goes where its questions lead', async () => {
  const document = drawPlan(
    planSchema.parse(
      planOfAnswers({
        ...emptyAnswers,
        who: 'the bike shop',
        goal: 'bring a bike for repair',
        facts: [
          {
            what: 'fault',
            question: 'What is broken: the chain or a tyre?',
            kind: 'choice',
            choices: ['chain', 'tyre'],
            endsOn: null,
          },
          {
            what: 'adult bike',
            question: 'Is it a bike for adults?',
            kind: 'yes-no',
            choices: [],
            endsOn: 'no',
          },
          { what: 'day', question: 'On which day?', kind: 'date', choices: [], endsOn: null },
        ],
      }),
    ),
  );
  const done = await walkDocument(document, ['yes please', 'the chain', 'yes', 'tomorrow', 'yes']);
  expect({ agent: done.agent, disposition: done.disposition, values: done.values }).toEqual({
    agent: [
      'Hello, this is the bike shop. Would you like to bring a bike for repair?',
      'What is broken: the chain or a tyre?',
      'Is it a bike for adults?',
      'On which day?',
      'Let me read that back. fault: chain, day: Thursday, November 26th. Is that right?',
      'Thank you for calling. Goodbye!',
    ],
    disposition: 'completed',
    values: { fault: 'chain', adult_bike: true, day: '2026-11-26' },
  });
  const stopped = await walkDocument(document, ['yes', 'a tyre', 'no']);
  expect(stopped.disposition).toBe('not_possible');
  expect((await walkDocument(document, ['no'])).disposition).toBe('declined');
});
