/** The voices inside the module, and what each needs to sound as loud as the others. */
import type { Voice } from '../spec/tts.ts';

export interface FliteVoice extends Voice {
  /** Brings the voice's running speech to −20 dBFS RMS; measured over the sentences of the test beside this file. */
  gainDb: number;
}

export const DEFAULT_VOICE = 'slt';

export const FLITE_VOICES: readonly FliteVoice[] = [
  { id: 'slt', name: 'SLT (US English, female)', gainDb: -4.5 },
  { id: 'rms', name: 'RMS (US English, male)', gainDb: 0.9 },
  { id: 'awb', name: 'AWB (Scottish English, male)', gainDb: 0.4 },
  { id: 'kal16', name: 'KAL 16 kHz (US English, male, synthetic)', gainDb: 7.5 },
  { id: 'kal', name: 'KAL 8 kHz (US English, male, synthetic, telephone band)', gainDb: 0 },
];
