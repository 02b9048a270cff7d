/** The one place that touches `ipcMain`: every message is checked for its sender before anybody reads it. */
import { BrowserWindow, ipcMain, MessageChannelMain } from 'electron';
import type { IpcMainInvokeEvent, MessagePortMain } from 'electron';
import type { AskingPage, ChannelEnd, DesktopPorts } from '../ipc/desktop-door.ts';
import { isTrustedSender } from './decisions/sender.ts';

export const electronPorts: DesktopPorts = {
  handle: (channel, handler) => {
    ipcMain.handle(channel, (event, ...input: unknown[]) => handler(trustedPage(event), ...input));
  },
  broadcast: (channel, message) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.webContents.isDestroyed()) window.webContents.send(channel, message);
    }
  },
};

function trustedPage(event: IpcMainInvokeEvent): AskingPage | null {
  const frame = event.senderFrame;
  const sender = { url: frame?.url ?? null, isMainFrame: frame !== null && frame.parent === null };
  if (frame === null || !isTrustedSender(sender)) return null;
  return {
    handOver: (channel, message) => {
      const { port1, port2 } = new MessageChannelMain();
      frame.postMessage(channel, message, [port2]);
      return channelEnd(port1);
    },
  };
}

function channelEnd(port: MessagePortMain): ChannelEnd {
  return {
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', (event) => {
        listener(event.data);
      });
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    start: () => {
      port.start();
    },
  };
}
