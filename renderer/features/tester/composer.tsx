/** Where the caller's next line is typed: what can be said here, the box, and Stop while the agent answers. */
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPlayerStopFilled, IconX } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement, type RefObject } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { sayableNow } from '../call/call-hints.ts';
import { isAnswering, shownCourse, type TestSession } from './test-session.ts';
import { dismissFailure, stopAnswer, useTestDoing } from './test-store.ts';
import classes from './tester.module.css';

export interface ComposerProps {
  workflowId: string;
  session: TestSession;
  document: WorkflowDocument;
  /** The box to type in; null while there is none. */
  box: RefObject<HTMLInputElement | null>;
  onSay: (text: string) => Promise<boolean>;
  onEditLast: () => void;
  /** The test is over: goes on with it, or begins another. */
  onGoOn: () => void;
  onStart: () => void;
}

export function Composer(props: ComposerProps): ReactElement {
  const { workflowId, session, document, box, onSay } = props;
  const { phase } = session.state;
  const [text, setText] = useState('');
  const { busy, failure } = useTestDoing(workflowId);
  const course = shownCourse(session);
  const isOver = session.looked === null ? phase === 'ended' || phase === 'closed' : isFinished(session);
  const answering = isAnswering(session) && session.looked === null;
  useEffect(() => {
    box.current?.focus();
  }, [box, course.runId, isOver]);
  const send = async (words: string): Promise<void> => {
    if (words.trim() === '' || answering || busy !== null) return;
    setText('');
    // What was typed comes back when it was not taken, unless something else has been typed since.
    if (!(await onSay(words.trim()))) setText((now) => (now === '' ? words : now));
  };
  const node = course.conversation.path.at(-1)?.nodeId ?? null;
  const examples = isOver || node === null ? [] : sayableNow(document, node, 5);
  return (
    <div className={classes['composer']}>
      {failure && (
        <div className={classes['failure']} role="alert">
          <span>
            <strong>{failure.title}.</strong> {failure.detail}
          </span>
          <ActionIcon
            size={20}
            aria-label="Dismiss"
            onClick={() => {
              dismissFailure(workflowId);
            }}
          >
            <IconX size={12} />
          </ActionIcon>
        </div>
      )}
      {examples.length > 0 && (
        <div className={classes['examples']} role="group" aria-label="The caller may say">
          {examples.map((example) => (
            <button
              key={example}
              type="button"
              className={classes['example']}
              disabled={answering || busy !== null}
              onClick={() => void send(example)}
            >
              {example}
            </button>
          ))}
        </div>
      )}
      {isOver ? (
        <Over {...props} />
      ) : (
        <form
          className={classes['box']}
          onSubmit={(event) => {
            event.preventDefault();
            void send(text);
          }}
        >
          <TextInput
            ref={box}
            className={classes['field'] ?? ''}
            aria-label="The caller says"
            placeholder={session.looked ? 'Go on from the end of this branch' : 'Say something as the caller'}
            maxLength={2000}
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowUp' || event.altKey || text !== '' || answering) return;
              event.preventDefault();
              props.onEditLast();
            }}
          />
          {answering && phase === 'answering' ? (
            <Tooltip label="Stop the answer (Esc)">
              <ActionIcon
                variant="default"
                aria-label="Stop the answer"
                onClick={() => void stopAnswer(workflowId)}
              >
                <IconPlayerStopFilled size={14} />
              </ActionIcon>
            </Tooltip>
          ) : (
            <ActionIcon
              type="submit"
              variant="filled"
              color="accent"
              aria-label="Say it"
              disabled={text.trim() === '' || busy !== null}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
          )}
        </form>
      )}
    </div>
  );
}

/** A branch that is looked at, and whose talk came to its end. */
const isFinished = ({ state, looked }: TestSession): boolean =>
  state.branches.find(({ run_id: id }) => id === looked?.runId)?.disposition !== 'branch_left';

function Over({ session, onGoOn, onStart }: ComposerProps): ReactElement {
  const isClosed = session.state.phase === 'closed';
  return (
    <div className={classes['over']}>
      <span>
        {isClosed ? 'This test is over.' : 'The talk is over. Go back to a turn to take another way.'}
      </span>
      {isClosed && (
        <Button size="compact-xs" variant="default" onClick={onGoOn}>
          Go on with it
        </Button>
      )}
      <Button size="compact-xs" variant={isClosed ? 'filled' : 'default'} onClick={onStart}>
        New test
      </Button>
    </div>
  );
}
