/** What every voice over a vendor's socket must do, whatever its protocol; run against each vendor's own server. */
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ConnectionTestResult } from '../../spec/connection-test.ts';
import type { HostedTts } from '../../spec/hosted-tts.ts';
import { ProviderError } from '../../../base/errors.ts';
import { sineOf, type SpeechFault, type SpeechServer } from './speech-server.ts';
import type { HandshakeFault } from './vendor-server.ts';

/** What the contract sets of an adapter's options. */
export interface ContractOptions {
  provider: string;
  apiKey: string;
  model: string;
  baseUrl: string;
  deadlines?: { firstAudioMs?: number; betweenChunksMs?: number };
  connectTimeoutMs?: number;
  heartbeatMs?: number;
}

export interface SpeechVendor {
  name: string;
  server: () => SpeechServer;
  create: (options: ContractOptions) => HostedTts;
  test: (options: ContractOptions, signal: AbortSignal) => Promise<ConnectionTestResult[]>;
  /** How the vendor says that a voice does not exist: a message, or a close. */
  unknownVoice: string | { code: number; reason: string };
  /** Several texts over one socket, kept open and watched by us. Default true; a vendor's library has its own ways. */
  multiplexed?: boolean;
}

const KEY = 'key-that-nobody-may-see';
export const never = new AbortController().signal;

export async function wholeSpeech(audio: AsyncIterable<Int16Array>): Promise<Int16Array> {
  const all: number[] = [];
  for await (const chunk of audio) all.push(...chunk);
  return Int16Array.from(all);
}

export async function failureOf(audio: AsyncIterable<Int16Array>): Promise<Record<string, unknown>> {
  try {
    await wholeSpeech(audio);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    expect(error.message).not.toContain(KEY);
    return { code: error.code, retryable: error.retryable, message: error.message };
  }
  throw new Error('It did not fail');
}

/** A server and an adapter that talks to it; both are closed at the end of the test. */
export async function speechSetUp<S extends SpeechServer>(
  vendor: { server: () => S; create: (options: ContractOptions) => HostedTts },
  options: Partial<ContractOptions> = {},
): Promise<{ server: S; tts: HostedTts; options: ContractOptions }> {
  const server = await vendor.server().listen();
  const whole = { provider: 'here', apiKey: KEY, model: 'model-1', baseUrl: server.baseUrl, ...options };
  const tts = vendor.create(whole);
  onTestFinished(async () => {
    tts.close();
    await server.close();
  });
  return { server, tts, options: whole };
}

/** For more handshakes than a test makes. */
function always(fault: HandshakeFault): HandshakeFault[] {
  return Array.from({ length: 20 }, () => fault);
}

export function describeSpeech(vendor: SpeechVendor): void {
  const { multiplexed = true } = vendor;
  describe(`${vendor.name}: a voice on a vendor's socket`, () => {
    it('speaks texts one after the other over one warm socket', async () => {
      const { server, tts } = await speechSetUp(vendor);
      const first = await wholeSpeech(tts.synthesize('Hello there.', {}, never));
      const second = await wholeSpeech(tts.synthesize('Bye.', {}, never));
      expect({ first, second, texts: server.texts, sockets: server.connections.length }).toEqual({
        first: sineOf('Hello there.'),
        second: sineOf('Bye.'),
        texts: ['Hello there.', 'Bye.'],
        sockets: 1,
      });
    });

    it('speaks several texts at once, each with its own sound', async () => {
      const { server, tts } = await speechSetUp(vendor);
      server.firstAudioMs = 5;
      server.chunkEveryMs = 1;
      const texts = ['One.', 'Twenty.', 'Three hundred.', 'Go.'];
      const heard = await Promise.all(texts.map((text) => wholeSpeech(tts.synthesize(text, {}, never))));
      expect(heard.map((samples) => samples.length)).toEqual(texts.map((text) => sineOf(text).length));
      if (multiplexed) expect(server.connections.length).toBe(1);
    });

    it('hands out the first chunk before the vendor has made the second', async () => {
      const { server, tts } = await speechSetUp(vendor);
      server.chunkEveryMs = 60_000;
      const audio = tts.synthesize('A long sentence.', {}, never)[Symbol.asyncIterator]();
      expect((await audio.next()).value).toHaveLength(1600);
      await audio.return?.();
    });

    it('connects ahead when asked to, and to nothing for an empty text or an aborted signal', async () => {
      const { server, tts } = await speechSetUp(vendor);
      expect(await wholeSpeech(tts.synthesize('Hello.', {}, AbortSignal.abort()))).toHaveLength(0);
      expect(await wholeSpeech(tts.synthesize('  ', {}, never))).toHaveLength(0);
      expect(server.requests).toHaveLength(0);
      tts.warm();
      await server.until(() => server.connections.length === 1);
    });

    it('ends silently on abort, and the vendor stops', async () => {
      const { server, tts } = await speechSetUp(vendor);
      server.chunkEveryMs = 1;
      const barge = new AbortController();
      const heard: number[] = [];
      for await (const chunk of tts.synthesize('A sentence of some length.', {}, barge.signal)) {
        heard.push(chunk.length);
        if (heard.length === 2) barge.abort();
      }
      expect(heard.length).toBe(2);
      await server.until(() => server.speaking.size === 0);
      expect(await wholeSpeech(tts.synthesize('Next.', {}, never))).toEqual(sineOf('Next.'));
    });

    it('stops the vendor when the loop is left, and before the socket is even open', async () => {
      const { server, tts } = await speechSetUp(vendor);
      server.chunkEveryMs = 1;
      for await (const chunk of tts.synthesize('A sentence of some length.', {}, never)) {
        expect(chunk).toHaveLength(1600);
        break;
      }
      await server.until(() => server.speaking.size === 0);
      const barge = new AbortController();
      const { server: cold, tts: coldTts } = await speechSetUp(vendor);
      const nothing = wholeSpeech(coldTts.synthesize('Never said.', {}, barge.signal));
      barge.abort();
      expect(await nothing).toHaveLength(0);
      if (multiplexed) await cold.until(() => cold.connections.length === 1);
      expect(await wholeSpeech(coldTts.synthesize('Said.', {}, never))).toEqual(sineOf('Said.'));
      expect(cold.texts).toEqual(['Said.']);
    });

    it('opens the socket again after the vendor has closed it, and tries a dead one once more', async () => {
      const { server, tts } = await speechSetUp(vendor);
      await wholeSpeech(tts.synthesize('One.', {}, never));
      server.last.socket.close(1001);
      if (multiplexed) await server.until(() => server.connections.length === 2);
      expect(await wholeSpeech(tts.synthesize('Two.', {}, never))).toEqual(sineOf('Two.'));
      // Dead, but the news has not come yet.
      server.last.socket.terminate();
      expect(await wholeSpeech(tts.synthesize('Three.', {}, never))).toEqual(sineOf('Three.'));
    });

    it.each([
      { status: 401, body: '{"message":"Invalid API key"}', code: 'provider-refused', retryable: false },
      { status: 402, body: '{"message":"Out of credits"}', code: 'provider-refused', retryable: false },
      { status: 429, body: 'too many requests', code: 'provider-refused', retryable: true },
      { status: 500, body: '<html>oops</html>', code: 'provider-failed', retryable: true },
      { status: 404, body: '', code: 'provider-refused', retryable: false },
    ])('says what an HTTP $status at the handshake means', async ({ status, body, code, retryable }) => {
      const { server, tts } = await speechSetUp(vendor);
      server.handshakeFaults = [{ type: 'status', status, body: `${body} ${KEY}` }];
      expect(await failureOf(tts.synthesize('Hello.', {}, never))).toMatchObject({
        code,
        retryable,
        message: expect.stringContaining(`HTTP ${status}`) as string,
      });
    });

    it.each([
      { fault: { type: 'silent' } as const, code: 'provider-timeout' },
      { fault: { type: 'reset' } as const, code: 'provider-failed' },
    ])('gives up on a handshake that ends in $fault.type', async ({ fault, code }) => {
      const { server, tts } = await speechSetUp(vendor, {
        connectTimeoutMs: fault.type === 'silent' ? 150 : 5000,
      });
      server.handshakeFaults = always(fault);
      expect(await failureOf(tts.synthesize('Hello.', {}, never))).toMatchObject({ code, retryable: true });
      server.handshakeFaults = [];
      expect(await wholeSpeech(tts.synthesize('Hello.', {}, never))).toEqual(sineOf('Hello.'));
    });

    it('gives up on a vendor that says nothing, or nothing more, and takes a fresh socket then', async () => {
      const { server, tts } = await speechSetUp(vendor, {
        deadlines: { firstAudioMs: 150, betweenChunksMs: 150 },
      });
      server.mute = true;
      expect(await failureOf(tts.synthesize('Hello.', {}, never))).toMatchObject({
        code: 'provider-timeout',
        retryable: true,
      });
      // What it was sent before it was given up must not be answered after all.
      await server.until(() => server.connections[0]?.closedWith != null);
      server.mute = false;
      server.speechFaults = [{ type: 'stall-after-first' }];
      expect(await failureOf(tts.synthesize('Hello there.', {}, never))).toMatchObject({
        code: 'provider-timeout',
        message: expect.stringContaining('no further audio') as string,
      });
      expect(await wholeSpeech(tts.synthesize('Hello.', {}, never))).toEqual(sineOf('Hello.'));
    });

    it.runIf(multiplexed)('notices a half-open socket by its heartbeat', async () => {
      const { server, tts } = await speechSetUp(vendor, { heartbeatMs: 50 });
      server.mute = true;
      expect(await failureOf(tts.synthesize('Hello.', {}, never))).toMatchObject({
        code: 'provider-timeout',
        retryable: true,
      });
      await server.until(() => server.openSockets === 0);
    });

    it.each([
      {
        fault: { type: 'message', message: '{"type":' } as const,
        // Microsoft's library stops listening without a word; the deadline tells.
        code: multiplexed ? 'provider-failed' : 'provider-timeout',
        retryable: true,
      },
      { fault: { type: 'cut' } as const, code: 'provider-failed', retryable: true },
      {
        fault: { type: 'close', code: 1011, reason: 'internal error' } as const,
        code: 'provider-failed',
        retryable: true,
      },
      {
        fault: { type: 'close', code: 1008, reason: 'Invalid API key' } as const,
        code: 'provider-refused',
        retryable: false,
      },
      {
        fault: { type: 'close', code: 4429, reason: 'rate limit' } as const,
        code: 'provider-refused',
        retryable: true,
      },
      { fault: { type: 'close', code: 1000, reason: '' } as const, code: 'provider-failed', retryable: true },
    ])('turns $fault in the middle of a text into a typed error', async ({ fault, code, retryable }) => {
      const { server, tts } = await speechSetUp(vendor, { deadlines: { betweenChunksMs: 200 } });
      server.speechFaults = [fault];
      expect(await failureOf(tts.synthesize('Hello there.', {}, never))).toMatchObject({ code, retryable });
      expect(await wholeSpeech(tts.synthesize('Hello.', {}, never))).toEqual(sineOf('Hello.'));
    });

    it.each([
      { what: 'an address that is none', options: { baseUrl: 'not an address' }, problem: 'wrong-setting' },
      { what: 'an empty key', options: { apiKey: ' ' }, problem: 'wrong-key' },
      { what: 'a key that is none', options: { apiKey: 'κλειδί' }, problem: 'wrong-key' },
    ])('says so of $what', async ({ options, problem }) => {
      const { tts } = await speechSetUp(vendor, options);
      await expect(wholeSpeech(tts.synthesize('Hello.', {}, never))).rejects.toMatchObject({
        problem,
        retryable: false,
      });
      await expect(tts.listVoices(never)).rejects.toBeInstanceOf(ProviderError);
    });

    it('leaves no socket open after close, and fails what was under way', async () => {
      const { server, tts } = await speechSetUp(vendor);
      server.chunkEveryMs = 60_000;
      const failed = failureOf(tts.synthesize('Hello there.', {}, never));
      await server.until(() => server.speaking.size === 1);
      tts.close();
      expect(await failed).toMatchObject({ retryable: true });
      await server.until(() => server.openSockets === 0);
    });

    it('ends each text once and leaves nothing open, whatever is aborted and whatever goes wrong', async () => {
      const fault = fc.constantFrom<SpeechFault>(
        { type: 'stall' },
        { type: 'stall-after-first' },
        { type: 'cut' },
        { type: 'close', code: 1011, reason: 'internal error' },
        { type: 'message', message: '{"type":' },
      );
      const text = fc.record({
        characters: fc.integer({ min: 1, max: 12 }),
        abortAfterChunks: fc.option(fc.integer({ min: 0, max: 4 })),
      });
      const property = fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 9 }),
        fc.array(fault, { maxLength: 3 }),
        async (texts, faults) => {
          const { server, tts } = await speechSetUp(vendor, {
            deadlines: { firstAudioMs: 60, betweenChunksMs: 60 },
          });
          server.speechFaults = faults;
          const outcomes = await Promise.allSettled(
            texts.map(async ({ characters, abortAfterChunks }) => {
              const barge = new AbortController();
              if (abortAfterChunks === 0) barge.abort();
              let chunks = 0;
              for await (const chunk of tts.synthesize('a'.repeat(characters), {}, barge.signal)) {
                expect(chunk.length).toBeGreaterThan(0);
                chunks += 1;
                if (chunks === abortAfterChunks) barge.abort();
              }
            }),
          );
          for (const outcome of outcomes) {
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ProviderError);
          }
          tts.close();
          await server.until(() => server.openSockets === 0);
        },
      );
      await fc.assert(property, { numRuns: 12 });
    });

    it('tests a connection by a word that must be heard, and says what is wrong with it', async () => {
      const { server, options } = await speechSetUp(vendor);
      const well = await vendor.test(options, never);
      server.handshakeFaults = always({ type: 'status', status: 401, body: 'Invalid API key' });
      const refused = await vendor.test(options, never);
      server.handshakeFaults = [];
      server.speechFaults = [{ type: 'refuse', answer: vendor.unknownVoice }];
      const voiceless = await vendor.test(options, never);
      await server.close();
      const gone = await vendor.test(options, never);
      expect(
        [well, refused, voiceless, gone].map(([result]) => [
          result?.stage,
          result?.ok,
          result?.problem?.code,
        ]),
      ).toEqual([
        ['tts', true, undefined],
        ['tts', false, 'wrong-key'],
        ['tts', false, 'unknown-voice'],
        ['tts', false, 'network'],
      ]);
      expect(refused[0]?.problem?.fix).toContain('key');
      expect(gone[0]?.problem?.message).toContain('refused');
    });
  });
}
