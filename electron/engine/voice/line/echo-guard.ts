/**
 * Tells which of the caller's frames hold nothing but the agent's own voice, come back from the far end (a hybrid, a
 * loudspeaker in a room). Speech in such frames is not the caller's: nobody is interrupted and no turn begins.
 *
 *   unknown ──caller's line correlates with our output──► known (delay, loss)
 *      │ line has sound while we speak, quieter than us:        │ frame ≤ 6 dB over the echo expected: explained
 *      │ explained for at most `suspicionMs`                    │ louder: the caller speaks over us
 *      ▼                                                        ▼
 *   a caller                                          correlation lost: unknown
 *
 * It never changes what is recorded or recognised; it only takes from the detector's windows their say.
 */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { EchoDelay, longestDelayMs } from './echo-delay.ts';
import { SLOW_PER_MS, SlowBand } from './slow-band.ts';

const frameLength = FRAME_MS * SLOW_PER_MS;
/** Power of two over 500 ms of delay, a frame, and a second by which a page's frames may come early or late. */
const ringLength = 4096;
/** A frame is explained up to this many times the energy of the echo expected: 6 dB; one that stands alone up to 12 dB. */
const margin = 4;
const marginOfOne = 16;
/** How far the sound of a room, or a delay that is a little wrong, may shift the echo: ±8 ms, in slow samples. */
const spread = 8 * SLOW_PER_MS;
/** The echo of a room dies away by about 1 dB a frame (RT60 1.2 s, a bare one). */
const tailOfFrame = 0.78;
/** An echo that comes back less than 4 dB weaker is not one: it is somebody. */
const loudestReturn = 0.4;
/** How long sound that might be an echo is held back before it counts as a caller, until an echo is found. */
const suspicionMs = 220;
/** After this many sounds that were none, the line is taken to have no echo: nobody is held back any more. */
const falseSuspicions = 2;
/**
 * So much of our speech that did not come back tells the same (frames where the output was above −40 dBFS): half a second of
 * it over which the line was silent, or a second over which it had sounds, of which none went together with ours.
 */
const silentFramesWithoutEcho = 25;
const framesWithoutEcho = 50;
const audibleOutput = 1e-4;
/** Below this mean square (−60 dBFS) there is nothing to explain. */
const quiet = 1e-6;
/** The line's own noise: what it never falls below for long. It may rise by 0.1 dB a frame, and a sound is 10 dB above it. */
const noiseRise = 1.023;
const soundOverNoise = 10;
/** Frames in which the line does not follow us, though it should, before the echo is taken to be gone. */
const framesToForget = 25;
/** Frames whose verdict is remembered: a detector answers later than the next frame. */
const rememberedFrames = 256;

export class EchoGuard {
  readonly #delay = new EchoDelay();
  readonly #outgoing = new SlowBand(FRAME_SAMPLES);
  readonly #incoming = new SlowBand(FRAME_SAMPLES);
  /** The agent's output by slow sample since the media opened: its low band, and its energy at full bandwidth. */
  readonly #output = new Float32Array(ringLength);
  readonly #outputEnergy = new Float32Array(ringLength);
  readonly #band = new Float32Array(frameLength);
  readonly #energy = new Float32Array(frameLength);
  /** First slow sample after the agent's last frame. */
  #outputEnd = 0;
  /** Slow samples of the caller so far. */
  #lineEnd = 0;
  /** Energy of the echo over that of its source, in the low band and at full bandwidth. */
  #lowGain = 0;
  #fullGain = 0;
  #lowEcho = 0;
  #fullEcho = 0;
  #noise = quiet;
  #suspectMs = 0;
  #cleared = 0;
  #unreturned = 0;
  #unreturnedSilent = 0;
  #strayFrames = 0;
  #over = false;
  readonly #explained = new Uint8Array(rememberedFrames);

  /** Delay of the echo on this line, ms; null while none is known. */
  get delayMs(): number | null {
    return this.#delay.delay === null ? null : this.#delay.delay / SLOW_PER_MS;
  }

  /** A frame of the agent leaves, `atMs` after the media opened. */
  agent(frame: Int16Array, atMs: number): void {
    const nominal = Math.round(atMs * SLOW_PER_MS);
    const follows = Math.abs(nominal - this.#outputEnd) <= SLOW_PER_MS * 5;
    const start = follows ? this.#outputEnd : nominal;
    if (!follows) {
      this.#outgoing.reset();
      this.#silence(this.#outputEnd, start);
    }
    this.#outgoing.push(frame, this.#band, this.#energy);
    for (let at = 0; at < frameLength; at += 1) {
      this.#output[(start + at) & (ringLength - 1)] = this.#band[at] ?? 0;
      this.#outputEnergy[(start + at) & (ringLength - 1)] = this.#energy[at] ?? 0;
    }
    this.#outputEnd = Math.max(this.#outputEnd, start + frameLength);
  }

  /** The caller's next frame. */
  caller(frame: Int16Array): void {
    const end = this.#lineEnd + frameLength;
    const index = (this.#lineEnd / frameLength) % rememberedFrames;
    this.#lineEnd = end;
    if (this.#outputEnd < end) {
      this.#silence(this.#outputEnd, end);
      this.#outputEnd = end;
      this.#outgoing.reset();
    }
    this.#incoming.push(frame, this.#band, this.#energy);
    this.#explained[index] = this.#judge(end) ? 1 : 0;
  }

  /** Do the caller's samples between these two hold nothing but our echo? Counted from the call's first. */
  explains(fromSample: number, toSample: number): boolean {
    const first = Math.floor(fromSample / FRAME_SAMPLES);
    const last = Math.ceil(toSample / FRAME_SAMPLES);
    let explained = 0;
    for (let index = first; index < last; index += 1)
      explained += this.#explained[index % rememberedFrames] ?? 0;
    return 2 * explained > last - first;
  }

  #judge(end: number): boolean {
    const low = meanOfSquares(this.#band);
    const full = mean(this.#energy);
    this.#noise = Math.max(quiet / 10, Math.min(full, noiseRise * this.#noise));
    const sound = full > Math.max(quiet, soundOverNoise * this.#noise);
    const loudest = this.#loudestOutput(end);
    if (loudest < quiet) {
      this.#suspectMs = 0;
      return false;
    }
    if (full > quiet) this.#delay.push(this.#band, this.#output, end);
    const { delay, correlation } = this.#delay;
    if (delay === null) {
      this.#noteUnreturned(end, sound);
      return sound && this.#suspect(full, loudest);
    }
    this.#suspectMs = 0;
    const [early, late] = [end - delay + spread, end - delay - spread];
    this.#lowEcho = Math.max(this.#power(early), this.#power(late), tailOfFrame * this.#lowEcho);
    this.#fullEcho = Math.max(this.#fullPower(early), this.#fullPower(late), tailOfFrame * this.#fullEcho);
    if (this.#lowGain === 0) {
      this.#lowGain = Math.min(loudestReturn, low / Math.max(this.#lowEcho, quiet));
      this.#fullGain = Math.min(loudestReturn, full / Math.max(this.#fullEcho, quiet));
    }
    const excess = Math.max(
      (low - quiet) / (this.#lowGain * this.#lowEcho + quiet),
      (full - quiet) / (this.#fullGain * this.#fullEcho + quiet),
    );
    const explained = excess <= (this.#over ? margin : marginOfOne);
    this.#over = excess > margin;
    this.#learn({ low, full, correlation, explained });
    return explained;
  }

  /** What the loss is: learned while the line follows us, since then it is ours alone. */
  #learn(frame: { low: number; full: number; correlation: number; explained: boolean }): void {
    const expectsEcho = this.#lowGain * this.#lowEcho > quiet;
    if (frame.correlation > 0.75 && this.#lowEcho > quiet) {
      this.#strayFrames = 0;
      this.#lowGain += 0.15 * (Math.min(loudestReturn, frame.low / this.#lowEcho) - this.#lowGain);
      this.#fullGain += 0.15 * (Math.min(loudestReturn, frame.full / this.#fullEcho) - this.#fullGain);
    } else if (expectsEcho && frame.explained && frame.correlation < 0.4) {
      this.#strayFrames += 1;
      if (this.#strayFrames >= framesToForget) this.#forget();
    }
  }

  #forget(): void {
    this.#delay.forget();
    this.#strayFrames = 0;
    this.#lowGain = 0;
    this.#fullGain = 0;
    this.#lowEcho = 0;
    this.#fullEcho = 0;
    this.#over = false;
  }

  /** Sound while we speak, weaker than we are, on a line of which nothing is known yet. */
  #suspect(full: number, loudest: number): boolean {
    if (this.#cleared >= falseSuspicions || full > loudestReturn * loudest) return false;
    this.#suspectMs += FRAME_MS;
    if (this.#suspectMs <= suspicionMs) return true;
    if (this.#suspectMs === suspicionMs + FRAME_MS) this.#cleared += 1;
    return false;
  }

  /** An echo of whatever delay would be there by now, and none has been found. */
  #noteUnreturned(end: number, sound: boolean): void {
    if (this.#fullPower(end - longestDelayMs * SLOW_PER_MS) < audibleOutput) return;
    this.#unreturned += 1;
    if (!sound) this.#unreturnedSilent += 1;
    if (this.#unreturnedSilent >= silentFramesWithoutEcho || this.#unreturned >= framesWithoutEcho)
      this.#cleared = falseSuspicions;
  }

  /** The loudest 20 ms of the output that could be coming back now. */
  #loudestOutput(end: number): number {
    const frames = longestDelayMs / FRAME_MS + 1;
    let loudest = 0;
    for (let frame = 0; frame < frames; frame += 1) {
      loudest = Math.max(loudest, this.#fullPower(end - frame * frameLength));
    }
    return loudest;
  }

  #fullPower(end: number): number {
    let sum = 0;
    for (let at = end - frameLength; at < end; at += 1) sum += this.#outputEnergy[at & (ringLength - 1)] ?? 0;
    return sum / frameLength;
  }

  #power(end: number): number {
    let sum = 0;
    for (let at = end - frameLength; at < end; at += 1)
      sum += (this.#output[at & (ringLength - 1)] ?? 0) ** 2;
    return sum / frameLength;
  }

  #silence(from: number, to: number): void {
    for (let at = Math.max(from, to - ringLength); at < to; at += 1) {
      this.#output[at & (ringLength - 1)] = 0;
      this.#outputEnergy[at & (ringLength - 1)] = 0;
    }
  }
}

function meanOfSquares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
