/**
 * What the **Test** button runs: for each stage that a connection serves a small real request, by the adapters that a call
 * would use. One token, a word of speech and a second of sound: a test costs next to nothing, and proves what a list of
 * models does not, that key, model, credit and format go together.
 */
import { openAiPreset } from '#shared/domain/provider-presets.ts';
import type { ProviderStage } from '#shared/domain/providers.ts';
import { ConfigError } from '../../base/errors.ts';
import type {
  ConnectionProblem,
  ConnectionProblemCode,
  ConnectionTestResult,
} from '../spec/connection-test.ts';
import { VendorError } from '../wire/vendor-error.ts';
import { createOpenAiChat } from './chat.ts';
import { OpenAiError, type FailureReason } from './errors.ts';
import { listOpenAiModels } from './models.ts';
import { nameOf, type OpenAiConnectionOptions } from './options.ts';
import { createOpenAiSpeech } from './speech.ts';
import { createOpenAiTranscription } from './transcription.ts';

/** A test that takes longer than a person waits has failed; a local server may be loading its model. In milliseconds. */
const LIMIT_MS = 20_000;
const LOCAL_LIMIT_MS = 90_000;
/** So many models are named where the one asked for is missing. */
const MAX_NAMED = 6;
/** The tone that is transcribed: 300 Hz at −20 dBFS, so that silence detection of the server lets it pass. */
const TONE_SAMPLES = 16_000;

export interface OpenAiTestOptions extends OpenAiConnectionOptions {
  /** The models to try; for an absent one the preset's default, else the first that the server offers. */
  models?: Partial<Record<ProviderStage, string>>;
  /** The stages to try; all that the preset serves when absent. */
  stages?: readonly ProviderStage[];
  voice?: string;
  language?: string;
}

/** One result a stage, in the stages' order. Never throws for what a server does; a result says what failed and why. */
export async function testOpenAiConnection(
  options: OpenAiTestOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  const stages = options.stages ?? openAiPreset(options.preset).stages;
  const isHosted = openAiPreset(options.preset).kind === 'hosted';
  const limitMs = isHosted ? LIMIT_MS : LOCAL_LIMIT_MS;
  const offered = offeredModels(options, signal);
  return Promise.all(stages.map((stage) => testStage(stage, options, offered, limitMs, signal)));
}

/** Asked for once, and only when it is needed. */
type OfferedModels = () => Promise<string[]>;

function offeredModels(options: OpenAiTestOptions, signal: AbortSignal): OfferedModels {
  let asked: Promise<string[]> | null = null;
  return () => {
    asked ??= listOpenAiModels(options, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
    return asked;
  };
}

/** Undefined where none was chosen and the server does not say which it has. Throws when it cannot be asked at all. */
async function modelFor(
  stage: ProviderStage,
  { models, preset }: OpenAiTestOptions,
  offered: OfferedModels,
): Promise<string | undefined> {
  const known = models?.[stage] ?? openAiPreset(preset).models[stage]?.[0];
  if (known !== undefined) return known;
  try {
    return (await offered())[0];
  } catch (error) {
    if (error instanceof OpenAiError && (error.reason === 'address' || error.reason === 'not-json'))
      return undefined;
    throw error;
  }
}

async function testStage(
  stage: ProviderStage,
  options: OpenAiTestOptions,
  offered: OfferedModels,
  limitMs: number,
  signal: AbortSignal,
): Promise<ConnectionTestResult> {
  const startedMs = performance.now();
  const since = (): number => Math.round(performance.now() - startedMs);
  const limit = AbortSignal.timeout(limitMs);
  const failed = (problem: ConnectionProblem): ConnectionTestResult => ({
    stage,
    ok: false,
    ms: since(),
    problem,
  });
  try {
    const model = await modelFor(stage, options, offered);
    if (model === undefined) {
      return failed({
        code: 'unknown-model',
        message: `No model was chosen for ${nameOf(options)}, and it does not say which ones it has.`,
        fix: 'Enter the name of the model as the server knows it.',
      });
    }
    await trials[stage]({ ...options, model }, AbortSignal.any([signal, limit]));
    if (limit.aborted) return failed(tooLong(options, limitMs));
    if (signal.aborted) return failed(stopped(options));
    return { stage, ok: true, ms: since() };
  } catch (error) {
    if (signal.aborted) return failed(stopped(options));
    return failed(limit.aborted ? tooLong(options, limitMs) : await problemOf(error, options, offered));
  }
}

type Trial = (options: OpenAiTestOptions & { model: string }, signal: AbortSignal) => Promise<void>;

const trials: Record<ProviderStage, Trial> = {
  llm: async (options, signal) => {
    const chat = createOpenAiChat({ ...options, maxTokens: 16 });
    try {
      const request = { messages: [{ role: 'user' as const, content: 'Say "yes".' }], functions: [] };
      // The whole answer: a filter or a broken stream shows only at its end.
      for await (const _ of chat.stream(request, signal)) continue;
    } finally {
      chat.close();
    }
  },
  tts: async (options, signal) => {
    const speech = createOpenAiSpeech(options);
    try {
      let samples = 0;
      for await (const chunk of speech.synthesize('Yes.', {}, signal)) samples += chunk.length;
      if (samples === 0 && !signal.aborted) {
        throw new VendorError(
          'vendor-failed',
          `${nameOf(options)} (${options.model}) made no sound of a test word.`,
        );
      }
    } finally {
      speech.close();
    }
  },
  stt: async (options, signal) => {
    const stt = createOpenAiTranscription(options);
    const stop = (): void => {
      stt.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const stream = stt.open();
      stream.begin();
      await stream.push(tone());
      // What it hears in a tone does not matter, that it answers does.
      await stream.finish();
    } finally {
      signal.removeEventListener('abort', stop);
      stt.close();
    }
  },
};

function tone(): Int16Array {
  return Int16Array.from({ length: TONE_SAMPLES }, (_, n) =>
    Math.round(3_277 * Math.sin((2 * Math.PI * 300 * n) / 16_000)),
  );
}

const codes: Record<FailureReason, ConnectionProblemCode> = {
  'host-not-found': 'network',
  'connection-refused': 'network',
  network: 'network',
  tls: 'network',
  'certificate-time': 'clock',
  key: 'wrong-key',
  forbidden: 'wrong-key',
  address: 'wrong-setting',
  model: 'unknown-model',
  voice: 'unknown-voice',
  quota: 'no-quota',
  'rate-limit': 'rate-limited',
  request: 'wrong-setting',
  server: 'vendor-failed',
  'not-json': 'vendor-failed',
  cut: 'vendor-failed',
  content: 'vendor-failed',
  timeout: 'timeout',
};

async function problemOf(
  error: unknown,
  options: OpenAiTestOptions,
  offered: OfferedModels,
): Promise<ConnectionProblem> {
  if (error instanceof VendorError) return { code: error.problem, message: error.happened, fix: error.fix };
  if (error instanceof ConfigError) {
    return { code: 'wrong-setting', message: error.message, fix: 'Correct the base URL of this connection.' };
  }
  if (!(error instanceof OpenAiError)) {
    const said = error instanceof Error ? error.message : String(error);
    return {
      code: 'vendor-failed',
      message: `${nameOf(options)} could not be tested: ${said}`,
      fix: 'Try again; if it goes on, check the base URL.',
    };
  }
  const { reason, happened, fix } = error;
  const models = reason === 'model' ? await offered().catch(() => []) : [];
  return {
    code: codes[reason],
    message: happened,
    fix: models.length > 0 ? `Choose one of these: ${namesOf(models)}.` : fix,
  };
}

function namesOf(models: readonly string[]): string {
  const more = models.length - MAX_NAMED;
  return models.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function tooLong(options: OpenAiTestOptions, limitMs: number): ConnectionProblem {
  return {
    code: 'timeout',
    message: `${nameOf(options)} did not finish a small request within ${limitMs / 1000} s.`,
    fix: 'Try again; if it goes on, choose a smaller model, or check the network.',
  };
}

function stopped(options: OpenAiTestOptions): ConnectionProblem {
  return { code: 'timeout', message: `The test of ${nameOf(options)} was stopped.`, fix: 'Start it again.' };
}
