/** A few questions about the conversation, which become an agent without any model. */
import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { IconArrowRight, IconPlus } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { drawPlan } from '#shared/exchange/plan/draw-plan.ts';
import {
  emptyAnswers,
  missingOf,
  planOfAnswers,
  type GuidedAnswers,
  type GuidedFact,
} from '#shared/exchange/plan/guided.ts';
import { planSchema } from '#shared/exchange/plan/plan.ts';
import { FactRow } from './fact-row.tsx';
import classes from './describe.module.css';

const emptyFact: GuidedFact = { what: '', question: '', kind: 'text', choices: [], endsOn: null };
const mostFacts = 20;

/** Kept while the dialog is closed: nothing that was typed is lost. */
let typed: GuidedAnswers = { ...emptyAnswers, facts: [emptyFact] };

export function GuidedForm({
  onBegin,
}: {
  onBegin: (name: string, document: WorkflowDocument) => Promise<void>;
}): ReactElement {
  const [answers, setAnswers] = useState(typed);
  useEffect(() => {
    typed = answers;
  }, [answers]);
  const change = (part: Partial<GuidedAnswers>): void => {
    setAnswers((before) => ({ ...before, ...part }));
  };
  const setFacts = (next: (facts: GuidedFact[]) => GuidedFact[]): void => {
    setAnswers((before) => ({ ...before, facts: next(before.facts) }));
  };
  const missing = missingOf(answers);
  const begin = (): void => {
    if (missing.length > 0) return;
    const document = drawPlan(planSchema.parse(planOfAnswers(answers)));
    void onBegin(document.name ?? 'New agent', document);
  };
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <TextInput
        data-autofocus
        label="Who answers?"
        description="The business or person for whom the agent speaks."
        placeholder="Maple Street Dental"
        maxLength={80}
        value={answers.who}
        onChange={(event) => {
          change({ who: event.currentTarget.value });
        }}
      />
      <TextInput
        label="What is a call for?"
        description="The end of “Would you like to …?”"
        placeholder="book an appointment"
        maxLength={120}
        value={answers.goal}
        onChange={(event) => {
          change({ goal: event.currentTarget.value });
        }}
      />
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <legend className={classes['legend']}>
          What has to be found out? <span>In the order in which it is asked.</span>
        </legend>
        <ol className={classes['facts']}>
          {answers.facts.map((fact, index) => (
            <FactRow
              key={index}
              number={index + 1}
              fact={fact}
              isLast={index === answers.facts.length - 1}
              onChange={(part) => {
                setFacts((facts) => facts.map((each, at) => (at === index ? { ...each, ...part } : each)));
              }}
              onMoveUp={() => {
                setFacts((facts) => swapped(facts, index - 1));
              }}
              onMoveDown={() => {
                setFacts((facts) => swapped(facts, index));
              }}
              onRemove={() => {
                setFacts((facts) => facts.filter((_, at) => at !== index));
              }}
            />
          ))}
        </ol>
        <Button
          mt={8}
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={answers.facts.length >= mostFacts}
          onClick={() => {
            setFacts((facts) => [...facts, emptyFact]);
          }}
        >
          Add a question
        </Button>
      </fieldset>
      <Switch
        label="Read everything back and ask whether it is right"
        checked={answers.confirm}
        onChange={(event) => {
          change({ confirm: event.currentTarget.checked });
        }}
      />
      <TextInput
        label="How does a call end?"
        description="The last words when all went well."
        maxLength={300}
        value={answers.ending}
        onChange={(event) => {
          change({ ending: event.currentTarget.value });
        }}
      />
      <Textarea
        label="How does the agent speak?"
        description="Tone, and what it must never do."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={answers.manner}
        onChange={(event) => {
          change({ manner: event.currentTarget.value });
        }}
      />
      <div className={classes['actions']}>
        <Button type="submit" disabled={missing.length > 0} rightSection={<IconArrowRight size={14} />}>
          Draw the agent
        </Button>
        <span className={classes['missing']} role="status">
          {missing[0] ?? ''}
          {missing.length > 1 ? ` And ${missing.length - 1} more.` : ''}
        </span>
      </div>
    </form>
  );
}

/** With this one and the next in each other's places. */
function swapped(facts: readonly GuidedFact[], index: number): GuidedFact[] {
  const [one, other] = [facts[index], facts[index + 1]];
  if (!one || !other) return [...facts];
  return facts.map((fact, at) => (at === index ? other : at === index + 1 ? one : fact));
}
