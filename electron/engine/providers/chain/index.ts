export { Circuits } from './circuits.ts';
export type { ChainClock, ProviderFallback } from './link.ts';
export { chainOfModels, modelDeadlines, type ModelLink } from './models.ts';
export { chainOfRecognisers, recogniserDeadlines, type RecogniserLink } from './recognisers.ts';
export { chainOfVoices, voiceDeadlines, type VoiceLink } from './voices.ts';
export { wallClock } from './wall-clock.ts';
