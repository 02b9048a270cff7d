/**
 * The desktop door's end of the bridge, without Electron: what it needs of `ipcMain`, `webContents` and
 * `MessageChannelMain` is handed in, so that the same code runs over Node's channels in tests.
 */
import type { Disposable } from '#engine/base/disposable.ts';
import type { Logger } from '#engine/base/logger.ts';
import { ipcChannels } from '#shared/bridge/channels.ts';
import type { PushMessage } from '#shared/bridge/channels.ts';
import type { WireReply } from '#shared/bridge/wire.ts';
import { linkAudio, soundOf } from './audio-link.ts';
import { createDispatch } from './dispatch.ts';
import type { SettingsStore, StudioPort } from './ports.ts';
import { subscribePushes } from './pushes.ts';

/** One end of a message channel. `message` may be an ArrayBuffer, which is copied. */
export interface ChannelEnd {
  post(message: unknown): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
  /** Messages wait until this is called. */
  start(): void;
}

/** The page that asked: where its audio port is sent. */
export interface AskingPage {
  /** Makes a channel, sends one end of it to the page with the message, answers the other. */
  handOver(channel: string, message: { token: string }): ChannelEnd;
}

export interface DesktopPorts {
  /** Invoked by pages; only messages of trusted senders arrive as `page`, others as null. */
  handle(
    channel: string,
    handler: (page: AskingPage | null, ...input: unknown[]) => Promise<WireReply<unknown>>,
  ): void;
  /** To every page. */
  broadcast(channel: string, message: PushMessage): void;
}

export interface DesktopDoorOptions {
  studio: StudioPort;
  settings: SettingsStore;
  logger: Logger;
  ports: DesktopPorts;
}

/** Dispose it before the studio. */
export function openDesktopDoor({ studio, settings, logger, ports }: DesktopDoorOptions): Disposable {
  const dispatch = createDispatch({ studio, settings, door: 'electron', logger });
  ports.handle(ipcChannels.call, async (page, method, input) =>
    page ? dispatch(String(method), input) : refuseSender(logger),
  );
  ports.handle(ipcChannels.audio, (page, runId, sampleRateHz, token) => {
    if (!page) return Promise.resolve(refuseSender(logger));
    const end = page.handOver(ipcChannels.audioPort, { token: String(token) });
    const link = linkAudio(
      soundOf(studio),
      String(runId),
      Number(sampleRateHz),
      {
        sendFrame: (bytes) => {
          end.post(bytes.buffer);
        },
        sendMessage: (message) => {
          end.post(message);
        },
        pendingBytes: () => 0,
        // The page closes its end when it is told `ended`, `replaced` or `refused`; closed from here, the word could be lost.
        close: () => undefined,
      },
      logger,
    );
    end.onMessage((data) => {
      if (data instanceof ArrayBuffer) link?.receive(new Uint8Array(data));
      else if (ArrayBuffer.isView(data))
        link?.receive(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    });
    end.onClose(() => {
      link?.closed();
    });
    end.start();
    return Promise.resolve({ ok: true, value: undefined });
  });
  return subscribePushes(studio, settings, (name, payload) => {
    ports.broadcast(ipcChannels.push, { name, payload });
  });
}

function refuseSender(logger: Logger): WireReply<never> {
  logger.log('warn', 'a message from a foreign frame was refused');
  return {
    ok: false,
    error: { code: 'unsupported', message: 'Only Parley’s own page may use the studio.', retryable: false },
  };
}
