/**
 * Speech to text without a key: a grammar of what the current node expects to hear, on SoundSwallower in a worker.
 * Anything else is "not understood".
 */
export { createGrammarStt } from './grammar-stt.ts';
