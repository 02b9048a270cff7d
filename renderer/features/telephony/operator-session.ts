/**
 * This page's ear and voice in a telephone call: listening to both parties, and speaking in place of the agent. One a page.
 * Whether the agent is silent is the studio's to say (`PhoneCall.operator`); here are the speaker and the microphone.
 *
 * ```
 *          listen               joined                channel lost
 *   idle ─────────► opening ───────────► listening ◄────────────► rejoining
 *     ▲                │ refused             │ stop, ended, moved     │
 *     └────────────────┴─────────────────────┴────────────────────────┘
 * ```
 */
import { create } from 'zustand';
import { bridge } from '../../bridge/index.ts';
import { usePhone } from '../../stores/phone.ts';
import { useStudio } from '../../stores/studio.ts';
import { errorText } from '../../ui/error-text.ts';
import { CallAudio, type SoundEnd } from '../call/audio/call-audio.ts';
import { microphoneLost } from '../call/audio/call-problem.ts';
import { openMicrophone, releaseMicrophone } from '../call/audio/microphone.ts';
import { openContext } from '../call/audio/open-context.ts';
import { useCallSession } from '../call/call-session.ts';
import {
  idle,
  isGone,
  mustHandBack,
  problems,
  rejoinWaitMs,
  whenAsked,
  whenClosed,
  type OperatorProblem,
  type OperatorSession,
} from './operator-decisions.ts';

export const useOperator = create<OperatorSession>()(() => idle);

let audio: CallAudio | null = null;
/** Counts starts and ends: work begun for an earlier one stops when it sees that it is late. */
let generation = 0;

function set(change: Partial<OperatorSession>): void {
  useOperator.setState(change);
}

const isUp = (runId: string): boolean => !isGone(runId, usePhone.getState().calls ?? []);

/** Lets both parties be heard here. To be called from a click or key; resolves to whether they are. */
export async function listenTo(runId: string): Promise<boolean> {
  const decision = whenAsked(useOperator.getState(), runId, useCallSession.getState().phase !== 'idle');
  if (decision === 'refuse') set({ problem: problems.ownCall });
  if (decision !== 'begin') return decision === 'heard';
  leave();
  generation += 1;
  const mine = generation;
  set({ ...idle, runId, phase: 'opening' });
  watch();
  try {
    const opened = await CallAudio.open(await openContext(), {
      onMicrophoneLost: () => {
        if (mine === generation) set({ hasMicrophone: false, problem: microphoneLost });
      },
      onClosed: (why) => {
        if (mine === generation) closed(mine, runId, why);
      },
      onSpeaking: () => undefined,
      onDetector: () => undefined,
    });
    if (mine !== generation) {
      opened.dispose();
      return false;
    }
    audio = opened;
    // The call is not turned down while the operator speaks: both parties are to be heard.
    opened.setDeaf(true);
    const { context } = opened;
    const look = (): void => {
      if (audio?.context === context) set({ isSuspended: context.state === 'suspended' });
    };
    context.addEventListener('statechange', look);
    void context.resume().catch(() => undefined);
    const speakerId = useStudio.getState().settings?.speaker_id ?? '';
    if (speakerId !== '') await opened.setSpeaker(speakerId).catch(() => undefined);
    await join(mine, runId);
    look();
    return mine === generation;
  } catch (thrown) {
    if (mine === generation)
      leave({ code: 'listen-refused', title: 'The call cannot be heard here', advice: errorText(thrown) });
    return false;
  }
}

async function join(mine: number, runId: string): Promise<void> {
  const joined = audio;
  if (joined === null) return;
  const channel = await bridge.openAudio(runId, joined.context.sampleRate);
  if (mine !== generation) {
    channel.close();
    return;
  }
  joined.join(channel);
  set({ phase: 'listening', problem: null });
}

function closed(mine: number, runId: string, why: SoundEnd): void {
  const decision = whenClosed(why, isUp(runId));
  if (decision === 'rejoin') void rejoin(mine, runId);
  else leave(decision === 'tell' ? problems.replaced : null);
}

async function rejoin(mine: number, runId: string): Promise<void> {
  set({ phase: 'rejoining', problem: problems.lost });
  for (let attempt = 0; mine === generation && isUp(runId); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, rejoinWaitMs(attempt)));
    if (mine !== generation) return;
    try {
      await join(mine, runId);
      return;
    } catch {
      // Tried again until the call is over or the person stops listening.
    }
  }
  if (mine === generation) leave();
}

/** Speaks in place of the agent. The microphone is had first: nobody is silenced for a microphone that is refused. */
export async function takeOver(runId: string): Promise<void> {
  if (!(await listenTo(runId))) return;
  const mine = generation;
  const opened = audio;
  if (opened === null || useOperator.getState().isTakingOver) return;
  set({ isTakingOver: true });
  try {
    await takeOverAt(mine, runId, opened);
  } finally {
    if (mine === generation) set({ isTakingOver: false });
  }
}

async function takeOverAt(mine: number, runId: string, opened: CallAudio): Promise<void> {
  const microphone = await openMicrophone(useStudio.getState().settings?.microphone_id ?? '');
  if (!microphone.ok) {
    if (mine === generation) set({ problem: microphone.problem });
    return;
  }
  if (mine !== generation) {
    releaseMicrophone(microphone.stream);
    return;
  }
  try {
    await bridge.call('phone.take-over', { run_id: runId });
  } catch (thrown) {
    releaseMicrophone(microphone.stream);
    refused('You could not take over', thrown);
    return;
  }
  opened.useMicrophone(microphone.stream);
  if (mine === generation) set({ hasMicrophone: true, problem: null });
}

/** The agent speaks again. The microphone is released at once, whatever the studio answers. */
export async function handBack(runId: string): Promise<void> {
  audio?.dropMicrophone();
  set({ hasMicrophone: false });
  try {
    await bridge.call('phone.hand-back', { run_id: runId });
  } catch (thrown) {
    refused('The agent was not given back the call', thrown);
  }
}

/** Stops listening. Who has taken over hands back first: the caller must not be left with nobody. */
export async function stopListening(): Promise<void> {
  const { runId } = useOperator.getState();
  const call = usePhone.getState().calls?.find((one) => one.run_id === runId);
  if (mustHandBack(call)) await handBack(call.run_id);
  leave();
}

export async function switchOperatorMicrophone(deviceId: string): Promise<void> {
  const opened = audio;
  if (opened?.hasMicrophone !== true) return;
  const microphone = await openMicrophone(deviceId);
  if (microphone.ok) opened.useMicrophone(microphone.stream);
  else set({ problem: microphone.problem });
}

export async function switchOperatorSpeaker(deviceId: string): Promise<void> {
  try {
    await audio?.setSpeaker(deviceId);
  } catch (thrown) {
    refused('That speaker could not be used', thrown);
  }
}

const silent = { callerDb: -Infinity, agentDb: -Infinity };

/** Levels at this moment, dBFS: of the own microphone (`callerDb`) and of the call as it is heard (`agentDb`). */
export function operatorLevels(): { callerDb: number; agentDb: number } {
  return audio?.levels() ?? silent;
}

export function resumeOperatorSound(): void {
  void audio?.context.resume().catch(() => undefined);
}

export function dismissOperatorProblem(): void {
  set({ problem: null });
}

function refused(title: string, thrown: unknown): void {
  set({ problem: { code: 'operator-refused', title, advice: errorText(thrown) } });
}

function leave(problem: OperatorProblem | null = null): void {
  generation += 1;
  const left = audio;
  audio = null;
  left?.dispose();
  set({ ...idle, problem });
}

let isWatching = false;

/** Binds the sound to the life of the call and of the page. */
function watch(): void {
  if (isWatching) return;
  isWatching = true;
  usePhone.subscribe(() => {
    const { runId } = useOperator.getState();
    if (isGone(runId, usePhone.getState().calls ?? [])) leave();
  });
  window.addEventListener('pagehide', () => {
    leave();
  });
  window.addEventListener('pointerdown', resumeOperatorSound);
  window.addEventListener('keydown', resumeOperatorSound);
}
