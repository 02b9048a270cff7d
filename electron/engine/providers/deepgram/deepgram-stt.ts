/** The adapter, and the trial of a connection. */
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import type { ConnectionTestResult } from '../spec/connection-test.ts';
import type { SpeechToText } from '../spec/stt.ts';
import { socketUrl } from '../wire/address.ts';
import { testStage } from '../wire/connection-test.ts';
import { VendorError } from '../wire/vendor-error.ts';
import { VendorSocket } from '../wire/vendor-socket.ts';
import { DeepgramStream, type DeepgramStreamOptions } from './deepgram-stream.ts';
import {
  BASE_URL,
  classifyDeepgram,
  closeStreamMessage,
  listenUrl,
  parseDeepgram,
  VENDOR,
} from './protocol.ts';

export interface DeepgramOptions {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  apiKey: string;
  /** E.g. `nova-3`. */
  model: string;
  /** BCP 47, or `multi`; the vendor's default (English) when absent. */
  language?: string | null | undefined;
  /** `https://api.deepgram.com`, a region's address or a server of one's own. */
  baseUrl?: string | undefined;
  timing?: Partial<DeepgramTiming> | undefined;
}

type DeepgramTiming = Pick<
  DeepgramStreamOptions,
  | 'connectTimeoutMs'
  | 'heartbeatMs'
  | 'finalTimeoutMs'
  | 'finalizeGraceMs'
  | 'silenceTimeoutMs'
  | 'keepAliveMs'
  | 'reconnectMs'
>;

const defaultTiming: DeepgramTiming = {
  connectTimeoutMs: 5000,
  heartbeatMs: 10_000,
  finalTimeoutMs: 3000,
  finalizeGraceMs: 400,
  silenceTimeoutMs: 5000,
  keepAliveMs: 5000,
  reconnectMs: 250,
};

const TEST_TIMEOUT_MS = 8000;

/** A socket a call, opened with the stream. */
export function createDeepgramStt(options: DeepgramOptions): SpeechToText {
  const { provider, model, language = null, baseUrl = BASE_URL } = options;
  const apiKey = options.apiKey.trim();
  const timing = { ...defaultTiming, ...options.timing };
  // Only the global address takes new terms on an open stream (/docs/configure).
  const configures = socketUrl(baseUrl, '/').host === socketUrl(BASE_URL, '/').host;
  return {
    provider,
    model,
    open: () => new DeepgramStream({ apiKey, model, language, baseUrl, configures, ...timing }),
  };
}

/** Sends half a second of silence, closes the stream and waits for the vendor's summary of it. */
export async function testDeepgramConnection(
  options: DeepgramOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  return [await testStage('stt', VENDOR, () => sendSilence(options, signal))];
}

function sendSilence(options: DeepgramOptions, signal: AbortSignal): Promise<void> {
  const { model, language = null, baseUrl = BASE_URL } = options;
  const apiKey = options.apiKey.trim();
  return new Promise((resolve, reject) => {
    const socket = new VendorSocket({
      vendor: VENDOR,
      url: listenUrl({ baseUrl, model, language, keyterms: [] }),
      headers: { authorization: `Token ${apiKey}` },
      secret: apiKey,
      connectTimeoutMs: options.timing?.connectTimeoutMs,
      classify: classifyDeepgram,
      onMessage: (text) => {
        const { type } = parseDeepgram(text);
        if (type !== 'result' && type !== 'metadata') return;
        resolve();
        end();
      },
      onClosed: (error) => {
        end();
        reject(error ?? new VendorError('vendor-failed', `${VENDOR} closed without an answer.`));
      },
    });
    const timeoutMs = options.timing?.finalTimeoutMs ?? TEST_TIMEOUT_MS;
    const timer = setTimeout(() => {
      socket.fail(new VendorError('timeout', `${VENDOR} gave no answer within ${timeoutMs} ms.`));
    }, timeoutMs);
    const abort = (): void => {
      socket.fail(new VendorError('network', 'The trial was given up.'));
    };
    signal.addEventListener('abort', abort, { once: true });
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.close();
    };
    socket.opened.then(
      () => {
        const frame = Buffer.alloc(FRAME_SAMPLES * 2);
        for (let sent = 0; sent < 25; sent += 1) socket.send(frame);
        socket.send(closeStreamMessage);
      },
      () => undefined,
    );
  });
}
