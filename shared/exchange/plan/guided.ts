/** The guided form: answers about a conversation that become a plan, without any model. */
import type { Plan, PlanStep, PlanVariable } from './plan.ts';

export const factKinds = ['text', 'name', 'date', 'time', 'number', 'digits', 'yes-no', 'choice'] as const;
export type FactKind = (typeof factKinds)[number];

export const factWords: Record<FactKind, string> = {
  text: 'Anything',
  name: 'A name',
  date: 'A day',
  time: 'A time',
  number: 'A number',
  digits: 'Digits, such as a phone number',
  'yes-no': 'Yes or no',
  choice: 'One of several',
};

export interface GuidedFact {
  /** Two or three words, e.g. `day of the visit`. */
  what: string;
  /** As the agent asks it. */
  question: string;
  kind: FactKind;
  /** `choice` only. */
  choices: string[];
  /** `yes-no` only: with this answer the call cannot go on and ends politely; null: it goes on with both. */
  endsOn: 'yes' | 'no' | null;
}

export interface GuidedAnswers {
  /** The business or person on whose behalf the agent speaks. */
  who: string;
  /** How it speaks, and what it must never do. */
  manner: string;
  /** What a call is for, as the end of “Would you like to …?”. */
  goal: string;
  facts: GuidedFact[];
  /** Read everything back and ask whether it is right. */
  confirm: boolean;
  /** The agent's last words when all went well. */
  ending: string;
}

export const emptyAnswers: GuidedAnswers = {
  who: '',
  manner: 'Be warm and brief: one or two short sentences, one question at a time.',
  goal: '',
  facts: [],
  confirm: true,
  ending: 'Thank you for calling. Goodbye!',
};

/** What is still missing, in words; empty when a plan can be made. */
export function missingOf({ who, goal, facts, ending }: GuidedAnswers): string[] {
  const missing: string[] = [];
  if (who.trim() === '') missing.push('Say who answers.');
  if (goal.trim() === '') missing.push('Say what the call is for.');
  if (ending.trim() === '') missing.push('Say how the call ends.');
  const seen = new Set<string>();
  for (const [index, { what, question, kind, choices }] of facts.entries()) {
    const place = `Question ${index + 1}`;
    if (what.trim() === '') missing.push(`${place}: name what is asked for.`);
    if (question.trim() === '') missing.push(`${place}: write the question.`);
    if (kind === 'choice' && usable(choices).length < 2) missing.push(`${place}: give at least two choices.`);
    const name = variableName(what);
    if (what.trim() !== '' && name === '') missing.push(`${place}: its name needs a letter a–z.`);
    if (name !== '' && seen.has(name)) missing.push(`${place}: “${what.trim()}” is asked for twice.`);
    seen.add(name);
  }
  return missing;
}

const usable = (choices: readonly string[]): string[] => [
  ...new Set(choices.map((choice) => choice.trim()).filter((choice) => choice !== '')),
];

/** `Day of the visit` → `day_of_the_visit`; empty when nothing can be made of it. */
export const variableName = (what: string): string =>
  what
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '')
    .slice(0, 40);

const starts = { begin: 'begin', declined: 'declined', confirm: 'confirm', done: 'done', stopped: 'stopped' };

/** Of answers of which nothing is missing. */
export function planOfAnswers(answers: GuidedAnswers): Plan {
  const { who, manner, goal, facts, confirm, ending } = answers;
  const goalWords = goal.trim().replace(/[.?!]+$/, '');
  const opening = `Would you like to ${goalWords}?`;
  const ids = facts.map(({ what }) => `ask-${variableName(what).replaceAll('_', '-')}`);
  const last = confirm && facts.length > 0 ? starts.confirm : starts.done;
  const steps: PlanStep[] = [
    {
      id: starts.begin,
      kind: 'start',
      name: 'Greeting',
      greeting: `Hello, this is ${who.trim()}. ${opening}`,
      prompt: `The caller has just been greeted. Find out whether they want to ${goalWords}. Ask for nothing else yet.`,
      say: opening,
      exits: [
        {
          to: ids[0] ?? last,
          label: 'wants to go on',
          condition: `The caller wants to ${goalWords}.`,
          examples: ['yes', 'yes please', 'sure', `I would like to ${goalWords}`, `I want to ${goalWords}`],
        },
        {
          to: starts.declined,
          label: 'does not want to',
          condition: `The caller does not want to ${goalWords}.`,
          examples: ['no', 'no thank you', 'not now', 'something else', 'goodbye'],
        },
      ],
    },
    ...facts.map((fact, index) => askingStep(fact, ids[index] ?? '', ids[index + 1] ?? last)),
    ...(last === starts.confirm ? [confirmStep(facts, ids[0] ?? '')] : []),
    {
      id: starts.done,
      kind: 'end',
      name: 'Done',
      prompt: 'Everything is settled. Say goodbye.',
      say: ending.trim(),
      outcome: 'completed',
    },
    {
      id: starts.declined,
      kind: 'end',
      name: 'Not wanted',
      prompt: 'The caller does not want to go on. Accept it and say goodbye.',
      say: 'All right. Thank you for your time. Goodbye!',
      outcome: 'declined',
    },
    ...(facts.some(({ kind, endsOn }) => kind === 'yes-no' && endsOn !== null)
      ? [
          {
            id: starts.stopped,
            kind: 'end' as const,
            name: 'Not possible',
            prompt: 'With that answer the call cannot go on. Say so kindly and say goodbye.',
            say: 'I am sorry, then I cannot help you with this. Thank you for calling. Goodbye!',
            outcome: 'not_possible',
          },
        ]
      : []),
  ];
  return { name: shortName(who, goalWords), persona: persona(who, manner), steps };
}

const shortName = (who: string, goal: string): string => `${who.trim()}: ${goal}`.slice(0, 80);

const persona = (who: string, manner: string): string =>
  `You speak for ${who.trim()}, on the phone. ${manner.trim()} It is {{current_weekday}}, {{current_time}}.`.replaceAll(
    /\s+/g,
    ' ',
  );

const hints: Record<Exclude<FactKind, 'choice' | 'yes-no'>, (what: string) => PlanVariable['prompt']> = {
  text: (what) => `The ${what}, in the caller's words`,
  name: (what) => `The name of the person (${what})`,
  date: (what) => `The date (${what}), as YYYY-MM-DD`,
  time: (what) => `The time (${what}), as HH:MM on a 24 hour clock`,
  number: (what) => `The ${what}, a number`,
  digits: (what) => `The ${what}, digits only`,
};

const examplesOf: Record<Exclude<FactKind, 'choice' | 'yes-no'>, string[]> = {
  text: ['it is about my order', 'the blue one', 'I think it is broken', 'a small one please'],
  name: ['my name is Anna', 'this is David Miller', 'Maria Garcia', 'it is Susan'],
  date: ['tomorrow', 'on Tuesday', 'next Monday', 'Friday please', 'December third'],
  time: ['at ten', 'ten thirty', 'at three in the afternoon', 'half past three'],
  number: ['two', 'about thirty', 'one hundred', 'I would say five'],
  digits: [
    'five five five one two three four',
    'it is four two seven one',
    'my number is two oh one four four',
  ],
};

function askingStep(fact: GuidedFact, id: string, next: string): PlanStep {
  const what = fact.what.trim().toLowerCase();
  const question = fact.question.trim();
  const common = {
    id,
    kind: 'step' as const,
    name: `${fact.what.trim().charAt(0).toUpperCase()}${fact.what.trim().slice(1)}`,
    prompt: `Ask for one thing only: the ${what}. If the answer is not clear, ask once more.`,
    say: question,
  };
  if (fact.kind === 'yes-no') return yesNoStep(fact, common, next);
  const choices = fact.kind === 'choice' ? usable(fact.choices) : [];
  const kind = fact.kind === 'choice' ? null : fact.kind;
  return {
    ...common,
    variables: [
      {
        name: variableName(fact.what),
        type: kind === 'number' ? 'number' : 'string',
        prompt: kind === null ? `The ${what}` : (hints[kind](what) ?? ''),
        options: choices,
      },
    ],
    exits: [
      {
        to: next,
        label: 'answered',
        condition: `The caller has said the ${what}.`,
        examples:
          kind === null ? choices.flatMap((choice) => [choice, `${choice} please`]) : examplesOf[kind],
      },
    ],
  };
}

function yesNoStep(fact: GuidedFact, common: Omit<PlanStep, 'exits'>, next: string): PlanStep {
  const what = fact.what.trim().toLowerCase();
  const to = (answer: 'yes' | 'no'): string => (fact.endsOn === answer ? starts.stopped : next);
  return {
    ...common,
    prompt: `Ask only this, and find out whether the answer is yes or no (${what}).`,
    variables: [
      {
        name: variableName(fact.what),
        type: 'boolean',
        prompt: `True when the caller said yes, false when they said no (${what})`,
      },
    ],
    exits: [
      {
        to: to('yes'),
        label: 'says yes',
        condition: `The caller answers yes (${what}).`,
        examples: ['yes', 'yes I do', 'yes I am', 'of course', 'that is right'],
      },
      {
        to: to('no'),
        label: 'says no',
        condition: `The caller answers no (${what}).`,
        examples: ['no', 'no I do not', 'no I am not', 'not really'],
      },
    ],
  };
}

function confirmStep(facts: readonly GuidedFact[], first: string): PlanStep {
  // Yes and no read back badly as values.
  const told = facts.filter(({ kind }) => kind !== 'yes-no');
  const list = told
    .map(
      ({ what }) =>
        `${what.trim().toLowerCase()}: {{gathered_context.spoken.${variableName(what)} | not given}}`,
    )
    .join(', ');
  const say = told.length === 0 ? 'Is all of that right?' : `Let me read that back. ${list}. Is that right?`;
  return {
    id: starts.confirm,
    kind: 'step',
    name: 'Confirm',
    prompt: 'Read back what was said and ask whether it is right. Offer nothing new.',
    say,
    exits: [
      {
        to: starts.done,
        label: 'confirmed',
        condition: 'The caller agrees with everything that was read back.',
        examples: ['yes', 'yes please', 'that is right', 'correct', 'perfect'],
      },
      {
        to: first,
        label: 'change something',
        condition: 'The caller wants to change something, or says that it is not right.',
        speech: 'No problem, let us go through it again.',
        examples: ['no', 'that is not right', 'I want to change something', 'start again please'],
      },
      {
        to: starts.declined,
        label: 'changed their mind',
        condition: 'The caller does not want to go on any more.',
        examples: ['cancel it', 'I changed my mind', 'forget it', 'never mind'],
      },
    ],
  };
}
