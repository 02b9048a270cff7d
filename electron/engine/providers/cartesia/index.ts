/** Cartesia: streaming speech over its multiplexed WebSocket. */
export { createCartesiaTts, testCartesiaConnection, type CartesiaOptions } from './cartesia-tts.ts';
