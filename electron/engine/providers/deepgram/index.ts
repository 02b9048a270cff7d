/** Deepgram: streaming recognition over its WebSocket. */
export { createDeepgramStt, testDeepgramConnection, type DeepgramOptions } from './deepgram-stt.ts';
