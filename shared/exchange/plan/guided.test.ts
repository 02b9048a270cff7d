import { expect, test } from 'vitest';
import { lintWorkflow } from '../../graph/lint/index.ts';
import { parseWorkflow } from '../../graph/validate.ts';
import { drawPlan } from './draw-plan.ts';
import {
  emptyAnswers,
  factKinds,
  missingOf,
  planOfAnswers,
  variableName,
  type GuidedAnswers,
} from './guided.ts';
import { planSchema } from './plan.ts';

const drawn = (answers: GuidedAnswers) => drawPlan(planSchema.parse(planOfAnswers(answers)));

const full: GuidedAnswers = {
  ...emptyAnswers,
  who: 'Maple Street Dental',
  goal: 'book an appointment',
  facts: factKinds.map((kind) => ({
    what: `the ${kind} fact`,
    question: `What about ${kind}?`,
    kind,
    choices: kind === 'choice' ? ['red', 'green', 'red'] : [],
    endsOn: kind === 'yes-no' ? 'no' : null,
  })),
};

test.each([
  ['every kind of question', full],
  ['no question', { ...full, facts: [] }],
  ['nothing to confirm', { ...full, confirm: false }],
  ['yes and no that both go on', { ...full, facts: full.facts.map((fact) => ({ ...fact, endsOn: null })) }],
  ['only yes and no', { ...full, facts: full.facts.filter(({ kind }) => kind === 'yes-no') }],
])('a form with %s makes an agent without a problem or a hint', (_what, answers) => {
  expect(missingOf(answers)).toEqual([]);
  const document = drawn(answers);
  expect({ problems: parseWorkflow(document).problems, hints: lintWorkflow(document) }).toEqual({
    problems: [],
    hints: [],
  });
});

test('its steps come in the order of the questions', () => {
  expect(drawn(full).nodes.map(({ data }) => data.name)).toEqual([
    'Role',
    'Greeting',
    ...factKinds.map((kind) => `The ${kind} fact`),
    'Confirm',
    'Done',
    'Not wanted',
    'Not possible',
  ]);
});

test('what is missing is named', () => {
  const fact = { what: '', question: '', kind: 'choice' as const, choices: ['one', ' one '], endsOn: null };
  const named = { ...fact, what: 'Größe', question: 'Which?', choices: ['a', 'b'] };
  expect(
    missingOf({ ...emptyAnswers, ending: ' ', facts: [fact, named, named, { ...named, what: '予約' }] }),
  ).toEqual([
    'Say who answers.',
    'Say what the call is for.',
    'Say how the call ends.',
    'Question 1: name what is asked for.',
    'Question 1: write the question.',
    'Question 1: give at least two choices.',
    'Question 3: “Größe” is asked for twice.',
    'Question 4: its name needs a letter a–z.',
  ]);
  expect([variableName('2nd day, please'), variableName('Größe')]).toEqual(['nd_day_please', 'grosse']);
});
