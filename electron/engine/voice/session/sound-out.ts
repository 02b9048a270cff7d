/** The agent's frames on their way out: to the leg, into the recording, and (speech) to the guard against its echo. */
import type { Leg } from '../leg.ts';
import type { EchoGuard } from '../line/echo-guard.ts';
import type { Recorder } from '../recorder.ts';

export class SoundOut {
  readonly #leg: Leg;
  readonly #recorder: Recorder;
  readonly #echo: EchoGuard;

  constructor(options: { leg: Leg; recorder: Recorder; echo: EchoGuard }) {
    this.#leg = options.leg;
    this.#recorder = options.recorder;
    this.#echo = options.echo;
  }

  /** Speech, or the end of it that dies away. `atMs`: of media. */
  speech(frame: Int16Array, atMs: number): void {
    this.#leg.send(frame);
    this.#recorder.agent(frame, atMs);
    this.#echo.agent(frame, atMs);
  }

  /** What is heard where there is no speech. */
  between(frame: Int16Array, atMs: number): void {
    this.#leg.send(frame);
    this.#recorder.between(frame, atMs);
  }
}
