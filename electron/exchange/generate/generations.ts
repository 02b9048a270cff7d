/** The agents that are being planned just now, each with a way to stop it. */
import { StudioError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import { generateAgent, type GeneratedAgent, type GenerateProgress } from './generate-agent.ts';

/** Progress is told this often at most. */
const tellEveryMs = 150;

export interface GenerationProgress extends GenerateProgress {
  requestId: string;
}

export class Generations {
  readonly #providers: () => Promise<CallProviders>;
  readonly #running = new Map<string, AbortController>();
  readonly #progress = new Emitter<GenerationProgress>();
  readonly onProgress = this.#progress.on;

  /** `providers`: the studio's own, as a call of an agent that chooses none would get them. */
  constructor(providers: () => Promise<CallProviders>) {
    this.#providers = providers;
  }

  async generate(requestId: string, description: string): Promise<GeneratedAgent> {
    if (this.#running.has(requestId))
      throw new StudioError('input-invalid', 'This agent is being planned already.');
    const controller = new AbortController();
    this.#running.set(requestId, controller);
    const providers = await this.#providers().catch((error: unknown) => {
      this.#running.delete(requestId);
      throw error;
    });
    let toldAt = -Infinity;
    let attempt = 0;
    try {
      return await generateAgent(providers.llm, description, {
        signal: controller.signal,
        onProgress: (progress) => {
          const now = performance.now();
          if (progress.attempt === attempt && now - toldAt < tellEveryMs) return;
          attempt = progress.attempt;
          toldAt = now;
          this.#progress.emit({ requestId, ...progress });
        },
      });
    } finally {
      this.#running.delete(requestId);
      providers.release?.();
    }
  }

  stop(requestId: string): void {
    this.#running.get(requestId)?.abort();
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}
