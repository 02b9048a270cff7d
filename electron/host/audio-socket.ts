/** One call's sound over a WebSocket: binary messages are samples, text messages are control. */
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '#engine/base/logger.ts';
import { linkAudio } from '../ipc/audio-link.ts';
import type { CallsPort } from '../ipc/ports.ts';

export function serveAudioSocket(
  socket: WebSocket,
  query: URLSearchParams,
  calls: Pick<CallsPort, 'attachAudio'>,
  logger: Logger,
): void {
  const rate = query.get('rate') ?? '';
  socket.on('error', (error) => {
    logger.log('warn', 'audio socket failed', { error: error.message });
  });
  const link = linkAudio(
    calls,
    query.get('run') ?? '',
    /^\d{1,9}$/.test(rate) ? Number(rate) : Number.NaN,
    {
      sendFrame: (bytes) => {
        if (socket.readyState === socket.OPEN) socket.send(bytes);
      },
      sendMessage: (message) => {
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
      },
      pendingBytes: () => socket.bufferedAmount,
      close: () => {
        socket.close(1000);
      },
    },
    logger,
  );
  if (!link) return;
  socket.on('message', (data, isBinary) => {
    if (isBinary) link.receive(bytesOf(data));
  });
  socket.on('close', () => {
    link.closed();
  });
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
