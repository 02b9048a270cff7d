/** Cartesia: streaming speech over its multiplexed WebSocket. */
export { createCartesiaTts, testCartesiaConnection } from './cartesia-tts.ts';
