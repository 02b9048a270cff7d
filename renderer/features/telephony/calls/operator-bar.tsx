/** Joining in: listening, muting the agent, speaking in its place. */
import { Button } from '@mantine/core';
import {
  IconEar,
  IconEarOff,
  IconHandStop,
  IconMicrophone,
  IconRobot,
  IconRobotOff,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import { DevicePickers } from '../../call/device-pickers.tsx';
import { LevelLanes } from '../../call/level-lanes.tsx';
import { ProblemCard } from '../../call/problem-card.tsx';
import { muteAgent } from '../call-actions.ts';
import { voiceWord } from '../operator-decisions.ts';
import {
  dismissOperatorProblem,
  handBack,
  listenTo,
  operatorLevels,
  resumeOperatorSound,
  stopListening,
  switchOperatorMicrophone,
  switchOperatorSpeaker,
  takeOver,
  useOperator,
} from '../operator-session.ts';
import classes from './call-side.module.css';

/** The operator is amber wherever one joins in; what is heard is both parties at once. */
const ownVoice = { above: 'tool', below: 'muted' } as const;

export function OperatorBar({ call }: { call: PhoneCall }): ReactElement {
  const session = useOperator();
  const isHere = session.runId === call.run_id;
  const isListening = isHere && session.phase !== 'idle';
  const isTransferring = call.progress === 'transferring';
  const { has_taken_over: hasTakenOver, is_agent_muted: isAgentMuted } = call.operator;
  return (
    <div className={classes['operator']} role="group" aria-label="Join in">
      <div className={classes['buttons']}>
        <Button
          variant={isListening ? 'light' : 'default'}
          color={isListening ? 'transition' : 'accent'}
          aria-pressed={isListening}
          loading={isHere && session.phase === 'opening'}
          leftSection={isListening ? <IconEarOff size={15} /> : <IconEar size={15} />}
          onClick={() => void (isListening ? stopListening() : listenTo(call.run_id))}
        >
          {isListening ? 'Stop listening' : 'Listen'}
        </Button>
        <Button
          variant="default"
          aria-pressed={isAgentMuted}
          disabled={hasTakenOver || isTransferring}
          leftSection={isAgentMuted ? <IconRobotOff size={15} /> : <IconRobot size={15} />}
          onClick={() => void muteAgent(call, !isAgentMuted)}
        >
          {isAgentMuted ? 'Unmute agent' : 'Mute agent'}
        </Button>
        <Button
          variant={hasTakenOver ? 'filled' : 'default'}
          color={hasTakenOver ? 'tool' : 'accent'}
          aria-pressed={hasTakenOver}
          disabled={isTransferring && !hasTakenOver}
          className={classes['grow']}
          loading={isHere && session.isTakingOver}
          leftSection={hasTakenOver ? <IconHandStop size={15} /> : <IconMicrophone size={15} />}
          onClick={() => void (hasTakenOver ? handBack(call.run_id) : takeOver(call.run_id))}
        >
          {hasTakenOver ? 'Hand back' : 'Take over'}
        </Button>
      </div>
      {isListening && session.phase !== 'opening' && (
        <>
          <LevelLanes levels={operatorLevels} above="You" below="Call" colours={ownVoice} />
          <p className={classes['word']} data-tone={hasTakenOver ? 'tool' : 'muted'}>
            {voiceWord(session, hasTakenOver)}
          </p>
          <details className={classes['fold']}>
            <summary>Microphone and speaker</summary>
            <DevicePickers
              hasMicrophone={session.hasMicrophone}
              onMicrophone={switchOperatorMicrophone}
              onSpeaker={switchOperatorSpeaker}
            />
          </details>
        </>
      )}
      {isHere && session.isSuspended && (
        <div className={classes['transfer']}>
          <span>The browser holds the sound back until you click.</span>
          <Button variant="default" size="compact-xs" onClick={resumeOperatorSound}>
            Turn the sound on
          </Button>
        </div>
      )}
      {session.problem !== null && (
        <ProblemCard
          title={session.problem.title}
          advice={session.problem.advice}
          copied={`${session.problem.title}\n${session.problem.advice}\n(${session.problem.code})`}
          {...(session.phase === 'rejoining' ? {} : { onDismiss: dismissOperatorProblem })}
        />
      )}
    </div>
  );
}
