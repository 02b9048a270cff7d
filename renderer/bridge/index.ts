/** The renderer's only door to the studio: `bridge.call('workflows.list')`, `bridge.on('call.event', …)`. */
import { ipcChannels } from '#shared/bridge/channels.ts';
import type { AudioPortMessage, PreloadBridge } from '#shared/bridge/channels.ts';
import type { BridgeTransport } from '#shared/bridge/contract.ts';
import { createBridge } from './client.ts';
import { createElectronTransport } from './electron-transport.ts';
import { createSocketTransport } from './socket-transport.ts';

export { BridgeError } from './bridge-error.ts';
export type { Bridge } from './client.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload; absent in a browser. */
    readonly parley?: PreloadBridge;
  }
}

export const bridge = createBridge(connect);

function connect(): BridgeTransport {
  const preload = window.parley;
  if (!preload)
    return createSocketTransport({
      origin: window.location.origin,
      connect: (url) => new WebSocket(url),
      probe: () =>
        fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
          ({ status }) => status,
          () => null,
        ),
      onceAwake: (retry) => {
        window.addEventListener('focus', retry);
        window.addEventListener('online', retry);
      },
    });
  return createElectronTransport({
    preload,
    onAudioPort: (listener) => {
      const receive = (event: MessageEvent<Partial<AudioPortMessage> | null>): void => {
        const port = event.ports[0];
        // Other messages, from extensions for example, share this event.
        if (event.source !== window || event.data?.type !== ipcChannels.audioPort || !port) return;
        listener(event.data.token ?? '', port);
      };
      window.addEventListener('message', receive);
      return () => {
        window.removeEventListener('message', receive);
      };
    },
  });
}
