/** What the model made: how it looks, and what is still wrong with it. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { Sketch } from '../../../canvas/sketch.tsx';
import { plural } from '../../../ui/plural.ts';
import type { GeneratedDraft } from './use-generation.ts';
import classes from './describe.module.css';

const shownProblems = 12;

export function DraftResult({
  draft,
  onBegin,
  onGuided,
}: {
  draft: GeneratedDraft;
  onBegin: (name: string, document: WorkflowDocument) => Promise<void>;
  onGuided: () => void;
}): ReactElement {
  const { document, problems, hints, attempts, is_stopped: isStopped } = draft;
  if (document === null)
    return (
      <div className={classes['failure']} role="alert">
        <strong>
          {isStopped ? 'Stopped before there was a draft' : 'The model gave no plan of an agent'}
        </strong>
        {!isStopped && (
          <>
            <p>
              It was asked {attempts === 1 ? 'once' : `${attempts} times`}. A larger model, or a shorter
              description, may do better.
            </p>
            <Problems messages={problems.map(({ message }) => message)} />
          </>
        )}
        <Button variant="default" onClick={onGuided}>
          Use the guided form
        </Button>
      </div>
    );
  const wrong = [...problems, ...hints];
  const Icon = problems.length > 0 ? IconAlertTriangle : hints.length > 0 ? IconInfoCircle : IconCircleCheck;
  return (
    <section className={classes['result']} aria-label="Draft">
      <div className={classes['sketch']}>
        <Sketch document={document} />
      </div>
      <div className={classes['verdict']}>
        <p data-kind={problems.length > 0 ? 'problems' : hints.length > 0 ? 'hints' : 'fine'}>
          <Icon size={16} aria-hidden />
          <span>
            <strong>{document.name ?? 'New agent'}</strong>: {plural(document.nodes.length, 'node')},{' '}
            {plural(document.edges.length, 'edge')}. {verdict(problems.length, hints.length, isStopped)}
          </span>
        </p>
        <Problems messages={wrong.map(({ message }) => message)} />
        <Button
          onClick={() => {
            void onBegin(document.name ?? 'New agent', document);
          }}
        >
          Open this draft
        </Button>
      </div>
    </section>
  );
}

function verdict(problems: number, hints: number, isStopped: boolean): string {
  const stopped = isStopped ? 'Stopped before it was mended. ' : '';
  if (problems > 0) return `${stopped}Mend ${plural(problems, 'problem')} before it can be called.`;
  return `${stopped}It can be called${hints > 0 ? `; ${plural(hints, 'hint')} left` : ''}.`;
}

function Problems({ messages }: { messages: readonly string[] }): ReactElement | null {
  if (messages.length === 0) return null;
  return (
    <ul className={classes['problems']}>
      {messages.slice(0, shownProblems).map((message, index) => (
        <li key={index}>{message}</li>
      ))}
      {messages.length > shownProblems && <li>and {messages.length - shownProblems} more</li>}
    </ul>
  );
}
