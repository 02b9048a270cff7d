/**
 * A scripted OpenAI-compatible server on a real socket, for benches and end-to-end tests: it answers chat, transcription
 * (posted and realtime) and speech with the delays and the faults that it is told.
 */
import type { ServerResponse } from 'node:http';
import { readUtterance } from './multipart.ts';
import { RealtimeEndpoint } from './realtime-endpoint.ts';
import type { Fault, FaultStage, ServerDelays, ServerScript } from './server-script.ts';
import { reset, sse, WireServer, type ReceivedRequest } from './wire-server.ts';

const SPEECH_RATE_HZ = 24_000;
/** A chunk of speech on the wire: 100 ms. */
const CHUNK_BYTES = (SPEECH_RATE_HZ / 10) * 2;

const noDelays: ServerDelays = {
  llmFirstTokenMs: 0,
  llmTokenMs: 0,
  sttFinalMs: 0,
  sttPartialMs: 0,
  ttsFirstAudioMs: 0,
  ttsChunkMs: 0,
};

const defaults: ServerScript = {
  reply: () => ({ text: 'Hello.' }),
  transcript: () => 'hello',
  voice: (text) => sine(Math.max(100, text.length * 60)),
  fault: () => null,
  models: ['some-model'],
};

export class OpenAiServer {
  readonly wire: WireServer;
  readonly script: ServerScript;
  readonly delays: ServerDelays;
  readonly #realtime: RealtimeEndpoint;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #counts: Record<FaultStage, number> = { llm: 0, stt: 0, tts: 0 };
  #utterances = 0;

  private constructor(wire: WireServer, script: ServerScript, delays: ServerDelays) {
    this.wire = wire;
    this.script = script;
    this.delays = delays;
    wire.handler = (request, response) => void this.#answer(request, response);
    this.#realtime = new RealtimeEndpoint(wire.server, {
      delays,
      transcript: (samples) => this.#transcript(samples),
      fault: () => this.#fault('stt'),
    });
  }

  static async start(
    script: Partial<ServerScript> = {},
    delays: Partial<ServerDelays> = {},
  ): Promise<OpenAiServer> {
    const wire = await WireServer.start();
    return new OpenAiServer(wire, { ...defaults, ...script }, { ...noDelays, ...delays });
  }

  /** `http://127.0.0.1:PORT/v1` */
  get baseUrl(): string {
    return this.wire.baseUrl;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#realtime.close();
    await this.wire.close();
  }

  async #answer(request: ReceivedRequest, response: ServerResponse): Promise<void> {
    const path = new URL(request.path, 'http://here').pathname;
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (path.endsWith('/models')) {
      json(response, { object: 'list', data: this.script.models.map((id) => ({ id, object: 'model' })) });
    } else if (path.endsWith('/chat/completions')) await this.#chat(request, response);
    else if (path.endsWith('/audio/transcriptions')) await this.#transcribe(request, response);
    else if (path.endsWith('/audio/speech')) await this.#speak(request, response);
    else json(response, { error: { message: `Unknown path ${path}` } }, 404);
  }

  async #chat(request: ReceivedRequest, response: ServerResponse): Promise<void> {
    const fault = this.#fault('llm');
    if (this.#failsAtOnce(fault, response)) return;
    const { text = '', calls = [] } = this.script.reply(request.json());
    const words = text.match(/\s*\S+/g) ?? [];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    await this.#wait(this.delays.llmFirstTokenMs);
    const half = Math.ceil(words.length / 2);
    for (const [index, word] of words.entries()) {
      if (index > 0) await this.#wait(this.delays.llmTokenMs);
      if (fault !== null && index === half) break;
      response.write(delta({ content: word }));
    }
    if (this.#failsInside(fault, response, 'data: {"choices": [{"del\n\n')) return;
    for (const [index, { name, arguments: values = {} }] of calls.entries()) {
      const call = {
        index,
        id: `call_${index}`,
        type: 'function',
        function: { name, arguments: JSON.stringify(values) },
      };
      response.write(delta({ tool_calls: [call] }));
    }
    response.write(delta({}, calls.length > 0 ? 'tool_calls' : 'stop'));
    const usage = {
      prompt_tokens: Math.ceil(request.body.length / 4),
      completion_tokens: words.length + calls.length,
    };
    const total_tokens = usage.prompt_tokens + usage.completion_tokens;
    response.end(`${sse({ choices: [], usage: { ...usage, total_tokens } })}data: [DONE]\n\n`);
  }

  async #transcribe(request: ReceivedRequest, response: ServerResponse): Promise<void> {
    const fault = this.#fault('stt');
    if (this.#failsAtOnce(fault, response)) return;
    const { fields, samples } = readUtterance(request);
    await this.#wait(this.delays.sttFinalMs);
    const text = this.#transcript(samples);
    const streams = fields['stream'] === 'true';
    response.writeHead(200, { 'content-type': streams ? 'text/event-stream' : 'application/json' });
    if (this.#failsInside(fault, response, streams ? 'data: {"type\n\n' : '{"text":')) return;
    if (!streams) response.end(JSON.stringify({ text }));
    else {
      response.write(sse({ type: 'transcript.text.delta', delta: text }));
      response.end(sse({ type: 'transcript.text.done', text }));
    }
  }

  async #speak(request: ReceivedRequest, response: ServerResponse): Promise<void> {
    const fault = this.#fault('tts');
    if (this.#failsAtOnce(fault, response)) return;
    const { input } = request.json();
    const samples = this.script.voice(String(input));
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    await this.#wait(this.delays.ttsFirstAudioMs);
    response.writeHead(200, { 'content-type': fault === 'malformed' ? 'text/html' : 'audio/pcm' });
    const half = Math.ceil(bytes.length / CHUNK_BYTES / 2) * CHUNK_BYTES;
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      if (at > 0) await this.#wait(this.delays.ttsChunkMs);
      if (fault !== null && at >= half) break;
      response.write(bytes.subarray(at, at + CHUNK_BYTES));
    }
    if (!this.#failsInside(fault, response, '<html>')) response.end();
  }

  #transcript(samples: Int16Array): string {
    const text = this.script.transcript(samples, this.#utterances);
    this.#utterances += 1;
    return text;
  }

  #fault(stage: FaultStage): Fault | null {
    const fault = this.script.fault(stage, this.#counts[stage]);
    this.#counts[stage] += 1;
    return fault;
  }

  #failsAtOnce(fault: Fault | null, response: ServerResponse): boolean {
    if (fault === null) return false;
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return true;
    }
    if (fault === 'reset') reset(response);
    return fault === 'reset' || fault === 'half-open';
  }

  #failsInside(fault: Fault | null, response: ServerResponse, malformed: string): boolean {
    // A turn later, so that what was written has left.
    if (fault === 'cut') setImmediate(() => response.socket?.destroy());
    if (fault === 'malformed') response.end(malformed);
    return fault !== null;
  }

  #wait(delayMs: number): Promise<void> {
    if (delayMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, delayMs);
      this.#timers.add(timer);
    });
  }
}

function delta(fields: object, finish: string | null = null): string {
  return sse({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** 440 Hz at −12 dBFS, so long. */
export function sine(lengthMs: number, rateHz = SPEECH_RATE_HZ): Int16Array {
  return Int16Array.from({ length: Math.round((rateHz * lengthMs) / 1000) }, (_, n) =>
    Math.round(8192 * Math.sin((2 * Math.PI * 440 * n) / rateHz)),
  );
}
