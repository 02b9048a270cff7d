import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '#engine/base/logger.ts';
import { afterAll, afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { PushListener } from '../ipc/pushes.ts';
import { closeCodes, serveBridgeSocket } from './bridge-socket.ts';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
let client: WebSocket | undefined;

afterAll(() => {
  server.close();
});

afterEach(() => {
  client?.terminate();
});

/** A page whose requests are answered by so many characters, and the way to push to it. `onAnswered` is called with the answer on its way. */
async function page(
  answerLength: number,
  onAnswered = (): void => undefined,
): Promise<{ client: WebSocket; push: PushListener }> {
  if (server.address() === null) await once(server, 'listening');
  let push: PushListener = () => undefined;
  server.once('connection', (socket: WebSocket) => {
    serveBridgeSocket(socket, {
      dispatch: () => {
        setImmediate(onAnswered);
        return Promise.resolve({ ok: true, value: 'x'.repeat(answerLength) });
      },
      subscribe: (listener) => {
        push = listener;
        return () => undefined;
      },
      logger: silentLogger,
    });
  });
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
  return {
    client,
    push: (name, payload) => {
      push(name, payload);
    },
  };
}

const change = { what: 'workflows', id: null } as const;

test('a page that is still reading a large answer is told what has changed meanwhile', async () => {
  const { client: reader, push } = await page(32 * 1024 * 1024, () => {
    push('library.changed', change);
    reader.resume();
  });
  const kinds: string[] = [];
  const told = new Promise<void>((resolve) => {
    reader.on('message', (data: Buffer) => {
      kinds.push((JSON.parse(data.toString()) as { type: string }).type);
      if (kinds.length === 2) resolve();
    });
  });
  reader.send(JSON.stringify({ id: 1, method: 'workflows.get' }));
  reader.pause();
  await told;
  expect(kinds.toSorted()).toEqual(['push', 'reply']);
});

test('a page that leaves too many pushes unread is disconnected, so that it asks for all it missed', async () => {
  const { client: reader, push } = await page(0);
  const closed = once(reader, 'close');
  reader.pause();
  const id = 'x'.repeat(1024 * 1024);
  for (let count = 0; count < 40; count += 1) push('library.changed', { ...change, id });
  reader.resume();
  expect((await closed)[0]).toBe(closeCodes.tryAgainLater);
});
