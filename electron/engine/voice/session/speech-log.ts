/** The agent's side of the run's log: what it says, where that is held, goes on or is cut. Milliseconds of media. */
import type { EventLog } from '../event-log.ts';
import type { PlayedSegment, Segment } from '../playout.ts';
import type { ResumeReason } from '../turns/verdict.ts';

export class SpeechLog {
  readonly #log: EventLog;
  /** The speech that is held where it was being heard. */
  #held: { speechId: string; sinceMs: number } | null = null;

  constructor(log: EventLog) {
    this.#log = log;
  }

  text({ speechId, text, source, recordingId }: Segment): void {
    const recording = recordingId === undefined ? {} : { recording_id: recordingId };
    this.#log.write('agent-text', { speech_id: speechId, text, source, ...recording });
  }

  started({ speechId, text }: Segment): void {
    this.#log.write('agent-speech-start', { speech_id: speechId, text });
  }

  stopped({ segment, textPlayed, interrupted }: PlayedSegment): void {
    this.#log.write('agent-speech-stop', {
      speech_id: segment.speechId,
      text_played: textPlayed,
      interrupted,
    });
  }

  held(speechId: string, onsetMs: number, nowMs: number): void {
    this.#held = { speechId, sinceMs: nowMs };
    this.#log.write('speech-hold', { speech_id: speechId, onset_to_hold_ms: nowMs - onsetMs });
  }

  resumed(reason: ResumeReason, text: string, nowMs: number): void {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    const heldMs = nowMs - held.sinceMs;
    this.#log.write('speech-resume', { speech_id: held.speechId, held_ms: heldMs, reason, text });
  }

  /** It is decided that it does not go on. Answers since when it was held; null when it was not. */
  heldUntilCut(): number | null {
    const sinceMs = this.#held?.sinceMs ?? null;
    this.#held = null;
    return sinceMs;
  }

  interrupted({ segment, textPlayed }: PlayedSegment, onsetToStopMs: number): void {
    this.#log.write('interruption', {
      speech_id: segment.speechId,
      text_played: textPlayed,
      onset_to_stop_ms: onsetToStopMs,
    });
  }
}
