/**
 * Reads a call's two-channel recording and tells how long each answer took, with nothing of the engine's: levels of the
 * samples only, and the caller's script of when each turn was spoken.
 */
import type { StereoRecording } from '../../recording.ts';

/** Samples of one turn on the recording, pauses within it included: first and one past the last of its file. */
export interface SpokenTurn {
  startSample: number;
  endSample: number;
}

export interface MeasuredTurn {
  /** From the caller's last sample to the agent's first, ms; null when the agent said nothing before the next turn. */
  voiceToVoiceMs: number | null;
  /** Did the agent begin to speak while the caller was not done? */
  cutOff: boolean;
}

/** 0.6 % of full scale, −44 dBFS: over any comfort noise, below the softest speech sound that a listener would call one. */
const AUDIBLE = 200;
/** This many ms without an audible sample of the agent is silence, not a closure within a word. */
const AGENT_PAUSE_MS = 200;

export function measureTurns(recording: StereoRecording, turns: readonly SpokenTurn[]): MeasuredTurn[] {
  const { left, right, sampleRateHz } = recording;
  const onsets = onsetsOf(right, (AGENT_PAUSE_MS / 1000) * sampleRateHz);
  return turns.map((turn, index) => {
    const lastSample = lastAudible(left, turn);
    const until = turns[index + 1]?.startSample ?? right.length;
    const onset = onsets.find((sample) => sample >= turn.startSample && sample < until);
    if (onset === undefined) return { voiceToVoiceMs: null, cutOff: false };
    return {
      voiceToVoiceMs: ((onset - lastSample) / sampleRateHz) * 1000,
      cutOff: onset <= lastSample,
    };
  });
}

function lastAudible(samples: Int16Array, { startSample, endSample }: SpokenTurn): number {
  for (let at = Math.min(endSample, samples.length) - 1; at > startSample; at -= 1) {
    if (Math.abs(samples[at] ?? 0) > AUDIBLE) return at;
  }
  return startSample;
}

function onsetsOf(samples: Int16Array, pauseSamples: number): number[] {
  const onsets: number[] = [];
  let lastAudibleAt = -Infinity;
  for (const [at, sample] of samples.entries()) {
    if (Math.abs(sample) <= AUDIBLE) continue;
    if (at - lastAudibleAt > pauseSamples) onsets.push(at);
    lastAudibleAt = at;
  }
  return onsets;
}
