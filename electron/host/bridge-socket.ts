/** Calls and pushes of one page over one WebSocket. */
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '#engine/base/logger.ts';
import { MAX_BRIDGE_MESSAGE_BYTES } from '#shared/bridge/channels.ts';
import { bridgeRequestSchema } from '#shared/bridge/wire.ts';
import type { BridgeMessage } from '#shared/bridge/wire.ts';
import type { Dispatch } from '../ipc/dispatch.ts';
import type { PushListener } from '../ipc/pushes.ts';
import { toWireError } from '../ipc/wire-error.ts';

/**
 * Pushes that may wait for a page that does not read, bytes. A page beyond it is disconnected rather than told only a
 * part: it reconnects and asks for what it missed.
 */
const MAX_PENDING_PUSH_BYTES = 8 * 1024 * 1024;

export const closeCodes = {
  /** RFC 6455 §7.4.1. */
  goingAway: 1001,
  invalidData: 1007,
  /** IANA registry: try again later. */
  tryAgainLater: 1013,
} as const;

export interface BridgeSocketOptions {
  dispatch: Dispatch;
  /** Answers the unsubscriber. */
  subscribe: (listener: PushListener) => () => void;
  logger: Logger;
}

export function serveBridgeSocket(
  socket: WebSocket,
  { dispatch, subscribe, logger }: BridgeSocketOptions,
): void {
  const send = (message: BridgeMessage): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  let pendingBytes = 0;
  const unsubscribe = subscribe((name, payload) => {
    // Answers are not counted: the page has asked for them, however large they are.
    if (pendingBytes > MAX_PENDING_PUSH_BYTES) {
      socket.close(closeCodes.tryAgainLater, 'the page does not keep up');
      return;
    }
    if (socket.readyState !== socket.OPEN) return;
    const message = Buffer.from(JSON.stringify({ type: 'push', name, payload } satisfies BridgeMessage));
    pendingBytes += message.byteLength;
    socket.send(message, { binary: false }, () => {
      pendingBytes -= message.byteLength;
    });
  });
  socket.on('close', unsubscribe);
  // The close that follows says all there is to do; a message over the limit, for example, is the sender's error.
  socket.on('error', (error) => {
    logger.log('warn', 'bridge socket failed', { error: error.message });
  });
  socket.on('message', (data, isBinary) => {
    const request = isBinary ? null : readRequest(data);
    if (!request) {
      socket.close(closeCodes.invalidData, 'not a bridge request');
      return;
    }
    void answer(request.id, request.method, request.input);
  });

  const answer = async (id: number, method: string, input: unknown): Promise<void> => {
    const reply = await dispatch(method, input);
    try {
      send({ type: 'reply', id, reply });
    } catch (thrown) {
      // An answer that cannot be written as JSON, for example because it is too large for a string.
      send({ type: 'reply', id, reply: { ok: false, error: toWireError(thrown, method, logger) } });
    }
  };
}

/** Bytes that a bridge socket accepts in one message. */
export const bridgeSocketLimits = { maxPayload: MAX_BRIDGE_MESSAGE_BYTES } as const;

function readRequest(data: RawData): { id: number; method: string; input?: unknown } | null {
  try {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
    return bridgeRequestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}
