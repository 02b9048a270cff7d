/** Measures the wait between the caller's last sound and the agent's first, and whose time it was. */
import type { ProviderTime, ProviderWait } from './provider-time.ts';
import type { EventLog } from './event-log.ts';

export class AnswerClock {
  readonly #providerTime: ProviderTime;
  readonly #log: EventLog;
  readonly #now: () => number;
  /** The turn that waits for its answer. Milliseconds on the timeline. */
  #turn: { speechEndMs: number | null; decidedMs: number } | null = null;

  constructor(providerTime: ProviderTime, log: EventLog, now: () => number) {
    this.#providerTime = providerTime;
    this.#log = log;
    this.#now = now;
  }

  get waiting(): boolean {
    return this.#turn !== null;
  }

  /** The end of the turn has been decided. `speechEndMs`: last sample of the caller's voice, null when typed. */
  turnOver(speechEndMs: number | null): void {
    this.#turn = { speechEndMs, decidedMs: this.#now() };
  }

  /** The first frame of the answer leaves: writes the `latency` event. */
  firstFrame(): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = null;
    const firstMs = this.#now();
    const waits = this.#providerTime
      .waitsSince(turn.decidedMs)
      .filter(({ stage, startMs }) => stage !== 'extraction' && startMs <= firstMs);
    const { speechEndMs, decidedMs } = turn;
    this.#log.write('latency', {
      voice_to_voice_ms: speechEndMs === null ? null : tenths(firstMs - speechEndMs),
      endpointing_ms: speechEndMs === null ? null : tenths(decidedMs - speechEndMs),
      stt_final_ms: firstWait(waits, 'stt'),
      llm_first_token_ms: firstWait(waits, 'llm'),
      tts_first_audio_ms: firstWait(waits, 'tts'),
      own_overhead_ms: Math.max(0, tenths(firstMs - decidedMs - covered(waits, firstMs))),
    });
  }
}

function firstWait(waits: readonly ProviderWait[], stage: ProviderWait['stage']): number | null {
  const wait = waits.find((candidate) => candidate.stage === stage);
  return wait?.readyMs == null ? null : tenths(wait.readyMs - wait.startMs);
}

/** To a tenth of a millisecond: finer than any ear, and free of binary fractions. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Milliseconds until `endMs` in which at least one provider was being waited for. Waits come in order of start. */
export function covered(waits: readonly ProviderWait[], endMs: number): number {
  let total = 0;
  let reached = -Infinity;
  for (const { startMs, readyMs } of waits) {
    const stop = Math.min(readyMs ?? endMs, endMs);
    total += Math.max(0, stop - Math.max(startMs, reached));
    reached = Math.max(reached, stop);
  }
  return total;
}
