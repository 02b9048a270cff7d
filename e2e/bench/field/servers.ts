/**
 * The vendors of the latency bench, in a process of their own: a recogniser, a chat model and a voice on loopback, each
 * as late as the field's medians. Tells its parent the addresses; ends with it.
 */
import { ElevenLabsServer } from '#engine/providers/elevenlabs/testing/elevenlabs-server.ts';
import { OpenAiServer } from '#engine/providers/openai/testing/openai-server.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { replyOf } from './agent-script.ts';
import { audible, callerTurns } from './callers-words.ts';
import { exchanges } from './conversation.ts';
import { HearingServer } from './hearing-server.ts';

export interface FieldTimes {
  partialMs: number;
  finalMs: number;
  firstTokenMs: number;
  /** Between two words of the model. */
  wordMs: number;
  firstAudioMs: number;
}

export interface FieldAddresses {
  stt: string;
  llm: string;
  /** Takes every request and answers none. */
  stallingLlm: string;
  tts: string;
}

/** How long the voice takes over a letter. */
const SAMPLES_PER_LETTER = 60 * 16;

const [callerVoice = 'rms', times = '{}'] = process.argv.slice(2);
const { partialMs, finalMs, firstTokenMs, wordMs, firstAudioMs } = JSON.parse(times) as FieldTimes;

const flite = createFliteTts();
const monologue = audible(await wholeSpeech(flite, exchanges.map(({ agent }) => agent).join(' '), 'slt'));
await flite.close();

const stt = await new HearingServer(await callerTurns(callerVoice), partialMs, finalMs).listen();
const llm = await OpenAiServer.start(
  { reply: replyOf },
  { llmFirstTokenMs: firstTokenMs, llmTokenMs: wordMs },
);
const stallingLlm = await OpenAiServer.start({ fault: () => 'half-open' });
const tts = await new ElevenLabsServer().listen();
tts.firstAudioMs = firstAudioMs;
tts.sound = (text) => monologue.subarray(0, text.length * SAMPLES_PER_LETTER);

const addresses: FieldAddresses = {
  stt: stt.baseUrl,
  llm: llm.baseUrl,
  stallingLlm: stallingLlm.baseUrl,
  tts: tts.baseUrl,
};
process.send?.(addresses);
process.on('disconnect', () => process.exit(0));
