/** Strangers on this machine, at addresses of the loopback that are nobody's: mutated messages, slow and greedy connections, garbage for media. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { parseMessage, SipParseError } from '#engine/telephony/sip/message/parse.ts';
import { seededRandom } from '#engine/telephony/sip/testing/seeded-random.ts';
import { mutate } from '#engine/telephony/testing/mutate.ts';
import { tortureMessage, tortureNames } from '#engine/telephony/testing/torture.ts';
import { loopback } from './telephone.ts';

/** As many datagrams as sockets take before they have to be read. */
const atOnce = 40;

export class Noise {
  readonly #random = seededRandom(5060);
  readonly #pieces: readonly Uint8Array[];
  readonly #sockets: Socket[] = [];
  /** `200`, `403`, `INVITE`: what came back, how often. */
  readonly heard: Record<string, number> = {};

  /** @param said messages that are mutated, beside those of RFC 4475 */
  constructor(said: readonly string[] = []) {
    this.#pieces = [
      ...said.map((text) => new TextEncoder().encode(text)),
      ...tortureNames().map(tortureMessage),
    ];
  }

  async datagrams(port: number, count: number): Promise<void> {
    const sockets = await this.#open();
    for (let index = 0; index < count; index += 1) {
      sockets[index % sockets.length]?.send(this.#anything(), port, loopback);
      if (index % atOnce === atOnce - 1) await setTimeout(25);
    }
  }

  /** Neither RTP nor anything else, and RTP that nobody has agreed on. */
  async media(port: number, count: number): Promise<void> {
    const sockets = await this.#open();
    for (let index = 0; index < count; index += 1) {
      const bytes = Uint8Array.from({ length: Math.floor(this.#random() * 400) }, () => this.#random() * 256);
      if (bytes.length > 2 && index % 2) bytes.set([0x80, index % 4 === 1 ? 0 : 200]);
      sockets[index % sockets.length]?.send(bytes, port + (index % 3 === 0 ? 1 : 0), loopback);
      if (index % atOnce === atOnce - 1) await setTimeout(10);
    }
  }

  /** Bytes in odd pieces on connections of which the other end closes most. */
  async streams(port: number, count: number): Promise<void> {
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const socket = connect({ port, host: loopback, localAddress: `127.0.0.${10 + (index % 8)}` });
        socket.on('error', () => undefined).on('data', () => undefined);
        const closed = once(socket, 'close');
        const bytes = this.#anything();
        for (let at = 0; at < bytes.length && !socket.destroyed; at += 97) {
          socket.write(bytes.subarray(at, at + 97));
          await setTimeout(1);
        }
        socket.end('OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 999999999\r\n\r\n');
        await closed;
      }),
    );
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.close();
  }

  #anything(): Uint8Array {
    const bytes = this.#pieces[Math.floor(this.#random() * this.#pieces.length)] ?? new Uint8Array();
    return this.#random() < 0.1 ? bytes : mutate(bytes, this.#random).subarray(0, 8000);
  }

  async #open(): Promise<Socket[]> {
    for (let host = 5 + this.#sockets.length; host < 9; host += 1) {
      const socket = createSocket('udp4');
      socket.on('error', () => undefined);
      socket.on('message', (bytes) => {
        this.#hear(bytes);
      });
      socket.bind({ address: `127.0.0.${host}`, port: 0 });
      await once(socket, 'listening');
      this.#sockets.push(socket);
    }
    return this.#sockets;
  }

  #hear(bytes: Uint8Array): void {
    try {
      const message = parseMessage(bytes);
      const what = message.kind === 'request' ? message.method : String(message.status);
      this.heard[what] = (this.heard[what] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error;
    }
  }
}
