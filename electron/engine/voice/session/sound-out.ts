/**
 * The agent's frames on their way out: to the leg, into the recording, and (speech) to the guard against its echo. A person
 * who speaks instead of the agent goes the same way.
 */
import { Emitter } from '../../base/event.ts';
import type { Leg } from '../leg.ts';
import type { EchoGuard } from '../line/echo-guard.ts';
import type { Recorder } from '../recorder.ts';

export class SoundOut {
  readonly #leg: Leg;
  readonly #recorder: Recorder;
  readonly #echo: EchoGuard;
  /** What the other party hears of the agent. */
  readonly tap = new Emitter<Int16Array>();
  /** A person speaks: nothing of the agent leaves. */
  isTaken = false;

  constructor(options: { leg: Leg; recorder: Recorder; echo: EchoGuard }) {
    this.#leg = options.leg;
    this.#recorder = options.recorder;
    this.#echo = options.echo;
  }

  /** Speech, or the end of it that dies away. `atMs`: of media. */
  speech(frame: Int16Array, atMs: number): void {
    if (this.isTaken) return;
    this.tap.emit(frame);
    this.#speech(frame, atMs);
  }

  /** 20 ms of the person who speaks instead. Those do not hear themselves. */
  instead(frame: Int16Array, atMs: number): void {
    if (this.isTaken) this.#speech(frame, atMs);
  }

  #speech(frame: Int16Array, atMs: number): void {
    this.#leg.send(frame);
    this.#recorder.agent(frame, atMs);
    this.#echo.agent(frame, atMs);
  }

  /** What is heard where there is no speech. */
  between(frame: Int16Array, atMs: number): void {
    if (this.isTaken) return;
    this.tap.emit(frame);
    this.#leg.send(frame);
    this.#recorder.between(frame, atMs);
  }
}
