/**
 * Measures the wait between the caller's last sound and the agent's first, and whose time it was: a `latency` event at
 * the first frame, and the whole course of the answer as a `waterfall` when it has been heard or cut.
 */
import type { SpokenPiece } from './agent-voice.ts';
import type { EventLog } from './event-log.ts';
import type { ProviderTime, ProviderWait } from './provider-time.ts';
import type { RunEventPayload } from '#shared/domain/run-event.ts';

/** The end of a caller's turn. Milliseconds on the timeline. */
export interface TurnOver {
  /** Last sample of the caller's voice. */
  voiceEndMs: number;
  /** When the detector knew of it; null when the turn was ended while the caller still spoke. */
  vadStopMs: number | null;
}

export type ProviderNames = RunEventPayload<'waterfall'>['providers'];

interface Answer {
  /** Null for an opening and a typed line. */
  heard: TurnOver | null;
  decidedMs: number;
  /** An opening waits for nobody: it has a waterfall, but no latency. */
  opening: boolean;
  piece: SpokenPiece | null;
  firstFrameMs: number | null;
  lastFrameMs: number | null;
}

export class AnswerClock {
  readonly #providerTime: ProviderTime;
  readonly #log: EventLog;
  readonly #now: () => number;
  readonly #names: () => ProviderNames;
  /** The answer that is awaited or being heard. */
  #answer: Answer | null = null;

  /** `names`: who serves each stage, asked when a waterfall is written. */
  constructor(options: {
    providerTime: ProviderTime;
    log: EventLog;
    now: () => number;
    names: () => ProviderNames;
  }) {
    this.#providerTime = options.providerTime;
    this.#log = options.log;
    this.#now = options.now;
    this.#names = options.names;
  }

  /** Has an answer been decided on of which nothing has been heard? */
  get waiting(): boolean {
    return this.#answer !== null && this.#answer.firstFrameMs === null;
  }

  /** The agent opens the call. */
  opening(): void {
    this.#begin(null, true);
  }

  /** The end of the turn has been decided; null for a typed line. */
  turnOver(heard: TurnOver | null): void {
    this.#begin(heard, false);
  }

  /** The piece of which the next frame is the first. */
  piece(piece: SpokenPiece): void {
    if (this.#answer) this.#answer.piece ??= piece;
  }

  /** A frame of the answer leaves. With the first one, writes the `latency` event. */
  frame(): void {
    const answer = this.#answer;
    if (!answer) return;
    answer.lastFrameMs = this.#now();
    if (answer.firstFrameMs !== null) return;
    answer.firstFrameMs = answer.lastFrameMs;
    if (!answer.opening) this.#log.write('latency', this.#latency(answer, answer.firstFrameMs));
  }

  /** The answer has been heard to its end, or has been cut: writes the `waterfall`. Without an answer, nothing. */
  over(cut: boolean): void {
    const answer = this.#answer;
    this.#answer = null;
    if (!answer) return;
    const marks = this.#marks(answer);
    const { llm_request_ms: asked, first_frame_ms: heard } = marks;
    if (asked === null && heard === null) return;
    this.#log.write('waterfall', {
      ...marks,
      anchor: answer.heard ? 'voice-end' : 'decision',
      speculated: this.#waits(answer).some(
        ({ stage, startMs }) => stage === 'llm' && startMs < answer.decidedMs,
      ),
      cut,
      providers: this.#names(),
    });
  }

  #begin(heard: TurnOver | null, opening: boolean): void {
    this.over(true);
    this.#answer = {
      heard,
      decidedMs: this.#now(),
      opening,
      piece: null,
      firstFrameMs: null,
      lastFrameMs: null,
    };
  }

  #latency(answer: Answer, firstMs: number): RunEventPayload<'latency'> {
    const { heard, decidedMs } = answer;
    const waits = this.#waits(answer).filter(({ startMs }) => startMs <= firstMs);
    return {
      voice_to_voice_ms: heard && tenths(firstMs - heard.voiceEndMs),
      endpointing_ms: heard && tenths(decidedMs - heard.voiceEndMs),
      stt_final_ms: firstWait(waits, 'stt'),
      llm_first_token_ms: firstWait(waits, 'llm'),
      tts_first_audio_ms: firstWait(waits, 'tts'),
      own_overhead_ms: Math.max(0, tenths(firstMs - decidedMs - covered(waits, decidedMs, firstMs))),
    };
  }

  #marks(answer: Answer) {
    const { heard, decidedMs, piece, firstFrameMs, lastFrameMs } = answer;
    const anchorMs = heard?.voiceEndMs ?? decidedMs;
    const since = (ms: number | null | undefined): number | null =>
      ms == null ? null : tenths(ms - anchorMs);
    const waits = this.#waits(answer);
    const llm = waits.filter(({ stage }) => stage === 'llm');
    // An answer may take several requests (a function first): the token that counts is that of the one that spoke.
    const spoke = llm.findLast(({ readyMs }) => readyMs !== null && readyMs <= (piece?.textMs ?? Infinity));
    return {
      vad_stop_ms: since(heard?.vadStopMs),
      turn_decided_ms: tenths(decidedMs - anchorMs),
      stt_final_ms: since(waits.find(({ stage }) => stage === 'stt')?.readyMs),
      llm_request_ms: since(llm[0]?.startMs),
      llm_first_token_ms: since(spoke?.readyMs),
      first_sentence_ms: since(piece?.textMs),
      tts_request_ms: since(piece?.requestMs),
      tts_first_byte_ms: since(piece?.firstByteMs),
      first_frame_ms: since(firstFrameMs),
      last_frame_ms: since(lastFrameMs),
    };
  }

  /** Requests that served this answer: not those that were thrown away, nor those for which nobody waited. */
  #waits({ heard, decidedMs }: Answer): readonly ProviderWait[] {
    return this.#providerTime
      .waitsSince(heard?.voiceEndMs ?? decidedMs)
      .filter(({ stage, abandoned, background }) => stage !== 'extraction' && !abandoned && !background);
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

/** Milliseconds between the two in which at least one provider was being waited for. Waits come in order of start. */
export function covered(waits: readonly ProviderWait[], fromMs: number, toMs: number): number {
  let total = 0;
  let reached = fromMs;
  for (const { startMs, readyMs } of waits) {
    const stop = Math.min(readyMs ?? toMs, toMs);
    total += Math.max(0, stop - Math.max(startMs, reached));
    reached = Math.max(reached, stop);
  }
  return total;
}
