/** Recording to disk while the call goes on: nothing here waits, and what is on disk can be played at every moment. */
import { close, open } from 'node:fs';
import { promisify } from 'node:util';
import { AudioError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import { writeToDisk } from './disk.ts';
import { MAX_WAV_DATA_BYTES, WAV_HEADER_BYTES, wavHeader, type WavShape } from './wav-format.ts';

/** Audio is handed to the system this often, by all recordings in one go. With the header written after it, a kill loses about half a second at most. */
const FLUSH_INTERVAL_MS = 400;
/** A flush interval of two channels at 16 kHz, and some. */
const BATCH_BYTES = 32 * 1024;
/** A batch this large goes out at once, so that a run faster than real time does not pile up. */
const FLUSH_BYTES = 256 * 1024;
/** A disk that has fallen this far behind (4 minutes of stereo) is given up. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;

const openFile = promisify(open);
const closeFile = promisify(close);

/** The recordings that have something to flush, and the moment at which they do. */
const waiting = new Set<() => void>();
let flushTimer: NodeJS.Timeout | null = null;

function atNextFlush(flush: () => void): void {
  waiting.add(flush);
  flushTimer ??= setTimeout(() => {
    flushTimer = null;
    const due = [...waiting];
    waiting.clear();
    for (const each of due) each();
  }, FLUSH_INTERVAL_MS).unref();
}

/**
 * Writes a PCM int16 WAV file. Data is appended first and the header's sizes follow it, so a reader (or a `kill -9`) never
 * meets a header that promises more than the file holds; `repairWavHeader` recovers what the last header had not yet counted.
 */
export class WavWriter {
  readonly path: string;
  readonly shape: WavShape;
  readonly #errors = new Emitter<AudioError>();
  /** The disk is full, gone or too slow: told once, after which writes are dropped and what is on disk stays playable. */
  readonly onError = this.#errors.on;
  readonly #fd: number;
  /** Filled while the other one is being written. */
  #batch = sharedBytes(BATCH_BYTES);
  #other: Uint8Array | null = null;
  #batchBytes = 0;
  #writtenBytes = 0;
  #queuedBytes = 0;
  readonly #flushDue = (): void => void this.#flush();
  #flushing: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #failure: AudioError | null = null;

  private constructor(fd: number, path: string, shape: WavShape) {
    this.#fd = fd;
    this.path = path;
    this.shape = shape;
  }

  /** Creates the file (an existing one is emptied). Throws AudioError naming the path. */
  static async open(path: string, shape: WavShape): Promise<WavWriter> {
    let fd: number;
    try {
      fd = await openFile(path, 'w');
    } catch (thrown) {
      throw recordingError(path, 'cannot be created', thrown);
    }
    const writer = new WavWriter(fd, path, shape);
    try {
      await writeToDisk(fd, [{ bytes: wavHeader(shape, 0), position: 0 }]);
    } catch (thrown) {
      await closeFile(fd).catch(() => undefined);
      throw recordingError(path, 'cannot be written', thrown);
    }
    return writer;
  }

  /** Milliseconds of audio taken so far, on disk or on the way. */
  get durationMs(): number {
    const blocks = (this.#writtenBytes + this.#queuedBytes) / (2 * this.shape.channels);
    return (blocks / this.shape.sampleRateHz) * 1000;
  }

  /** Why the file stopped growing, or null. */
  get failure(): AudioError | null {
    return this.#failure;
  }

  /** Takes interleaved samples (whole blocks of `channels`); copies them and returns at once. Ignored after `close` or a failure. */
  write(interleaved: Int16Array): void {
    if (this.#closing || this.#failure) return;
    if (interleaved.length % this.shape.channels !== 0) {
      throw new AudioError(
        'audio-invalid',
        `The recording ${this.path} has ${this.shape.channels} channels and was given ${interleaved.length} samples.`,
      );
    }
    const bytes = new Uint8Array(interleaved.buffer, interleaved.byteOffset, interleaved.byteLength);
    if (this.#queuedBytes + bytes.length > MAX_QUEUED_BYTES) {
      this.#fail(recordingError(this.path, 'stopped: the disk is too slow for it'));
      return;
    }
    if (this.#writtenBytes + this.#queuedBytes + bytes.length > MAX_WAV_DATA_BYTES) {
      this.#fail(recordingError(this.path, 'stopped: it has reached the 4 GB that a WAV file can hold'));
      return;
    }
    this.#reserve(bytes.length);
    this.#batch.set(bytes, this.#batchBytes);
    this.#batchBytes += bytes.length;
    this.#queuedBytes += bytes.length;
    if (!this.#flushing) this.#scheduleFlush();
  }

  /** Everything written is on disk and the file is closed when this resolves; it never rejects (see `failure`). */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    if (this.#batchBytes > 0 && !this.#failure) await this.#flush();
    waiting.delete(this.#flushDue);
    await closeFile(this.#fd).catch((thrown: unknown) => {
      this.#fail(recordingError(this.path, 'was not closed cleanly', thrown));
    });
    this.#errors.dispose();
  }

  #flush(): Promise<void> {
    waiting.delete(this.#flushDue);
    const full = this.#batch;
    const batch = full.subarray(0, this.#batchBytes);
    this.#batch = this.#other ?? sharedBytes(BATCH_BYTES);
    this.#other = null;
    this.#batchBytes = 0;
    const flushing = this.#append(batch).then(() => {
      // A large one was for a burst; it need not be kept.
      if (full.length <= FLUSH_BYTES) this.#other = full;
      this.#flushing = null;
      if (this.#batchBytes > 0 && !this.#failure && !this.#closing) this.#scheduleFlush();
    });
    this.#flushing = flushing;
    return flushing;
  }

  #scheduleFlush(): void {
    if (this.#batchBytes >= FLUSH_BYTES) void this.#flush();
    else atNextFlush(this.#flushDue);
  }

  async #append(batch: Uint8Array): Promise<void> {
    try {
      const sizeBytes = batch.length;
      const writtenBytes = this.#writtenBytes + sizeBytes;
      await writeToDisk(this.#fd, [
        { bytes: batch, position: WAV_HEADER_BYTES + this.#writtenBytes },
        { bytes: wavHeader(this.shape, writtenBytes), position: 0 },
      ]);
      this.#writtenBytes = writtenBytes;
      this.#queuedBytes = Math.max(0, this.#queuedBytes - sizeBytes);
    } catch (thrown) {
      this.#fail(recordingError(this.path, 'stopped', thrown));
    }
  }

  #reserve(bytes: number): void {
    const needed = this.#batchBytes + bytes;
    if (needed <= this.#batch.length) return;
    const larger = sharedBytes(Math.max(needed, this.#batch.length * 2));
    larger.set(this.#batch.subarray(0, this.#batchBytes));
    this.#batch = larger;
  }

  #fail(failure: AudioError): void {
    if (this.#failure) return;
    this.#failure = failure;
    waiting.delete(this.#flushDue);
    this.#batchBytes = 0;
    this.#queuedBytes = 0;
    this.#errors.emit(failure);
  }
}

/** The thread that writes sees it without a copy. */
function sharedBytes(sizeBytes: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(sizeBytes));
}

function recordingError(path: string, what: string, cause?: unknown): AudioError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new AudioError(
    'audio-file',
    `The recording ${path} ${what}${reason}. Check the free space of the disk and the permissions of the folder.`,
    cause === undefined ? {} : { cause },
  );
}
