/**
 * This page's part in the call: starting it, its sound and microphone, and letting go of both. One a page, because
 * one microphone speaks in one call. What is said and where the graph stands is read from `stores/live-call.ts`.
 *
 * ```
 *          startCall                    joined               channel lost
 *   idle ─────────────► starting ───────────────► joined ◄───────────────► rejoining
 *     ▲                     │ refused                │ hang up, ended, moved   │
 *     └─────────────────────┴────────────────────────┴─────────────────────────┘
 * ```
 */
import { create } from 'zustand';
import { bridge, BridgeError } from '../../bridge/index.ts';
import { adoptCallState, attachToCurrent, dismissCall, useLiveCallStore } from '../../stores/live-call.ts';
import { useStudio } from '../../stores/studio.ts';
import { errorText } from '../../ui/error-text.ts';
import { CallAudio, type CallAudioListener, type DetectorState } from './audio/call-audio.ts';
import { openContext } from './audio/open-context.ts';
import { mayTypeInstead, microphoneLost, type CallProblem } from './audio/call-problem.ts';
import { openMicrophone, releaseMicrophone } from './audio/microphone.ts';

export interface CallSession {
  phase: 'idle' | 'starting' | 'joined' | 'rejoining';
  /** What is wrong now; null while all is well. */
  problem: CallProblem | null;
  hasMicrophone: boolean;
  detector: DetectorState;
  /** The page's own detector hears the caller. */
  isSpeaking: boolean;
  isDucked: boolean;
  /** The browser holds the sound back until a click or key. */
  isSuspended: boolean;
  /** Another window has taken the sound of the call that this one carried. */
  hasMovedAway: boolean;
}

const idle: CallSession = {
  phase: 'idle',
  problem: null,
  hasMicrophone: false,
  detector: 'off',
  isSpeaking: false,
  isDucked: false,
  isSuspended: false,
  hasMovedAway: false,
};

export const useCallSession = create<CallSession>()(() => idle);

/** Run whose sound this tab carries; survives a reload of the tab, and no other tab reads it. */
const TAB_KEY = 'parley-call-run';
const REJOIN_WAITS_MS = [200, 400, 800, 1500, 2500];

let audio: CallAudio | null = null;
/** Counts starts and ends: work begun for an earlier one stops when it sees that it is late. */
let generation = 0;

function set(change: Partial<CallSession>): void {
  useCallSession.setState(change);
}

function settingsOf(): { microphoneId: string; speakerId: string } {
  const settings = useStudio.getState().settings;
  return { microphoneId: settings?.microphone_id ?? '', speakerId: settings?.speaker_id ?? '' };
}

export interface StartCallOptions {
  workflowId: string;
  initialContext: Record<string, unknown>;
  /** False: the caller types. */
  withMicrophone: boolean;
  /** Done before the studio is asked, e.g. saving what is shown; a rejection stops the call. */
  before?: () => Promise<void>;
}

/** Begins a call. To be called from a click or key. Problems are shown by the panel; it never rejects. */
export async function startCall(options: StartCallOptions): Promise<void> {
  if (useCallSession.getState().phase !== 'idle') return;
  generation += 1;
  const mine = generation;
  dismissCall();
  set({ ...idle, phase: 'starting' });
  try {
    const opened = await openAudio(mine, options.withMicrophone);
    if (opened === null) return;
    await options.before?.();
    const state = await bridge.call('calls.start', {
      workflow_id: options.workflowId,
      initial_context: options.initialContext,
    });
    if (mine !== generation) {
      // Cancelled while the studio answered: the call must not go on unheard.
      await bridge.call('calls.hang-up', { run_id: state.run_id });
      return;
    }
    adoptCallState(state);
    sessionStorage.setItem(TAB_KEY, state.run_id);
    await join(mine, state.run_id);
  } catch (error) {
    if (mine === generation) fail(problemOf(error));
  }
}

/** Takes the sound of a call that is already up: after a reload, or from another window. */
export async function joinCall(runId: string, options: { withMicrophone: boolean }): Promise<void> {
  if (useCallSession.getState().phase !== 'idle') return;
  generation += 1;
  const mine = generation;
  set({ ...idle, phase: 'rejoining' });
  try {
    const opened = await openAudio(mine, options.withMicrophone, true);
    if (opened === null) return;
    sessionStorage.setItem(TAB_KEY, runId);
    audio?.setMuted(useLiveCallStore.getState().call?.muted ?? false);
    await join(mine, runId);
  } catch (error) {
    if (mine === generation) fail(problemOf(error));
  }
}

/** Opens context, worklets and microphone. Null when it was refused or is no longer wanted. */
async function openAudio(mine: number, withMicrophone: boolean, isCallUp = false): Promise<CallAudio | null> {
  const context = await openContext();
  const { microphoneId, speakerId } = settingsOf();
  const asked = withMicrophone ? openMicrophone(microphoneId) : null;
  let opened: CallAudio;
  try {
    opened = await CallAudio.open(context, listener(mine));
  } catch (error) {
    // The permission may still be given while this fails: the microphone must not stay open then.
    void asked?.then((late) => {
      if (late.ok) releaseMicrophone(late.stream);
    });
    await context.close();
    throw error;
  }
  const microphone = await asked;
  if (microphone?.ok === true) opened.useMicrophone(microphone.stream);
  if (mine !== generation) {
    opened.dispose();
    return null;
  }
  if (microphone?.ok === false && !isCallUp) {
    opened.dispose();
    fail(microphone.problem);
    return null;
  }
  audio = opened;
  set({
    hasMicrophone: opened.hasMicrophone,
    problem: microphone?.ok === false ? microphone.problem : null,
  });
  watchSuspension(context);
  if (speakerId !== '') await opened.setSpeaker(speakerId).catch(() => undefined);
  return opened;
}

function listener(mine: number): CallAudioListener {
  const ifMine = (act: () => void): void => {
    if (mine === generation) act();
  };
  return {
    onMicrophoneLost: () => {
      ifMine(() => {
        set({ hasMicrophone: false, detector: 'off', problem: microphoneLost });
      });
    },
    onClosed: (why) => {
      ifMine(() => {
        const call = useLiveCallStore.getState().call;
        if (why === 'ended' || call === null || call.state === 'ended') leave();
        else if (why === 'replaced') {
          leave();
          set({ hasMovedAway: true });
        } else void rejoin(mine, call.runId);
      });
    },
    onSpeaking: ({ isSpeaking, isDucked }) => {
      ifMine(() => {
        const now = useCallSession.getState();
        if (now.isSpeaking !== isSpeaking || now.isDucked !== isDucked) set({ isSpeaking, isDucked });
      });
    },
    onDetector: (detector: DetectorState) => {
      // Told while the audio is still being opened: it belongs to the newest generation then, too.
      ifMine(() => {
        set({ detector });
      });
    },
  };
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
  set({ phase: 'joined' });
}

/** The channel closed while the call is up: tries again until it is back, the call is over or the person hangs up. */
async function rejoin(mine: number, runId: string): Promise<void> {
  set({
    phase: 'rejoining',
    problem: {
      code: 'connection-lost',
      title: 'The connection to Parley was lost',
      advice: 'Trying again. Keep this window open: the call goes on when Parley can be reached.',
    },
  });
  for (let attempt = 0; mine === generation; attempt += 1) {
    await new Promise((resolve) =>
      setTimeout(resolve, REJOIN_WAITS_MS[Math.min(attempt, REJOIN_WAITS_MS.length - 1)]),
    );
    if (mine !== generation) return;
    try {
      await join(mine, runId);
      if (mine === generation) set({ problem: null });
      return;
    } catch (error) {
      // Not a lost connection but a refusal: the call is gone. Ask what is true now.
      if (error instanceof BridgeError && error.code !== 'connection-lost')
        await attachToCurrent().catch(() => null);
    }
  }
}

/** Ends the call. The microphone is released at once, whatever the studio answers. */
export async function hangUp(): Promise<void> {
  const call = useLiveCallStore.getState().call;
  leave();
  if (call === null || call.state === 'ended') return;
  try {
    await bridge.call('calls.hang-up', { run_id: call.runId });
  } catch (error) {
    await attachToCurrent().catch(() => null);
    if (useLiveCallStore.getState().call?.state !== 'ended') set({ problem: problemOf(error) });
  }
}

/** Mutes here at once and in the studio. */
export async function setMuted(isMuted: boolean): Promise<void> {
  const call = useLiveCallStore.getState().call;
  if (call === null || call.state === 'ended') return;
  audio?.setMuted(isMuted);
  try {
    await bridge.call('calls.mute', { run_id: call.runId, muted: isMuted });
  } catch (error) {
    audio?.setMuted(call.muted);
    set({ problem: problemOf(error) });
  }
}

/** Says something by typing. Rejects when the studio did not take it, so that the words stay in the box. */
export async function typeText(text: string): Promise<void> {
  const call = useLiveCallStore.getState().call;
  if (call === null) return;
  await bridge.call('calls.type', { run_id: call.runId, text });
}

/** Presses keys of the telephone. Rejects when the studio did not take them. */
export async function pressKeys(keys: string): Promise<void> {
  const call = useLiveCallStore.getState().call;
  if (call === null) return;
  await bridge.call('calls.press', { run_id: call.runId, keys });
}

/** Speaks into another microphone, in the middle of a call too. The one before stays when the new one cannot be had. */
export async function switchMicrophone(deviceId: string): Promise<void> {
  const joined = audio;
  if (joined === null) return;
  const microphone = await openMicrophone(deviceId);
  if (!microphone.ok) {
    set({ problem: microphone.problem });
    return;
  }
  joined.useMicrophone(microphone.stream);
  if (joined !== audio) return;
  set({ hasMicrophone: true, problem: null });
}

export async function switchSpeaker(deviceId: string): Promise<void> {
  try {
    await audio?.setSpeaker(deviceId);
  } catch (error) {
    set({
      problem: {
        code: 'speaker-failed',
        title: 'That speaker could not be used',
        advice: `The sound stays where it was. Choose another one. The browser says: ${errorText(error)}`,
      },
    });
  }
}

export function dismissProblem(): void {
  set({ problem: null });
}

const silent = { callerDb: -Infinity, agentDb: -Infinity };

/** Levels at this moment, dBFS; silence outside a call. */
export function currentLevels(): { callerDb: number; agentDb: number } {
  return audio?.levels() ?? silent;
}

/** A click or key lets the browser sound. */
export function resumeSound(): void {
  void audio?.context.resume().catch(() => undefined);
}

function watchSuspension(context: AudioContext): void {
  const look = (): void => {
    if (audio?.context === context) set({ isSuspended: context.state === 'suspended' });
  };
  context.addEventListener('statechange', look);
  void context.resume().catch(() => undefined);
  look();
}

/** Lets go of sound and microphone; the call itself may go on. */
function leave(problem: CallProblem | null = null): void {
  generation += 1;
  const left = audio;
  audio = null;
  left?.dispose();
  sessionStorage.removeItem(TAB_KEY);
  set({ ...idle, problem });
}

function fail(problem: CallProblem): void {
  leave(problem);
}

function problemOf(error: unknown): CallProblem {
  const code = error instanceof BridgeError ? error.code : '';
  switch (code) {
    case 'run-active':
      return {
        code: 'run-active',
        title: 'Another call is up',
        advice: 'Only one call uses the microphone at a time. Go to it, or hang it up first.',
      };
    case 'workflow-invalid':
      return { code: 'workflow-invalid', title: 'This agent cannot be called yet', advice: errorText(error) };
    case 'connection-lost':
      return {
        code: 'connection-lost',
        title: 'Parley cannot be reached',
        advice: 'The connection comes back by itself. Wait until it does, then try again.',
      };
    default:
      return { code: 'call-refused', title: 'The call could not be made', advice: errorText(error) };
  }
}

/** The call of this tab, which a reload has interrupted: its sound is taken up again once. */
export function isCallOfThisTab(runId: string): boolean {
  return sessionStorage.getItem(TAB_KEY) === runId;
}

let isWatching = false;

/** Binds the sound to the call's life. Later calls do nothing. */
export function watchCall(): void {
  if (isWatching) return;
  isWatching = true;
  useLiveCallStore.subscribe(({ call }) => {
    const { phase } = useCallSession.getState();
    if (call === null) return;
    audio?.setDeaf(call.conversation.isDeaf);
    if (call.state === 'ended') {
      if (phase !== 'idle' && phase !== 'starting') leave();
    } else if (phase === 'idle' && isCallOfThisTab(call.runId)) {
      void joinCall(call.runId, { withMicrophone: true });
    }
  });
  // A page that goes away must not leave the recording light on. The call itself waits for a reload.
  window.addEventListener('pagehide', () => {
    generation += 1;
    audio?.dispose();
    audio = null;
    useCallSession.setState(idle);
  });
  window.addEventListener('pointerdown', resumeSound);
  window.addEventListener('keydown', resumeSound);
}

/** May this be tried again without a microphone? */
export function offersTyping(problem: CallProblem): boolean {
  return mayTypeInstead(problem);
}
