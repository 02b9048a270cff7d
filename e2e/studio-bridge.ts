/** The studio's own page would speak to it like this: the renderer's client over the browser door, without a browser. */
import { WebSocket } from 'ws';
import type { PushName, PushPayload } from '#shared/bridge/contract.ts';
import { createBridge, type Bridge } from '../renderer/bridge/client.ts';
import { createSocketTransport } from '../renderer/bridge/socket-transport.ts';

/** Waited for a push; machines may be busy. */
const patienceMs = 30_000;

export interface StudioBridge extends Bridge {
  /** The first push from now on that is accepted. */
  next<P extends PushName>(
    name: P,
    accept: (payload: PushPayload<P>) => boolean,
    timeoutMs?: number,
  ): Promise<PushPayload<P>>;
  /** A file of the studio, e.g. `parley://runs/ID/recording.wav`. */
  file(url: string): Promise<Buffer>;
  dispose(): void;
}

/** @param url as the studio printed it, with its token */
export async function openBridge(url: string): Promise<StudioBridge> {
  const { origin } = new URL(url);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const transport = createSocketTransport({
    origin,
    connect: (address) => new WebSocket(address, { headers: { cookie, origin } }),
    probe: () => Promise.resolve(null),
  });
  const bridge = createBridge(() => transport);
  return {
    door: bridge.door,
    status: bridge.status,
    onStatus: (listener) => bridge.onStatus(listener),
    call: (method, ...input) => bridge.call(method, ...input),
    on: (name, listener) => bridge.on(name, listener),
    openAudio: (runId, sampleRateHz) => bridge.openAudio(runId, sampleRateHz),
    resolveUrl: (address) => bridge.resolveUrl(address),
    next: (name, accept, timeoutMs = patienceMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`No ${name} that was waited for came from the studio.`));
        }, timeoutMs);
        const stop = bridge.on(name, (payload) => {
          if (!accept(payload)) return;
          clearTimeout(timer);
          stop();
          resolve(payload);
        });
      }),
    file: async (address) => {
      const response = await fetch(new URL(bridge.resolveUrl(address), origin), { headers: { cookie } });
      if (!response.ok) throw new Error(`${address} was answered with ${String(response.status)}`);
      return Buffer.from(await response.arrayBuffer());
    },
    dispose: () => {
      transport.dispose();
    },
  };
}
