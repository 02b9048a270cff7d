/** Before a test: what it is for, what the talk begins with, and what keeps it from beginning. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconMessages } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { useEffectiveProviders } from '../../stores/providers.ts';
import { useDocument } from '../editor/editor-context.ts';
import { TestValues } from '../editor/test-values/test-values.tsx';
import { answererText } from '../providers/stages.ts';
import { dismissFailure, useTestDoing } from './test-store.ts';
import classes from './tester.module.css';

export interface StartPanelProps {
  workflowId: string;
  /** Errors of the draft; with one it cannot be tested. */
  problems: readonly WorkflowProblem[];
  onShowProblem: (problem: WorkflowProblem) => void;
  onStart: () => void;
}

export function StartPanel({ workflowId, problems, onShowProblem, onStart }: StartPanelProps): ReactElement {
  const document = useDocument();
  const effective = useEffectiveProviders(document.workflow_configurations?.providers);
  const { busy, failure } = useTestDoing(workflowId);
  const button = useRef<HTMLButtonElement>(null);
  const [first] = problems;
  useEffect(() => {
    button.current?.focus();
  }, []);
  return (
    <div className={classes['start']}>
      <div className={classes['startText']}>
        <h3 className={classes['startTitle']}>
          <IconMessages size={18} stroke={1.8} aria-hidden />
          Try the draft in writing
        </h3>
        <p>
          You write what the caller says. Each turn shows the step, what was offered to the model and why it
          went where it went. Go back to any turn and take another way: the first one stays as a branch.
        </p>
        {effective && (
          <p className={classes['startNote']}>
            {effective.is_rehearsal
              ? 'Answers: rehearsal, no language model. It takes the edge whose examples, label and condition fit the line.'
              : `Answers: ${answererText(effective.llm)}.`}
          </p>
        )}
        {first && (
          <p className={classes['startProblem']} role="alert">
            <IconAlertTriangle size={14} aria-hidden />
            <span>
              It cannot be tested yet: {first.message}
              {problems.length > 1 && ` And ${problems.length - 1} more.`}{' '}
              <button
                type="button"
                className={classes['link']}
                onClick={() => {
                  onShowProblem(first);
                }}
              >
                Show it
              </button>
            </span>
          </p>
        )}
        {failure && (
          <p className={classes['startProblem']} role="alert">
            <IconAlertTriangle size={14} aria-hidden />
            <span>
              <strong>{failure.title}.</strong> {failure.detail}
            </span>
          </p>
        )}
        <Button
          ref={button}
          size="sm"
          className={classes['startButton'] ?? ''}
          disabled={first !== undefined}
          loading={busy !== null}
          onClick={() => {
            dismissFailure(workflowId);
            onStart();
          }}
        >
          Start the test
        </Button>
      </div>
      <div className={classes['startValues']} data-document-fields>
        <TestValues />
      </div>
    </div>
  );
}
