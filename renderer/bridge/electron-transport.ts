/** The desktop door: `window.parley` for calls and pushes, a MessagePort for each call's sound. */
import type { AudioMessage, PreloadBridge } from '#shared/bridge/channels.ts';
import type { AudioChannel, BridgeTransport } from '#shared/bridge/contract.ts';
import { AudioInbox } from './audio-inbox.ts';
import { BridgeError, connectionLost } from './bridge-error.ts';

/** The part of a MessagePort that is used here. */
export interface PortLike {
  onmessage: ((event: never) => void) | null;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  addEventListener(type: 'close', listener: () => void): void;
}

export interface ElectronTransportOptions {
  preload: PreloadBridge;
  /** Told of each audio port that preload hands over, with the token it was asked for by. Answers the unsubscriber. */
  onAudioPort: (listener: (token: string, port: PortLike) => void) => () => void;
}

export function createElectronTransport(options: ElectronTransportOptions): BridgeTransport {
  const { preload } = options;
  return {
    door: 'electron',
    status: 'connected',
    onStatus: () => () => undefined,
    call: (method, input) => preload.call(method, input),
    on: (listener) => preload.on(listener),
    resolveUrl: (url) => preload.resolveUrl(url),
    openAudio: async (runId, sampleRateHz) => {
      const token = crypto.randomUUID();
      let stop = (): void => undefined;
      const handedOver = new Promise<PortLike>((resolve) => {
        stop = options.onAudioPort((portToken, port) => {
          if (portToken === token) resolve(port);
        });
      });
      try {
        const reply = await preload.requestAudio(runId, sampleRateHz, token);
        if (!reply.ok) throw new BridgeError(reply.error);
        return await openPortAudio(await handedOver);
      } finally {
        stop();
      }
    },
  };
}

function openPortAudio(port: PortLike): Promise<AudioChannel> {
  const inbox = new AudioInbox();
  const channel: AudioChannel = {
    send: (frame) => {
      port.postMessage(frame);
    },
    onFrame: inbox.onFrame,
    onControl: inbox.onControl,
    onClose: inbox.onClose,
    close: () => {
      port.close();
      inbox.closed();
    },
  };
  return new Promise((resolve, reject) => {
    port.addEventListener('close', () => {
      inbox.closed();
      // Without effect once the channel has opened or was refused.
      reject(connectionLost());
    });
    port.onmessage = ({ data }: { data: ArrayBuffer | AudioMessage }) => {
      if (!(data instanceof ArrayBuffer) && data.type === 'refused') {
        reject(new BridgeError(data.error));
        channel.close();
        return;
      }
      // `open`, or the sound of a call that was faster than it.
      resolve(channel);
      if (data instanceof ArrayBuffer) inbox.frame(data);
      else if (data.type !== 'open') inbox.control(data);
      if (!(data instanceof ArrayBuffer) && (data.type === 'ended' || data.type === 'replaced'))
        channel.close();
    };
    port.start();
  });
}
