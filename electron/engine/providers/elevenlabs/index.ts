/** ElevenLabs: streaming speech over its multi-context WebSocket. */
export { createElevenLabsTts, testElevenLabsConnection } from './elevenlabs-tts.ts';
