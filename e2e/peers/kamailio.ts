/** Kamailio, a registrar and proxy as providers run it: accounts `alice` and `bob` of one domain, over UDP, TCP and TLS. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsIdentity } from '#engine/telephony/sip/transport/network.ts';
import { temporaryFolder } from '../studio.ts';
import { freePorts } from './free-ports.ts';
import { isBound } from './sipp.ts';
import { loopback } from './telephone.ts';

/** Debian `kamailio` and `kamailio-tls-modules`. */
const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const modules = `/usr/lib/${machine}-linux-gnu/kamailio/modules`;
/** Debian has it where the PATH of a person who is not root does not lead. */
const program = existsSync('/usr/sbin/kamailio') ? '/usr/sbin/kamailio' : 'kamailio';
export const isKamailioThere =
  spawnSync(program, ['-v']).error === undefined && existsSync(join(modules, 'tls.so'));

/** Whose registrar it is. */
export const domain = 'pbx.example';
export const password = 'open sesame';

export interface KamailioOptions {
  identity: TlsIdentity;
  /** Digest's. Default MD5. */
  algorithm?: 'MD5' | 'SHA-256';
  /** Longest registration that is granted, s. Default 60. */
  maxExpiresS?: number;
  /** A nonce is good for that long, s. Default 30. */
  nonceExpiresS?: number;
}

export class Kamailio {
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly ports: { udp: number; tcp: number; tls: number };
  #child: ChildProcess | null = null;
  #log = '';

  private constructor(folder: Awaited<ReturnType<typeof temporaryFolder>>, port: number) {
    this.#folder = folder;
    this.ports = { udp: port, tcp: port, tls: port + 1 };
  }

  /** Running, its sockets open. */
  static async start(options: KamailioOptions): Promise<Kamailio> {
    const kamailio = new Kamailio(await temporaryFolder(), await freePorts(2));
    await kamailio.#configure(options);
    await kamailio.start();
    return kamailio;
  }

  /** What it said, for whoever looks why; each registration and call is a line. */
  get log(): string {
    return this.#log;
  }

  /** Settles when it has said that, which may be a moment after its answer. */
  async says(text: string): Promise<void> {
    while (!this.#log.includes(text)) {
      const child = this.#child;
      if (!child?.stderr) throw new Error(`Kamailio never said “${text}”: ${this.#log}`);
      await once(child.stderr, 'data');
    }
  }

  /** The same registrar on the same ports, which remembers nobody. */
  async start(): Promise<void> {
    const { path } = this.#folder;
    const child = spawn(
      program,
      // In the foreground; memory in MiB, shared and of each process.
      ['-DD', '-E', '-f', join(path, 'kamailio.cfg'), '-w', path, '-Y', path, '-m', '32', '-M', '4'],
      { cwd: path, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child.stderr.on('data', (text) => (this.#log += String(text)));
    const exited = once(child, 'exit').then(() => {
      throw new Error(`Kamailio ended: ${this.#log}`);
    });
    // Nobody hears of it where it ends later.
    exited.catch(() => undefined);
    this.#child = child;
    const { udp, tcp, tls } = this.ports;
    await Promise.race([
      exited,
      Promise.all([isBound(udp, 'udp'), isBound(tcp, 'tcp'), isBound(tls, 'tcp')]),
    ]);
  }

  /** Gone: connections are closed, nothing is answered. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.#folder.remove();
  }

  async #configure(options: KamailioOptions): Promise<void> {
    const { identity, algorithm = 'MD5', maxExpiresS = 60, nonceExpiresS = 30 } = options;
    const { path } = this.#folder;
    const { udp, tcp, tls } = this.ports;
    const values: Record<string, string | number> = {
      ...{ address: loopback, udp, tcp, tls, modules, path, domain, password },
      ...{ algorithm, maxExpiresS, nonceExpiresS },
    };
    for (const name of ['kamailio.cfg', 'tls.cfg']) {
      const text = await readFile(join(import.meta.dirname, 'scenarios', name), 'utf8');
      const filled = text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
      await writeFile(join(path, name), filled);
    }
    await writeFile(join(path, 'key.pem'), identity.keyPem);
    await writeFile(join(path, 'certificate.pem'), identity.certificatePem);
  }
}
