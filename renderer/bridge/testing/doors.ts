/** Both ways from a page to the studio, in one process, with nothing replaced but the browser and Electron themselves. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { createContent } from '../../../electron/ipc/content/content.ts';
import { openDesktopDoor } from '../../../electron/ipc/desktop-door.ts';
import type { AskingPage, ChannelEnd } from '../../../electron/ipc/desktop-door.ts';
import type { SettingsStore, StudioPort } from '../../../electron/ipc/ports.ts';
import { startHostServer } from '../../../electron/host/server.ts';
import { createPreloadBridge } from '../../../electron/preload/preload-bridge.ts';
import type { Logger } from '#engine/base/logger.ts';
import { createBridge } from '../client.ts';
import type { Bridge } from '../client.ts';
import { createElectronTransport } from '../electron-transport.ts';
import type { PortLike } from '../electron-transport.ts';
import { createSocketTransport } from '../socket-transport.ts';

export interface OpenDoor {
  bridge: Bridge;
  close(): Promise<void>;
}

export interface DoorParts {
  studio: StudioPort;
  settings: SettingsStore;
  logger: Logger;
  rendererDir: string;
}

export interface BrowserDoor extends OpenDoor {
  origin: string;
  /** Of a page that has entered with the token. */
  headers: Record<string, string>;
  /** As when the network or the studio's process fails: every socket is cut without a word. */
  cut(): void;
  /** The studio ends; the page stays. */
  stop(): Promise<void>;
  /** After `stop`: the studio is started again at the same address, and knows nothing of the page. */
  restart(): Promise<void>;
  /** The person opens the address that the studio printed, in another tab of the same browser. */
  enter(): Promise<void>;
}

export async function openBrowserDoor(parts: DoorParts): Promise<BrowserDoor> {
  const content = createContent({
    rendererDir: parts.rendererDir,
    library: parts.studio.library,
    recordings: parts.studio.recordings,
    transcript: () => '',
    logger: parts.logger,
  });
  let server = await startHostServer({ ...parts, content, port: 0 });
  const { origin, port } = server;
  const headers = { origin, cookie: '' };
  const enter = async (): Promise<void> => {
    const entered = await fetch(server.url, { redirect: 'manual' });
    headers.cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  };
  await enter();
  const sockets = new Set<WebSocket>();
  const transport = createSocketTransport({
    origin,
    backoffMs: [1, 5, 20],
    probe: () =>
      fetch(origin, { method: 'HEAD', headers }).then(
        ({ status }) => status,
        () => null,
      ),
    connect: (url) => {
      const socket = new WebSocket(url, { headers });
      sockets.add(socket);
      // A browser tells of it by the close that follows; ws throws when nobody listens.
      socket.on('error', () => undefined);
      return socket;
    },
  });
  return {
    bridge: createBridge(() => transport),
    origin,
    headers,
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
    stop: () => server.close(),
    restart: async () => {
      server = await startHostServer({ ...parts, content, port });
    },
    enter,
    close: async () => {
      transport.dispose();
      await server.close();
    },
  };
}

/** Electron's ipc, as one Node channel carries it: structured clones, and ports that are transferred. */
interface IpcMessage {
  channel: string;
  id?: number;
  values: unknown[];
}

export interface DesktopDoor extends OpenDoor {
  /** From now on messages come from a frame that is not our page's. */
  distrust(): void;
}

export function openDesktopDoorOverNode(parts: DoorParts): DesktopDoor {
  const { port1: mainIpc, port2: pageIpc } = new MessageChannel();
  const handlers = new Map<string, (page: AskingPage | null, ...input: unknown[]) => Promise<unknown>>();
  let trusted = true;
  const page: AskingPage = {
    handOver: (channel, message) => {
      const { port1, port2 } = new MessageChannel();
      mainIpc.postMessage({ channel, values: [message, port2] } satisfies IpcMessage, [port2]);
      return channelEnd(port1);
    },
  };
  mainIpc.on('message', ({ channel, id, values }: IpcMessage) => {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`no handler for ${channel}`);
    void handler(trusted ? page : null, ...values).then((reply) => {
      mainIpc.postMessage({ channel: 'reply', ...(id === undefined ? {} : { id }), values: [reply] });
    });
  });
  const door = openDesktopDoor({
    ...parts,
    ports: {
      handle: (channel, handler) => void handlers.set(channel, handler),
      broadcast: (channel, message) => {
        mainIpc.postMessage({ channel, values: [message] } satisfies IpcMessage);
      },
    },
  });
  const bridge = pageSide(pageIpc);
  return {
    bridge,
    distrust: () => (trusted = false),
    close: () => {
      door.dispose();
      mainIpc.close();
      return Promise.resolve();
    },
  };
}

/** What runs in the page's process: preload and the page's own bridge. */
function pageSide(ipc: MessagePort): Bridge {
  const replies = new Map<number, (reply: unknown) => void>();
  const listeners = new Set<(message: IpcMessage) => void>();
  let lastId = 0;
  ipc.on('message', (message: IpcMessage) => {
    if (message.id !== undefined) replies.get(message.id)?.(message.values[0]);
    else for (const listener of [...listeners]) listener(message);
  });
  const listen = (listener: (message: IpcMessage) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const preload = createPreloadBridge({
    invoke: (channel, ...values) => {
      lastId += 1;
      const id = lastId;
      const answer = new Promise((resolve) => replies.set(id, resolve));
      ipc.postMessage({ channel, id, values } satisfies IpcMessage);
      return answer;
    },
    listen: (channel, listener) =>
      listen((message) => {
        if (message.channel === channel) listener(message.values[0]);
      }),
  });
  const transport = createElectronTransport({
    preload,
    onAudioPort: (listener) =>
      listen(({ channel, values: [message, port] }) => {
        if (channel === 'parley:audio-port') listener((message as { token: string }).token, port as PortLike);
      }),
  });
  return createBridge(() => transport);
}

function channelEnd(port: MessagePort): ChannelEnd {
  return {
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    start: () => {
      port.start();
    },
  };
}
