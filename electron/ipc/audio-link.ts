/** Joins an audio channel of either door to a call: int16 LE bytes on one side, samples on the other. */
import { AudioError, StudioError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import { MAX_AUDIO_MESSAGE_BYTES, MAX_AUDIO_RATE_HZ, MIN_AUDIO_RATE_HZ } from '#shared/bridge/channels.ts';
import type { AudioMessage } from '#shared/bridge/channels.ts';
import type { CallsPort, StudioPort } from './ports.ts';
import { toWireError } from './wire-error.ts';

/** The page's end of the channel, as a door sees it. */
export interface AudioPipe {
  sendFrame(bytes: Uint8Array<ArrayBuffer>): void;
  sendMessage(message: AudioMessage): void;
  /** Bytes accepted but not yet taken by the page; 0 where the transport cannot tell. */
  pendingBytes(): number;
  close(): void;
}

export interface AudioLink {
  /** A binary message of the page. An odd or oversized one is not sound and is dropped. */
  receive(bytes: Uint8Array): void;
  /** The page has closed its end. */
  closed(): void;
}

/** Sound that may wait for a page that does not read, ms. Beyond it new frames are dropped until the page catches up. */
const MAX_PENDING_MS = 2000;

/** Whose sound a run's is: of a telephone call that an operator joins, or of the web call. */
export function soundOf({
  phone,
  calls,
}: Pick<StudioPort, 'phone' | 'calls'>): Pick<CallsPort, 'attachAudio'> {
  return {
    attachAudio: (runId, sampleRateHz, sink) =>
      (phone.has(runId) ? phone : calls).attachAudio(runId, sampleRateHz, sink),
  };
}

/** Attaches the pipe to the run's call, and says `open`; or says `refused` with the reason, closes, and answers null. */
export function linkAudio(
  calls: Pick<CallsPort, 'attachAudio'>,
  runId: string,
  sampleRateHz: number,
  pipe: AudioPipe,
  logger: Logger,
): AudioLink | null {
  const maxPendingBytes = ((sampleRateHz * 2) / 1000) * MAX_PENDING_MS;
  // An object, because the sink may be told that the call ended while it is being attached.
  const pipeState = { isOpen: true };
  const finish = (type: 'ended' | 'replaced'): void => {
    if (!pipeState.isOpen) return;
    pipeState.isOpen = false;
    pipe.sendMessage({ type });
    pipe.close();
  };
  try {
    checkRate(sampleRateHz);
    const attached = calls.attachAudio(runId, sampleRateHz, {
      frame: (pcm) => {
        if (pipeState.isOpen && pipe.pendingBytes() <= maxPendingBytes) pipe.sendFrame(toBytes(pcm));
      },
      clear: () => {
        if (pipeState.isOpen) pipe.sendMessage({ type: 'clear' });
      },
      ended: () => {
        finish('ended');
      },
      replaced: () => {
        finish('replaced');
      },
    });
    if (pipeState.isOpen) pipe.sendMessage({ type: 'open' });
    return {
      receive: (bytes) => {
        if (pipeState.isOpen && bytes.byteLength % 2 === 0 && bytes.byteLength <= MAX_AUDIO_MESSAGE_BYTES)
          attached.receive(toSamples(bytes));
      },
      closed: () => {
        pipeState.isOpen = false;
        attached.detach();
      },
    };
  } catch (thrown) {
    pipeState.isOpen = false;
    pipe.sendMessage({ type: 'refused', error: toWireError(thrown, 'open audio', logger) });
    pipe.close();
    return null;
  }
}

function checkRate(sampleRateHz: number): void {
  if (!Number.isInteger(sampleRateHz))
    throw new StudioError('input-invalid', 'rate: the sample rate must be a whole number of Hz.');
  if (sampleRateHz < MIN_AUDIO_RATE_HZ || sampleRateHz > MAX_AUDIO_RATE_HZ)
    throw new AudioError(
      'audio-invalid',
      `rate: ${sampleRateHz} Hz is outside ${MIN_AUDIO_RATE_HZ}–${MAX_AUDIO_RATE_HZ} Hz. Choose another sample rate.`,
    );
}

/** A copy: the sender may keep the bytes while the engine reuses its frame. Every platform of ours is little-endian. */
function toBytes(pcm: Int16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Int16Array(pcm).buffer);
}

/** A copy too: bytes of a socket may begin at an odd offset, where samples cannot. */
function toSamples(bytes: Uint8Array): Int16Array {
  return new Int16Array(new Uint8Array(bytes).buffer);
}
