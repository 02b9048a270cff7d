/** What the page finds as `window.parley`. Electron's part is handed in, so that tests run the same code. */
import { appOrigin, ipcChannels } from '#shared/bridge/channels.ts';
import type { PreloadBridge, PushMessage } from '#shared/bridge/channels.ts';
import type { WireReply } from '#shared/bridge/wire.ts';

export interface PreloadPorts {
  invoke(channel: string, ...input: unknown[]): Promise<unknown>;
  /** Answers the unsubscriber. */
  listen(channel: string, listener: (message: unknown) => void): () => void;
}

export function createPreloadBridge(ports: PreloadPorts): PreloadBridge {
  return {
    door: 'electron',
    call: (method, input) => ports.invoke(ipcChannels.call, method, input),
    on: (listener) =>
      ports.listen(ipcChannels.push, (message) => {
        const { name, payload } = message as PushMessage;
        listener(name, payload);
      }),
    requestAudio: async (runId, sampleRateHz, token) =>
      (await ports.invoke(ipcChannels.audio, runId, sampleRateHz, token)) as WireReply<undefined>,
    resolveUrl: (url) => url.replace(/^parley:\/\//, `${appOrigin}/`),
  };
}
