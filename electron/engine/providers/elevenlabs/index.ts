/** ElevenLabs: streaming speech over its multi-context WebSocket. */
export { createElevenLabsTts, testElevenLabsConnection, type ElevenLabsOptions } from './elevenlabs-tts.ts';
