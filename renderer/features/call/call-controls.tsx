/** While a call is up: the state line with the time, both levels, mute and hang up. */
import { Button } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconPhoneOff, IconUser } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { LiveCall } from '../../stores/live-call.ts';
import { formatDuration } from '../../ui/duration.ts';
import { useNow } from '../../ui/use-now.ts';
import {
  currentLevels,
  hangUp,
  joinCall,
  pressKeys,
  resumeSound,
  setMuted,
  useCallSession,
  type CallSession,
} from './call-session.ts';
import { Keypad } from './keypad.tsx';
import { LevelLanes } from './level-lanes.tsx';
import { shortcutKeys } from './shortcuts.ts';
import { stateMeanings, stateWords } from './state-words.ts';
import classes from './call-panel.module.css';

export function CallControls({ call }: { call: LiveCall }): ReactElement {
  const session = useCallSession();
  // The floor is nobody's yet: the agent opens, and does not listen before it has.
  const isWaiting = call.state === 'listening' && call.conversation.isDeaf;
  return (
    <div className={classes['controls']}>
      <div className={classes['stateLine']}>
        <span
          className={classes['state']}
          data-meaning={isWaiting ? 'muted' : stateMeanings[call.state]}
          role="status"
        >
          <span
            className={classes['stateDot']}
            data-state={isWaiting ? 'connecting' : call.state}
            aria-hidden
          />
          {isWaiting ? 'The agent will speak first' : stateWords[call.state]}
        </span>
        <Elapsed call={call} />
      </div>
      <LevelLanes levels={currentLevels} above="You" below="Agent" />
      <div className={classes['sides']}>
        <span
          className={classes['side']}
          data-lit={(session.isSpeaking && !call.conversation.isDeaf) || undefined}
          data-off={call.muted || undefined}
        >
          {call.muted ? <IconMicrophoneOff size={13} aria-hidden /> : <IconUser size={13} aria-hidden />}
          {sideText(call, session)}
        </span>
        {session.isDucked && <span className={classes['ducked']}>Agent turned down</span>}
        {session.detector === 'unavailable' && (
          <span className={classes['hint']}>
            No local speech detector: the agent is not turned down when you speak
          </span>
        )}
      </div>
      {session.phase === 'idle' && (
        <div className={classes['elsewhere']}>
          <p role="status">
            {session.hasMovedAway
              ? 'The sound has moved to another window, and the microphone here is released.'
              : 'The sound of this call is not in this window.'}
          </p>
          <Button
            variant="default"
            onClick={() => {
              void joinCall(call.runId, { withMicrophone: true });
            }}
          >
            {session.hasMovedAway ? 'Move it back' : 'Move the sound here'}
          </Button>
        </div>
      )}
      {session.isSuspended && session.phase !== 'idle' && (
        <div className={classes['elsewhere']}>
          <p>The browser holds the sound back until you click.</p>
          <Button variant="default" onClick={resumeSound}>
            Turn the sound on
          </Button>
        </div>
      )}
      <div className={classes['buttons']}>
        <Button
          size="md"
          variant="default"
          aria-pressed={call.muted}
          disabled={!session.hasMicrophone}
          leftSection={call.muted ? <IconMicrophoneOff size={16} /> : <IconMicrophone size={16} />}
          onClick={() => {
            void setMuted(!call.muted);
          }}
        >
          {call.muted ? 'Unmute' : 'Mute'}
        </Button>
        <Keypad onPress={pressKeys} />
        <Button
          size="md"
          color="error"
          className={classes['grow']}
          leftSection={<IconPhoneOff size={18} />}
          rightSection={<span className={classes['keys']}>{shortcutKeys.call}</span>}
          onClick={() => {
            void hangUp();
          }}
        >
          Hang up
        </Button>
      </div>
    </div>
  );
}

function sideText(call: LiveCall, session: CallSession): string {
  if (call.muted) return 'You are muted: the agent hears silence';
  if (session.phase === 'idle') return 'The microphone is not in this window';
  if (!session.hasMicrophone) return 'No microphone: type below';
  if (call.conversation.isDeaf) return 'You are heard when the agent has finished';
  return session.isSpeaking ? 'You are heard' : 'Microphone is on';
}

function Elapsed({ call }: { call: LiveCall }): ReactElement {
  const nowMs = useNow(500, call.state !== 'ended');
  return (
    <time className={classes['elapsed']} aria-label="Time since the call began">
      {formatDuration((call.endedAtMs ?? nowMs) - Date.parse(call.startedAt))}
    </time>
  );
}
