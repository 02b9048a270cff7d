/**
 * Vendors' ports that do what a plan says, and what it says is often wrong: late, silent, broken off. Every stream is
 * counted, so that a test can tell whether all of them were closed. Their waits are events of the timeline.
 */
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import { ProviderError } from '../../base/errors.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { LanguageModel, LlmEvent } from '../../providers/spec/llm.ts';
import type { SttStream } from '../../providers/spec/stt.ts';
import type { TextToSpeech } from '../../providers/spec/tts.ts';

export type Fault = 'none' | 'stall' | 'error' | 'late';

/** One request: how long it takes, what it says or calls, and what goes wrong after so many pieces. */
export interface PlannedAnswer {
  delayMs: number;
  text: string;
  /** A function to call after the text; the name of an edge, or of none. */
  call: string | null;
  fault: Fault;
  faultAfter: number;
}

/** What the providers wait on; not the session's own, so that a test can tell whose event is left. */
export type Clock = Pick<Timeline, 'now' | 'at'>;

export interface StreamCount {
  opened: number;
  closed: number;
}

const lateMs = 4000;

/** Waits on the timeline, or until the signal is aborted. `Infinity`: only that. */
function wait(timeline: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = ms === Infinity ? undefined : timeline.at(timeline.now() + ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        timer?.dispose();
        resolve();
      },
      { once: true },
    );
  });
}

async function suffer(timeline: Clock, fault: Fault, signal: AbortSignal): Promise<void> {
  if (fault === 'stall') await wait(timeline, Infinity, signal);
  if (fault === 'late') await wait(timeline, lateMs, signal);
  if (fault === 'error' && !signal.aborted)
    throw new ProviderError('provider-failed', 'The provider is out of order.', { retryable: true });
}

const usage = {
  prompt_tokens: 10,
  completion_tokens: 5,
  total_tokens: 15,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};

/** Answers in the order of the plan, then over again; extraction finds nothing. */
export function faultyModel(
  timeline: Clock,
  plan: readonly PlannedAnswer[],
  count: StreamCount,
): LanguageModel {
  let requests = 0;
  async function* stream(
    request: Parameters<LanguageModel['stream']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<LlmEvent> {
    count.opened += 1;
    try {
      if (request.extract) {
        yield { type: 'text-delta', text: '{}' };
        yield { type: 'finish', usage };
        return;
      }
      const answer = plan[requests++ % plan.length];
      if (!answer) return;
      await wait(timeline, answer.delayMs, signal);
      const words = answer.text.split(/(?<= )/).filter(Boolean);
      for (const [index, text] of words.entries()) {
        if (index === answer.faultAfter) await suffer(timeline, answer.fault, signal);
        if (signal.aborted) return;
        yield { type: 'text-delta', text };
      }
      if (words.length <= answer.faultAfter) await suffer(timeline, answer.fault, signal);
      if (signal.aborted) return;
      if (answer.call !== null)
        yield { type: 'function-call', id: `call_${requests}`, name: answer.call, arguments: {} };
      yield { type: 'finish', usage };
    } finally {
      count.closed += 1;
    }
  }
  return { provider: 'faulty', model: 'llm', rehearsal: false, stream };
}

/** 20 ms of a tone a letter, a tenth of a second at a time. */
export function faultyVoice(
  timeline: Clock,
  plan: readonly PlannedAnswer[],
  count: StreamCount,
): TextToSpeech {
  let requests = 0;
  return {
    provider: 'faulty',
    model: 'tts',
    voices: [],
    async *synthesize(text, _options, signal) {
      count.opened += 1;
      try {
        const answer = plan[requests++ % plan.length];
        if (!answer) return;
        await wait(timeline, answer.delayMs / 10, signal);
        const chunks = Math.ceil(text.length / 5);
        for (let index = 0; index < chunks; index++) {
          if (index === answer.faultAfter) await suffer(timeline, answer.fault, signal);
          if (signal.aborted) return;
          yield new Int16Array(100 * SAMPLES_PER_MS).fill(3000);
        }
      } finally {
        count.closed += 1;
      }
    },
  };
}

/** A word a tenth of a second of a plan's text, a fault in every so many turns. */
export function faultyRecogniser(
  timeline: Clock,
  plan: readonly PlannedAnswer[],
  count: StreamCount,
): SttStream {
  let turns = 0;
  let samples = 0;
  const closing = new AbortController();
  const planned = (): PlannedAnswer | undefined => plan[turns % plan.length];
  const words = (): string =>
    (planned()?.text ?? '')
      .split(' ')
      .slice(0, Math.floor(samples / (200 * SAMPLES_PER_MS)))
      .join(' ');
  let told = '';
  count.opened += 1;
  return {
    setHints: () => undefined,
    begin: () => {
      samples = 0;
      told = '';
    },
    push: async (pushed) => {
      samples += pushed.length;
      const answer = planned();
      if (answer?.fault === 'error' && answer.faultAfter === 0) {
        await Promise.resolve();
        throw new ProviderError('provider-failed', 'The recogniser is out of order.', { retryable: true });
      }
      const text = words();
      if (text === told) return null;
      told = text;
      return { text };
    },
    finish: async () => {
      const answer = planned();
      const text = words();
      turns += 1;
      const audioSeconds = samples / 16_000;
      if (answer) {
        await wait(timeline, answer.delayMs / 4, closing.signal);
        await suffer(timeline, answer.fault, closing.signal);
      }
      return { text, understood: text !== '', audioSeconds };
    },
    cancel: () => {
      turns += 1;
    },
    close: () => {
      count.closed += 1;
      closing.abort();
    },
  };
}
