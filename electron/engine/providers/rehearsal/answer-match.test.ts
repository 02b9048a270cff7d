import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileWorkflow } from '../../workflow/compile.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { FunctionSpec } from '../spec/functions.ts';
import { chooseFunction } from './answer-match.ts';

const samples = new URL('../../../../resources/workflows/', import.meta.url);
const nodesOf = (name: string): Map<string, FunctionSpec[]> => {
  const document = JSON.parse(readFileSync(new URL(name, samples), 'utf8')) as WorkflowDocument;
  return new Map([...compileWorkflow(document).nodes.values()].map((node) => [node.id, node.functions]));
};
const functionsOf = (workflow: string, node: string): FunctionSpec[] =>
  nodesOf(`${workflow}.json`).get(node) ?? [];
const edge = (name: string, description: string, examples: string[] = []): FunctionSpec => ({
  name,
  description,
  label: name.replaceAll('_', ' '),
  examples,
  parameters: { type: 'object', properties: {} },
});

describe.each(readdirSync(samples).filter((name) => name.endsWith('.json')))('%s', (name) => {
  test('every example takes its own edge', () => {
    const wrong: string[] = [];
    for (const [node, functions] of nodesOf(name)) {
      for (const spec of functions) {
        for (const example of spec.examples ?? []) {
          const chosen = chooseFunction(example, functions)?.name;
          if (chosen !== spec.name)
            wrong.push(`${node}: "${example}" takes ${String(chosen)}, not ${spec.name}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

test.each([
  ['appointment-booking', 'greeting', "I'd like to schedule a visit", 'book_appointment'],
  ['appointment-booking', 'greeting', 'no I do not want to book an appointment', 'something_else'],
  ['appointment-booking', 'greeting', 'what is the weather', null],
  ['appointment-booking', 'service', 'the cleaning I think', 'service_chosen'],
  ['appointment-booking', 'service', 'my tooth hurts', null],
  ['appointment-booking', 'day', 'the fifth of december', 'day_given'],
  ['appointment-booking', 'time', 'quarter past two p.m.', 'time_given'],
  ['appointment-booking', 'time', 'banana', null],
  ['appointment-booking', 'name', 'My name is Siobhan', 'name_given'],
  ['appointment-booking', 'confirm', 'yes please book it', 'confirmed'],
  ['appointment-booking', 'confirm', "no I don't want to cancel", 'change_day_or_time'],
  ['appointment-booking', 'confirm', 'cancel the appointment', 'cancel'],
  ['survey', 'rating', 'I would give it a four', 'low_score'],
  ['survey', 'rating', 'a ten', 'good_score'],
  ['order-status', 'status', "no that's all", 'nothing_else'],
  ['lead-qualification', 'owner', "no I don't own it", 'rents'],
  ['lead-qualification', 'intro', "I'm driving right now", 'call_back_later'],
])('%s, %s: "%s" takes %s', (workflow, node, said, expected) => {
  expect(chooseFunction(said, functionsOf(workflow, node))?.name ?? null).toBe(expected);
});

test('a denial never takes the edge that it denies', () => {
  const functions = [
    edge('cancel', 'The caller wants to cancel', ['cancel it']),
    edge('keep', 'The caller keeps it', ['keep it']),
  ];
  expect(chooseFunction("I don't want to cancel", functions)?.name).not.toBe('cancel');
});

test('an answer that fits two edges takes neither', () => {
  const functions = [edge('a', 'Wants a red car', ['red car']), edge('b', 'Wants a blue car', ['blue car'])];
  expect([chooseFunction('a car', functions), chooseFunction('the blue one', functions)?.name]).toEqual([
    null,
    'b',
  ]);
});

test('without examples the label and the condition decide', () => {
  const functions = [
    edge('billing', 'The caller asks about an invoice or a payment'),
    edge('technical_support', 'The caller reports that something is broken'),
  ];
  expect([
    chooseFunction('I have a question about my invoice', functions)?.name,
    chooseFunction('my router is broken', functions)?.name,
  ]).toEqual(['billing', 'technical_support']);
});

test('conditions without examples understand yes and no', () => {
  const functions = [edge('agrees', 'The caller agrees'), edge('declines', 'The caller declines')];
  expect([
    chooseFunction('yes of course', functions)?.name,
    chooseFunction('no thanks', functions)?.name,
  ]).toEqual(['agrees', 'declines']);
});

test('the only way on without a condition to meet takes any answer', () => {
  const functions = [edge('next', 'Always, when the caller has answered')];
  expect(chooseFunction('I work in a bakery', functions)?.name).toBe('next');
});
