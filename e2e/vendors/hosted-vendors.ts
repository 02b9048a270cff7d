/**
 * Vendors on this machine for end-to-end tests: two chat servers of OpenAI's protocol, a recogniser of Deepgram's and a
 * voice of ElevenLabs'. Each takes one key alone, as a vendor does.
 */
import { DeepgramServer } from '#engine/providers/deepgram/testing/deepgram-server.ts';
import { ElevenLabsServer } from '#engine/providers/elevenlabs/testing/elevenlabs-server.ts';
import { OpenAiServer } from '#engine/providers/openai/testing/openai-server.ts';
import type { ScriptedReply } from '#engine/providers/openai/testing/server-script.ts';
import { evenly } from '#engine/providers/wire/testing/scripted-words.ts';
import { sineOf } from '#engine/providers/wire/testing/speech-server.ts';

/** Long and odd, so that a search for one finds nothing else. */
export const keys = {
  model: 'sk-e2e-model-7Qm2XvT9aLr4',
  spare: 'sk-e2e-spare-3Zk8WnB5cYd1',
  recogniser: 'dg-e2e-recogniser-6Hp0JsU2',
  voice: 'xi-e2e-voice-1Gf9RtE7oKb3',
} as const;

export interface HostedVendors {
  model: OpenAiServer;
  spare: OpenAiServer;
  recogniser: DeepgramServer;
  voice: ElevenLabsServer;
  /** What the recogniser hears when someone speaks: whoever speaks says so first. */
  line: string;
  /** How long the sound of it is. */
  lineMs: number;
  /** The first model takes requests and answers none. */
  isStalling: boolean;
  close: () => Promise<void>;
}

export async function startVendors(): Promise<HostedVendors> {
  const recogniser = await new DeepgramServer().listen();
  const voice = await new ElevenLabsServer().listen();
  // 25 ms a letter: a quick talker.
  voice.sound = (text) => sineOf(text).subarray(0, text.length * 25 * 16);
  const model = await OpenAiServer.start({
    reply: answerOf,
    models: ['house-large', 'house-small'],
    fault: (stage) => (stage === 'llm' && vendors.isStalling ? 'half-open' : null),
  });
  const spare = await OpenAiServer.start({ reply: answerOf, models: ['spare-1'] });
  const vendors: HostedVendors = {
    model,
    spare,
    recogniser,
    voice,
    line: '',
    lineMs: 0,
    isStalling: false,
    close: async () => {
      await Promise.all([model.close(), spare.close(), recogniser.close(), voice.close()]);
    },
  };
  wantKey(model, keys.model);
  wantKey(spare, keys.spare);
  // The last word is told before its sound ends, since an utterance may begin a little late; not before a person could know it.
  recogniser.script = () => ({
    get words() {
      return vendors.line === ''
        ? []
        : evenly(vendors.line, 0, (0.8 * vendors.lineMs) / vendors.line.split(' ').length).words;
    },
  });
  return vendors;
}

/** Refuses every other key in the words of OpenAI's API. */
function wantKey({ wire }: OpenAiServer, key: string): void {
  const answer = wire.handler;
  wire.handler = (request, response) => {
    if (request.headers.authorization === `Bearer ${key}`) return answer(request, response);
    const error = {
      message: 'Incorrect API key provided.',
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    };
    return response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  };
}

/** What the caller of the tests says, as the model extracts it. */
const gathered = { service: 'cleaning', appointment_date: '2026-12-01', appointment_time: '15:00' };

interface ChatMessage {
  role: string;
  content?: string | null;
}

/**
 * A model that does as its prompts ask: when the caller has spoken it takes the first way on, and in the new node it says
 * the sentence that the prompt names.
 */
function answerOf(request: Record<string, unknown>): ScriptedReply {
  const messages = request['messages'] as ChatMessage[];
  const tools = (request['tools'] ?? []) as { function: { name: string } }[];
  const [first] = tools.map(({ function: { name } }) => name);
  const prompt = messages.findLast(({ role }) => role === 'system')?.content ?? '';
  if (prompt.includes('Answer with one JSON object')) return { text: JSON.stringify(gathered) };
  if (messages.at(-1)?.role === 'user' && first !== undefined) return { calls: [{ name: first }] };
  return { text: /Say: "([^"]+)"/.exec(prompt)?.[1] ?? 'Very well.' };
}
