/** The owner's door for other processes: they ask for writes and are told what changed. */
import { timingSafeEqual } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { LibraryError } from '#engine/base/errors.ts';
import type { LibraryChange } from './contract.ts';
import { toLibraryError, toWire } from './errors.ts';
import type { OwnerLock } from './owner-lock.ts';
import type { ProcessIdentity } from './process-identity.ts';
import {
  helloSchema,
  isWriteMethod,
  LineReader,
  MAX_HELLO_CHARACTERS,
  MAX_LINE_CHARACTERS,
  parseWriteArguments,
  PROTOCOL_VERSION,
  requestSchema,
  type OwnerMessage,
} from './socket-protocol.ts';
import type { WorkerClient } from './worker-client.ts';

const HELLO_TIMEOUT_MS = 5_000;

export interface OwnerServerHooks {
  /** A process that was connected no longer is. */
  disconnected: (identity: ProcessIdentity) => void;
}

export class OwnerServer {
  readonly #server: Server;
  readonly #worker: WorkerClient;
  readonly #lock: OwnerLock;
  readonly #hooks: OwnerServerHooks;
  readonly #sockets = new Set<Socket>();
  readonly #guests = new Map<Socket, ProcessIdentity>();
  readonly #unanswered = new Set<Promise<void>>();
  #closing = false;

  private constructor(server: Server, worker: WorkerClient, lock: OwnerLock, hooks: OwnerServerHooks) {
    this.#server = server;
    this.#worker = worker;
    this.#lock = lock;
    this.#hooks = hooks;
  }

  static async start(lock: OwnerLock, worker: WorkerClient, hooks: OwnerServerHooks): Promise<OwnerServer> {
    const server = createServer();
    const owner = new OwnerServer(server, worker, lock, hooks);
    server.on('connection', (socket) => {
      owner.#accept(socket);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(lock.socket, () => {
          server.off('error', reject);
          resolve();
        });
      });
      if (process.platform !== 'win32') await chmod(lock.socket, 0o600);
    } catch (thrown) {
      server.close();
      throw toLibraryError(thrown, lock.socket);
    }
    server.unref();
    return owner;
  }

  get sessions(): string[] {
    return [...this.#guests.values()].map((identity) => identity.session);
  }

  broadcast(change: LibraryChange): void {
    for (const socket of this.#guests.keys()) send(socket, { change });
  }

  /** Answers what was asked, then hangs up on everyone. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    await Promise.all(this.#unanswered);
    for (const socket of this.#sockets) socket.destroySoon();
    await closed;
    if (process.platform !== 'win32') await rm(this.#lock.socket, { force: true });
  }

  #accept(socket: Socket): void {
    const lines = new LineReader(MAX_HELLO_CHARACTERS);
    this.#sockets.add(socket);
    socket.unref();
    socket.setEncoding('utf8');
    const silence = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS);
    silence.unref();
    socket.on('data', (chunk) => {
      // Unanswered, it is asked again of the next owner.
      if (this.#closing) return;
      try {
        for (const line of lines.push(String(chunk))) {
          const guest = this.#guests.get(socket);
          if (guest !== undefined) this.#answer(socket, guest, line);
          else {
            clearTimeout(silence);
            this.#greet(socket, line);
            lines.allow(MAX_LINE_CHARACTERS);
          }
        }
      } catch {
        // Not our protocol: nothing can be answered to it.
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(silence);
      this.#sockets.delete(socket);
      const guest = this.#guests.get(socket);
      this.#guests.delete(socket);
      if (guest !== undefined && !this.#closing) this.#hooks.disconnected(guest);
    });
  }

  #greet(socket: Socket, line: string): void {
    const { hello } = helloSchema.parse(JSON.parse(line));
    const [given, wanted] = [Buffer.from(hello.secret), Buffer.from(this.#lock.secret)];
    const isAllowed = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (isAllowed && hello.protocol === PROTOCOL_VERSION) {
      this.#guests.set(socket, hello.identity);
      send(socket, { welcome: true });
      return;
    }
    const refused = isAllowed
      ? new LibraryError(
          'library-locked',
          'Another version of Parley is using this library. Close it and try again.',
        )
      : new LibraryError(
          'library-locked',
          'The process that owns this library does not know the secret it was told.',
        );
    send(socket, { refused: toWire(refused) });
    socket.destroySoon();
  }

  #answer(socket: Socket, guest: ProcessIdentity, line: string): void {
    const request = requestSchema.parse(JSON.parse(line));
    const answered = this.#perform(request, guest).then(
      (value) => {
        // JSON has no undefined.
        send(socket, { id: request.id, value: value ?? null });
      },
      (thrown: unknown) => {
        send(socket, { id: request.id, error: toWire(toLibraryError(thrown, this.#lock.socket)) });
      },
    );
    this.#unanswered.add(answered);
    void answered.finally(() => this.#unanswered.delete(answered));
  }

  async #perform(
    request: { method: string; args: unknown[]; time: string },
    guest: ProcessIdentity,
  ): Promise<unknown> {
    const { method, time } = request;
    if (!isWriteMethod(method))
      throw new LibraryError('unsupported', `The owner of the library knows no write called ${method}.`);
    const args = parseWriteArguments(method, request.args);
    // A run belongs to whoever is connected, whatever the message says.
    const own = method === 'createRun' ? [args[0], guest, args[2]] : args;
    return await this.#worker.request(method, own as typeof args, time);
  }
}

function send(socket: Socket, message: OwnerMessage): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
