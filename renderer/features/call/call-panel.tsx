/** The Call panel: talks to the agent that is open, and shows the call while it is up. */
import { Button } from '@mantine/core';
import { IconHeadset, IconPhone } from '@tabler/icons-react';
import { useCallback, useEffect, type ReactElement } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { useContextDraft } from '../../stores/call-context.ts';
import { useLiveCall, type LiveCall } from '../../stores/live-call.ts';
import { prepareSpeechLight } from './audio/speech-light.ts';
import { CallControls } from './call-controls.tsx';
import { sayableNow } from './call-hints.ts';
import { CallProblemCard, ElsewhereCard, WorkflowProblems } from './call-problems.tsx';
import { hangUp, setMuted, startCall, typeText, useCallSession, watchCall } from './call-session.ts';
import { CallSummary } from './call-summary.tsx';
import { contextOf } from './context-draft.ts';
import { ContextEditor } from './context-editor.tsx';
import { Transcript } from './conversation/transcript.tsx';
import { CallDevices } from './device-pickers.tsx';
import { shortcutKeys, useCallShortcuts } from './shortcuts.ts';
import { LastAnswer } from './waterfall/last-answer.tsx';
import { TypeBox } from './type-box.tsx';
import { WhoAnswers } from './who-answers.tsx';
import classes from './call-panel.module.css';

export interface CallPanelProps {
  workflowId: string;
  document: WorkflowDocument;
  /** Of the document as shown; empty means that it may be called. */
  problems: readonly WorkflowProblem[];
  /** Saves what is not saved yet, so that the call runs what the person sees. A rejection stops the call. */
  onBeforeCall?: () => Promise<void>;
  /** Selects the thing that a problem names. */
  onShowProblem?: (problem: WorkflowProblem) => void;
}

export function CallPanel(props: CallPanelProps): ReactElement {
  const { workflowId, document, problems, onBeforeCall, onShowProblem } = props;
  const call = useLiveCall();
  const phase = useCallSession((session) => session.phase);
  const { draft } = useContextDraft(workflowId, document.workflow_configurations?.test_context);
  useEffect(watchCall, []);
  useEffect(() => {
    if (phase === 'idle') prepareSpeechLight();
  }, [phase]);

  const isUp = call !== null && call.state !== 'ended';
  const ownCall = call?.workflowId === workflowId ? call : null;
  const context = contextOf(draft);
  const mayCall = problems.length === 0 && context.ok && phase === 'idle' && !isUp;

  const begin = useCallback(
    (withMicrophone: boolean): void => {
      const given = contextOf(draft);
      if (!mayCall || !given.ok) return;
      void startCall({
        workflowId,
        initialContext: given.context,
        withMicrophone,
        ...(onBeforeCall === undefined ? {} : { before: onBeforeCall }),
      });
    },
    [draft, mayCall, onBeforeCall, workflowId],
  );
  const callOrHangUp = useCallback((): void => {
    if (isUp || phase !== 'idle') void hangUp();
    else begin(true);
  }, [begin, isUp, phase]);
  const mute = useCallback((): void => {
    if (isUp) void setMuted(!call.muted);
  }, [call, isUp]);
  useCallShortcuts({ onCallOrHangUp: callOrHangUp, onMute: mute });

  return (
    <section className={classes['panel']} aria-label="Call">
      <div className={classes['head']}>
        {isUp && ownCall !== null ? (
          <CallControls call={ownCall} />
        ) : ownCall !== null && phase === 'idle' ? (
          <CallSummary
            call={ownCall}
            onCallAgain={() => {
              begin(true);
            }}
          />
        ) : (
          <BeforeCall
            phase={phase}
            mayCall={mayCall}
            document={document}
            onCall={() => {
              begin(true);
            }}
          />
        )}
        <CallProblemCard
          onTypeInstead={() => {
            begin(false);
          }}
        />
        {isUp && ownCall === null && <ElsewhereCard call={call} />}
        {!isUp && <WorkflowProblems problems={problems} onShow={onShowProblem} />}
        {!isUp && !context.ok && <p className={classes['fieldError']}>Starting context: {context.message}</p>}
        <details className={classes['fold']}>
          <summary>Microphone and speaker</summary>
          <div className={classes['foldBody']}>
            <CallDevices />
          </div>
        </details>
        {!isUp && <ContextEditor workflowId={workflowId} document={document} />}
      </div>
      <Transcript
        items={ownCall?.conversation.items ?? []}
        isLive={ownCall !== null}
        empty={<EmptyTranscript isUp={ownCall !== null && isUp} document={document} />}
      />
      {ownCall !== null && <LastAnswer events={ownCall.events} />}
      {ownCall !== null && isUp && <Answering call={ownCall} document={document} />}
    </section>
  );
}

function BeforeCall(props: {
  phase: 'idle' | 'starting' | 'joined' | 'rejoining';
  mayCall: boolean;
  document: WorkflowDocument;
  onCall: () => void;
}): ReactElement {
  return (
    <div className={classes['before']}>
      {props.phase === 'idle' ? (
        <Button
          fullWidth
          size="lg"
          disabled={!props.mayCall}
          leftSection={<IconPhone size={20} />}
          rightSection={<span className={classes['keys']}>{shortcutKeys.call}</span>}
          onClick={props.onCall}
        >
          Call
        </Button>
      ) : (
        <Button
          fullWidth
          size="lg"
          variant="default"
          onClick={() => {
            void hangUp();
          }}
        >
          Connecting… Cancel
        </Button>
      )}
      <WhoAnswers document={props.document} />
    </div>
  );
}

function EmptyTranscript({ isUp, document }: { isUp: boolean; document: WorkflowDocument }): ReactElement {
  const examples = sayableNow(document, null, 3);
  return (
    <div className={classes['emptyTranscript']}>
      <IconHeadset size={28} stroke={1.5} aria-hidden />
      {isUp ? (
        <p>The agent will speak first.</p>
      ) : (
        <>
          <p>What you and the agent say appears here, word by word.</p>
          {examples.length > 0 && (
            <p>
              After the greeting you can say{' '}
              {examples.map((example, index) => (
                <span key={example}>
                  {index > 0 && ', '}“{example}”
                </span>
              ))}
              .
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** The foot of the panel in a call: what can be said now, and the box to type it. */
function Answering({ call, document }: { call: LiveCall; document: WorkflowDocument }): ReactElement {
  const examples = call.activeNodeId === null ? [] : sayableNow(document, call.activeNodeId);
  return (
    <div className={classes['foot']}>
      {examples.length > 0 && (
        <div className={classes['sayable']} aria-label="You can say">
          {examples.map((example) => (
            <button
              key={example}
              type="button"
              className={classes['sayableLine']}
              title="Say it aloud, or click to type it"
              onClick={() => {
                void typeText(example).catch(() => undefined);
              }}
            >
              “{example}”
            </button>
          ))}
        </div>
      )}
      <TypeBox placeholder="Type instead of speaking" />
    </div>
  );
}
