/** Names and limits of both doors, without a schema, so that the preload and the page's bridge stay small. */
import type { AudioControl, BridgeTransport, PushName } from './contract.ts';
import type { WireError, WireReply } from './wire.ts';

/** Electron: ipc channels. `call` and `audio` are invoked by the page, the others are sent to it. */
export const ipcChannels = {
  call: 'parley:call',
  push: 'parley:push',
  audio: 'parley:audio',
  audioPort: 'parley:audio-port',
} as const;

/** Electron: the page's own origin, served by the custom protocol. */
export const appScheme = 'app';
export const appOrigin = 'app://parley';

/** Browser door: paths of the two WebSockets. */
export const socketPaths = { bridge: '/bridge', audio: '/audio' } as const;

/** Largest JSON message on `/bridge`, bytes: an import of 20 million characters, escaped, fits. */
export const MAX_BRIDGE_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Largest audio message, bytes: a second and a third of int16 at 96 kHz. */
export const MAX_AUDIO_MESSAGE_BYTES = 256 * 1024;
/** Rates that an audio channel may be opened at, Hz. */
export const MIN_AUDIO_RATE_HZ = 8000;
export const MAX_AUDIO_RATE_HZ = 96_000;

/** JSON text messages on an audio channel, studio → page. `open` comes first; `refused` instead of it, then the channel closes. */
export type AudioMessage = AudioControl | { type: 'open' } | { type: 'refused'; error: WireError };

/** Electron: what preload puts on `window.parley`. The audio port follows by `window.postMessage`, because a MessagePort cannot cross the context bridge. */
export interface PreloadBridge extends Pick<BridgeTransport, 'call' | 'on' | 'resolveUrl'> {
  readonly door: 'electron';
  /** Asks for the audio of a web call; on success the page is posted an `AudioPortMessage` with this token and the port. */
  requestAudio(runId: string, sampleRateHz: number, token: string): Promise<WireReply<undefined>>;
}

export interface AudioPortMessage {
  type: typeof ipcChannels.audioPort;
  token: string;
}

export interface PushMessage {
  name: PushName;
  payload: unknown;
}
