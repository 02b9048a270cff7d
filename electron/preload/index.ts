/** The page's only way to the studio: runs isolated and sandboxed, exposes the bridge and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import { ipcChannels } from '#shared/bridge/channels.ts';
import type { AudioPortMessage } from '#shared/bridge/channels.ts';
import { createPreloadBridge } from './preload-bridge.ts';

contextBridge.exposeInMainWorld(
  'parley',
  createPreloadBridge({
    invoke: (channel, ...input) => ipcRenderer.invoke(channel, ...input),
    listen: (channel, listener) => {
      // Electron's event object, which leads to more of its interface, stays on this side.
      const receive = (_event: unknown, message: unknown): void => {
        listener(message);
      };
      ipcRenderer.on(channel, receive);
      return () => {
        ipcRenderer.off(channel, receive);
      };
    },
  }),
);

ipcRenderer.on(ipcChannels.audioPort, (event, { token }: { token: string }) => {
  const message: AudioPortMessage = { type: ipcChannels.audioPort, token };
  window.postMessage(message, window.location.origin, event.ports);
});
