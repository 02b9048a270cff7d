/** Opening and releasing the microphone, and naming the devices there are. */
import { microphoneProblemOf, type CallProblem } from './call-problem.ts';

export type MicrophoneResult = { ok: true; stream: MediaStream } | { ok: false; problem: CallProblem };

/**
 * Asks for the microphone, mono, with the browser's echo cancellation.
 * @param deviceId `''` is the system's default; one that is no longer there falls back to it
 */
export async function openMicrophone(deviceId: string): Promise<MicrophoneResult> {
  if (!window.isSecureContext)
    return {
      ok: false,
      problem: microphoneProblemOf(Object.assign(new Error(), { name: 'InsecureContextError' })),
    };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        channelCount: 1,
        ...(deviceId === '' ? {} : { deviceId: { ideal: deviceId } }),
      },
    });
    return { ok: true, stream };
  } catch (error) {
    return { ok: false, problem: microphoneProblemOf(error) };
  }
}

/** Stops every track, which puts out the browser's recording light. */
export function releaseMicrophone(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export interface AudioDevice {
  id: string;
  label: string;
}

export interface AudioDevices {
  microphones: readonly AudioDevice[];
  speakers: readonly AudioDevice[];
  /** False before the first permission: the browser then tells neither names nor ids. */
  areNamed: boolean;
}

export const noDevices: AudioDevices = { microphones: [], speakers: [], areNamed: false };

/** The devices plugged in. Chromium's aliases (`default`, `communications`) are left out: the empty id stands for them. */
export async function listDevices(): Promise<AudioDevices> {
  // Absent in an insecure context, whatever the type says.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (media === undefined) return noDevices;
  const devices = await media.enumerateDevices();
  const named = (kind: MediaDeviceKind): AudioDevice[] =>
    devices
      .filter(
        (device) => device.kind === kind && !['', 'default', 'communications'].includes(device.deviceId),
      )
      .map((device) => ({
        id: device.deviceId,
        label: device.label === '' ? 'Unnamed device' : device.label,
      }));
  return {
    microphones: named('audioinput'),
    speakers: named('audiooutput'),
    areNamed: devices.some((device) => device.label !== ''),
  };
}

/** `setSinkId` of the audio context, where the browser has it (Chromium ≥ 110; not Firefox or Safari). */
export function maySelectSpeaker(): boolean {
  return 'setSinkId' in AudioContext.prototype;
}

/** Lib.dom does not know `AudioContext.setSinkId` yet (Web Audio API 1.1). */
export async function setSpeaker(context: AudioContext, deviceId: string): Promise<void> {
  const sink = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  await sink.setSinkId?.(deviceId);
}
