/** The bench's vendors (`servers.ts`) with the real adapters that speak to them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chainOfModels, Circuits, wallClock } from '#engine/providers/chain/index.ts';
import { createDeepgramStt } from '#engine/providers/deepgram/index.ts';
import { createElevenLabsTts } from '#engine/providers/elevenlabs/index.ts';
import { createOpenAiChat } from '#engine/providers/openai/index.ts';
import type { LanguageModel } from '#engine/providers/spec/llm.ts';
import type { SpeechToText } from '#engine/providers/spec/stt.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import type { FieldAddresses, FieldTimes } from './servers.ts';

/** Medians of `reference/field-numbers.md`; partials as the vendors' pages have them; 200 words a second, as a fast small model. */
export const fieldTimes: FieldTimes = {
  partialMs: 150,
  finalMs: 250,
  firstTokenMs: 566,
  wordMs: 5,
  firstAudioMs: 75,
};

export interface Vendors {
  stt: SpeechToText;
  llm: LanguageModel;
  tts: TextToSpeech;
  /** The same model behind another that never answers: every request waits out its deadline first. */
  stallingLlm: LanguageModel;
  /** Requests that were given up for the second model. */
  stalls: () => number;
  close: () => void;
}

/** How long a model that stalls is waited for, ms: less than in the studio, so that there are many stalls. */
export const stallDeadlineMs = 1000;

/** @param callerVoice flite's id of the callers' voice */
export async function startVendors(callerVoice: string, times: FieldTimes): Promise<Vendors> {
  const process = fork(join(import.meta.dirname, 'servers.ts'), [callerVoice, JSON.stringify(times)]);
  const [addresses] = (await once(process, 'message')) as [FieldAddresses];
  const account = { apiKey: 'bench', language: 'en-US' };
  const chat = (baseUrl: string): ReturnType<typeof createOpenAiChat> =>
    createOpenAiChat({ ...account, provider: 'openai', preset: 'openai', model: 'bench', baseUrl });
  const stt = createDeepgramStt({
    ...account,
    provider: 'deepgram',
    model: 'nova-3',
    baseUrl: addresses.stt,
  });
  const tts = createElevenLabsTts({
    ...account,
    provider: 'elevenlabs',
    model: 'eleven_flash_v2_5',
    baseUrl: addresses.tts,
  });
  const llm = chat(addresses.llm);
  const silent = chat(addresses.stallingLlm);
  let stalls = 0;
  const stallingLlm = chainOfModels(
    [
      { id: 'silent', provider: silent, deadlines: { firstMs: stallDeadlineMs, betweenMs: 1000 } },
      { id: 'answers', provider: llm, deadlines: null },
    ],
    {
      clock: wallClock,
      // Always tried again, unlike in the studio.
      circuits: new Circuits(undefined, 0),
      onFallback: () => {
        stalls += 1;
      },
    },
  );
  return {
    stt,
    llm,
    tts,
    stallingLlm,
    stalls: () => stalls,
    close: () => {
      llm.close();
      silent.close();
      tts.close();
      process.disconnect();
    },
  };
}
