/** Providers whose every request follows a script, on a clock that counts what is left running. */
import { ProviderError } from '../../../base/errors.ts';
import { VirtualTimeline } from '../../../base/timeline.ts';
import type { LanguageModel, LlmEvent } from '../../spec/llm.ts';
import type { SpeechToText } from '../../spec/stt.ts';
import type { TextToSpeech } from '../../spec/tts.ts';
import { Circuits } from '../circuits.ts';
import type { ChainClock, ChainLink, ChainOptions, NamedProvider, ProviderFallback } from '../link.ts';

/** What a provider does once it has given `items` items; each comes 100 ms after the one before. */
export interface Script {
  items: number;
  then: 'finish' | 'fail' | 'refuse' | 'stall' | 'end' | 'deaf-stall';
}

const stepMs = 100;

/** A virtual clock that knows which timers of the chain are still set, and providers that count who is still at work. */
export class Stage {
  readonly timeline = new VirtualTimeline();
  readonly circuits = new Circuits(() => this.timeline.now());
  readonly fallbacks: ProviderFallback[] = [];
  timers = 0;
  /** Requests that have neither ended nor been told to stop. */
  working = 0;
  openStreams = 0;

  readonly clock: ChainClock = {
    now: () => this.timeline.now(),
    at: (dueMs, task) => {
      this.timers += 1;
      let live = true;
      const over = (): void => {
        if (live) this.timers -= 1;
        live = false;
      };
      const timer = this.timeline.at(dueMs, () => {
        over();
        task();
      });
      return {
        dispose: () => {
          over();
          timer.dispose();
        },
      };
    },
  };

  get options(): ChainOptions {
    return {
      clock: this.clock,
      circuits: this.circuits,
      onFallback: (fallback) => this.fallbacks.push(fallback),
    };
  }

  link<P extends NamedProvider, D>(provider: P, deadlines: D | null): ChainLink<P, D> {
    return { id: provider.model, provider, deadlines };
  }

  /** Lets time pass until the work is done. */
  async play<T>(work: () => Promise<T>): Promise<T> {
    const done = work().finally(() => {
      this.timeline.dispose();
    });
    await this.timeline.run();
    return done;
  }

  /** The steps of one request, `item` each, ended as the script says; throws, stalls or ends. */
  async *steps(name: string, script: Script, signal: AbortSignal): AsyncGenerator<number> {
    this.working += 1;
    // One that takes no notice of the signal cannot be told to stop; it is given up.
    const isDeaf = script.then === 'deaf-stall';
    let stopped = false;
    const stop = (): void => {
      if (!stopped) this.working -= 1;
      stopped = true;
    };
    signal.addEventListener('abort', stop);
    try {
      for (let item = 0; item < script.items; item += 1) {
        await this.#wait(stepMs, signal);
        if (signal.aborted) return;
        yield item;
      }
      await this.#wait(stepMs, signal);
      if (signal.aborted) return;
      if (script.then === 'stall') await this.#wait(1e9, signal);
      if (isDeaf) await new Promise(() => undefined);
      if (script.then === 'fail')
        throw new ProviderError('provider-failed', `${name} failed.`, { retryable: true });
      if (script.then === 'refuse') throw new ProviderError('provider-refused', `${name} refused.`);
    } finally {
      stop();
    }
  }

  model(name: string, scripts: Script[]): LanguageModel {
    const steps = (script: Script, signal: AbortSignal): AsyncIterable<number> =>
      this.steps(name, script, signal);
    const next = (): Script => scripts.shift() ?? { items: 1, then: 'finish' };
    return {
      provider: 'scripted',
      model: name,
      rehearsal: false,
      async *stream(_request, signal): AsyncGenerator<LlmEvent> {
        const script = next();
        for await (const item of steps(script, signal)) yield { type: 'text-delta', text: `${name}${item} ` };
        if (script.then === 'finish' && !signal.aborted)
          yield { type: 'finish', usage: usageOf(script.items) };
      },
    };
  }

  voice(name: string, scripts: Script[], texts: string[] = []): TextToSpeech {
    const steps = (script: Script, signal: AbortSignal): AsyncIterable<number> =>
      this.steps(name, script, signal);
    return {
      provider: 'scripted',
      model: name,
      voices: [],
      async *synthesize(text, _options, signal) {
        texts.push(text);
        const script = scripts.shift() ?? { items: 1, then: 'finish' };
        // 100 ms of sound an item.
        for await (const item of steps(script, signal)) yield new Int16Array(1600).fill(item + 1);
      },
    };
  }

  /** `finish` follows the script; its transcript tells the samples that it heard. */
  recogniser(name: string, scripts: Script[], failingPushes = new Set<number>()): SpeechToText {
    const steps = (script: Script, signal: AbortSignal): AsyncIterable<number> =>
      this.steps(name, script, signal);
    return {
      provider: 'scripted',
      model: name,
      open: () => {
        this.openStreams += 1;
        const closed = new AbortController();
        let heard: number[] = [];
        let pushes = 0;
        return {
          setHints: () => undefined,
          begin: () => {
            heard = [];
          },
          push: (samples) => {
            pushes += 1;
            heard.push(...samples);
            return failingPushes.has(pushes)
              ? Promise.reject(new ProviderError('provider-failed', `${name} lost its line.`))
              : Promise.resolve({ text: `${name} hears ${String(heard.length)}` });
          },
          finish: async () => {
            const utterance = heard;
            const script = scripts.shift() ?? { items: 0, then: 'finish' };
            for await (const _ of steps(script, closed.signal));
            return {
              text: `${name}: ${utterance.join(' ')}`,
              understood: true,
              audioSeconds: utterance.length / 16_000,
            };
          },
          cancel: () => undefined,
          close: () => {
            this.openStreams -= closed.signal.aborted ? 0 : 1;
            closed.abort();
          },
        };
      },
    };
  }

  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = this.timeline.at(this.timeline.now() + waitMs, () => {
        resolve();
      });
      signal.addEventListener('abort', () => {
        timer.dispose();
        resolve();
      });
    });
  }
}

export function usageOf(tokens: number) {
  return {
    prompt_tokens: 10,
    completion_tokens: tokens,
    total_tokens: 10 + tokens,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  };
}
