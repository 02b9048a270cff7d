/** A second process's connection to the owner of the data directory. */
import { connect, type Socket } from 'node:net';
import { LibraryError } from '#engine/base/errors.ts';
import type { LibraryChange, LibraryWrites } from './contract.ts';
import { fromWire } from './errors.ts';
import type { OwnerLock } from './owner-lock.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { LineReader, MAX_LINE_CHARACTERS, ownerMessageSchema, PROTOCOL_VERSION } from './socket-protocol.ts';
import { TargetLost, type WriteTarget } from './write-target.ts';

const WELCOME_TIMEOUT_MS = 5_000;

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export interface ConnectionHooks {
  changed: (change: LibraryChange) => void;
  /** Told once, after every pending request has been rejected. */
  lost: () => void;
}

/** While nothing is asked, the connection does not keep the process alive. */
export class OwnerConnection implements WriteTarget {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #isLost = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Rejects with `TargetLost` when nobody answers there (now), with a LibraryError when the owner refuses. */
  static async open(
    lock: OwnerLock,
    self: ProcessIdentity,
    hooks: ConnectionHooks,
  ): Promise<OwnerConnection> {
    const socket = connect(lock.socket);
    const connection = new OwnerConnection(socket);
    const lines = new LineReader(MAX_LINE_CHARACTERS);
    socket.setEncoding('utf8');
    await new Promise<void>((resolve, reject) => {
      let isWelcome = false;
      const timer = setTimeout(() => socket.destroy(), WELCOME_TIMEOUT_MS);
      socket.on('connect', () => {
        const { pid, started, host, session } = self;
        const identity = { pid, started, host, session };
        socket.write(
          `${JSON.stringify({ hello: { protocol: PROTOCOL_VERSION, secret: lock.secret, identity } })}\n`,
        );
      });
      socket.on('data', (chunk) => {
        try {
          for (const line of lines.push(String(chunk))) {
            const message = ownerMessageSchema.parse(JSON.parse(line));
            if ('welcome' in message) {
              isWelcome = true;
              clearTimeout(timer);
              resolve();
            } else if ('refused' in message) reject(fromWire(message.refused));
            else if ('change' in message) hooks.changed(message.change);
            else if ('error' in message) connection.#settle(message.id)?.reject(fromWire(message.error));
            else connection.#settle(message.id)?.resolve(message.value ?? undefined);
          }
        } catch {
          socket.destroy();
        }
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        clearTimeout(timer);
        reject(new TargetLost('The owner of the library does not answer.'));
        connection.#lose();
        if (isWelcome) hooks.lost();
      });
    });
    socket.unref();
    return connection;
  }

  request<M extends keyof LibraryWrites>(
    method: M,
    args: Parameters<LibraryWrites[M]>,
    time: string,
  ): Promise<Awaited<ReturnType<LibraryWrites[M]>>> {
    if (this.#isLost) return Promise.reject(new TargetLost('The owner of the library is gone.'));
    const line = `${JSON.stringify({ id: this.#nextId, method, args, time })}\n`;
    if (line.length > MAX_LINE_CHARACTERS)
      return Promise.reject(
        new LibraryError('input-invalid', `${method} was asked with more than fits in a message.`),
      );
    return new Promise((resolve, reject) => {
      if (this.#pending.size === 0) this.#socket.ref();
      this.#pending.set(this.#nextId, { resolve: resolve as (value: unknown) => void, reject });
      this.#nextId += 1;
      this.#socket.write(line);
    });
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => {
        resolve();
      });
      this.#socket.destroySoon();
    });
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#socket.unref();
    return pending;
  }

  #lose(): void {
    this.#isLost = true;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of lost) pending.reject(new TargetLost('The owner of the library went away.'));
  }
}
