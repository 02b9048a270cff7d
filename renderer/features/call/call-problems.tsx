/** What keeps a call from being made or heard, each with the step that helps. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { formatRoute } from '../../app/routes.ts';
import { useLiveCall, type LiveCall } from '../../stores/live-call.ts';
import { plural } from '../../ui/plural.ts';
import { dismissProblem, hangUp, offersTyping, useCallSession } from './call-session.ts';
import { ProblemCard } from './problem-card.tsx';
import classes from './call-panel.module.css';

export function CallProblemCard({ onTypeInstead }: { onTypeInstead: () => void }): ReactElement | null {
  const { problem, phase } = useCallSession();
  const call = useLiveCall();
  if (problem === null) return null;
  const isUp = call !== null && call.state !== 'ended';
  return (
    <ProblemCard
      title={problem.title}
      advice={problem.advice}
      copied={`${problem.title}\n${problem.advice}\n(${problem.code})`}
      {...(phase === 'rejoining' ? {} : { onDismiss: dismissProblem })}
      actions={
        !isUp && phase === 'idle' && offersTyping(problem) ? (
          <Button variant="default" size="compact-xs" onClick={onTypeInstead}>
            Call without a microphone
          </Button>
        ) : undefined
      }
    />
  );
}

/** The call that is up is another agent's. */
export function ElsewhereCard({ call }: { call: LiveCall }): ReactElement {
  return (
    <ProblemCard
      title={`A call with ${call.workflowName} is up`}
      advice="Only one call uses the microphone at a time. Go to it, or hang it up first."
      copied={`A call with ${call.workflowName} is up (run ${call.runId}).`}
      actions={
        <>
          <Button
            variant="default"
            size="compact-xs"
            component="a"
            href={formatRoute({ screen: 'agent', id: call.workflowId })}
          >
            Go to it
          </Button>
          <Button
            variant="light"
            color="error"
            size="compact-xs"
            onClick={() => {
              void hangUp();
            }}
          >
            Hang it up
          </Button>
        </>
      }
    />
  );
}

/** An agent that cannot be called yet: every reason, each leading to its place. */
export function WorkflowProblems(props: {
  problems: readonly WorkflowProblem[];
  onShow: ((problem: WorkflowProblem) => void) | undefined;
}): ReactElement | null {
  const { problems, onShow } = props;
  if (problems.length === 0) return null;
  return (
    <ProblemCard
      title={`${plural(problems.length, 'problem')} to solve before the call`}
      copied={problems
        .map(({ id, field, message }) => [id, field, message].filter(Boolean).join(' · '))
        .join('\n')}
      advice={
        <ul className={classes['problemList']}>
          {problems.map((problem, index) => (
            <li key={index}>
              {onShow !== undefined && problem.id !== null ? (
                <button
                  type="button"
                  onClick={() => {
                    onShow(problem);
                  }}
                >
                  {problem.message}
                </button>
              ) : (
                problem.message
              )}
            </li>
          ))}
        </ul>
      }
    />
  );
}
