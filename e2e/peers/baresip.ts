/**
 * baresip, a telephone that is not ours: in a folder of its own, on free ports, told what to do over its control socket. It
 * speaks from WAV files and keeps what it hears in one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { StreamingResampler } from '#engine/audio/resampler.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { monoAt16k, readWav } from '#engine/audio/wav-reader.ts';
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import { freePorts } from './free-ports.ts';
import { netstring, NetstringReader } from './netstring.ts';

const program = '/usr/bin/baresip';
const modules = '/usr/lib/baresip/modules';
/** The reason to skip; null: it is installed. */
export const baresipMissing = existsSync(program) ? null : 'baresip is not installed (Debian: baresip-core)';

const address = '127.0.0.1';
/** Waited for an event; machines may be busy. */
const patienceMs = 20_000;
/** Behind what is said: at the end of its file baresip hangs up, s. */
const silenceS = 90;

/** How baresip names a codec, and the shape of sound that it wants of a file. */
const codecs = {
  PCMU: { name: 'PCMU/8000/1', sampleRateHz: 8000, channels: 1 },
  PCMA: { name: 'PCMA/8000/1', sampleRateHz: 8000, channels: 1 },
  G722: { name: 'G722/16000/1', sampleRateHz: 16_000, channels: 1 },
  opus: { name: 'opus/48000/2', sampleRateHz: 48_000, channels: 2 },
} as const satisfies Record<PhoneCodec, unknown>;

export interface BaresipOptions {
  user?: string;
  codec?: PhoneCodec;
  transport?: 'udp' | 'tcp' | 'tls';
  srtp?: 'off' | 'optional' | 'required';
  ptimeMs?: number;
  /** `manual`: it rings until `accept`; `early`: and what it says is heard meanwhile. */
  answer?: 'auto' | 'manual' | 'early';
  /** Said from the moment a call is up; mono, 16 kHz. Default: silence. */
  says?: Int16Array;
  /** Key and certificate, PEM in one text: with them it listens for TLS. */
  identityPem?: string;
  /** Whom it trusts. */
  caPem?: string;
}

/** Of `ctrl_tcp`: `CALL_ESTABLISHED`, `CALL_CLOSED`, `CALL_DTMF_START`, … */
export interface BaresipEvent {
  type: string;
  param?: string;
  peeruri?: string;
  id?: string;
  /** When we heard of it, `performance.now()`. */
  atMs: number;
}

export class Baresip {
  readonly user: string;
  /** `127.0.0.1:PORT`, of the transport it was started for. */
  readonly server: string;
  /** To be called by. */
  readonly uri: string;
  readonly events: BaresipEvent[] = [];
  readonly #options: Required<Pick<BaresipOptions, 'codec'>>;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #control: Socket;
  readonly #waiting = new Set<() => void>();
  readonly #answers: ((answer: { ok: boolean; data: string }) => void)[] = [];
  #files = 0;
  #taken = 0;

  private constructor(options: {
    user: string;
    server: string;
    uri: string;
    codec: PhoneCodec;
    folder: string;
    process: ChildProcess;
    control: Socket;
  }) {
    this.user = options.user;
    this.server = options.server;
    this.uri = options.uri;
    this.#options = options;
    this.#folder = options.folder;
    this.#process = options.process;
    this.#exited = once(options.process, 'exit');
    this.#control = options.control;
    const reader = new NetstringReader();
    this.#control.on('data', (chunk) => {
      for (const text of reader.push(chunk)) this.#receive(text);
    });
    this.#control.on('error', () => undefined);
  }

  /** Settles when it is ready to be called. */
  static async start(options: BaresipOptions = {}): Promise<Baresip> {
    const { user = 'bob', codec = 'PCMU', transport = 'udp' } = options;
    const folder = await mkdtemp(join(tmpdir(), 'parley-baresip-'));
    const first = await freePorts(24);
    const [sip, tls, control, rtp] = [first, first + 1, first + 2, first + 4];
    await writeFile(join(folder, 'mic.wav'), soundFile(codec, options.says ?? new Int16Array(0)));
    await writeFile(join(folder, 'contacts'), '');
    if (options.identityPem !== undefined) await writeFile(join(folder, 'identity.pem'), options.identityPem);
    if (options.caPem !== undefined) await writeFile(join(folder, 'ca.pem'), options.caPem);
    await writeFile(join(folder, 'config'), config(folder, options, { sip, control, rtp }));
    await writeFile(join(folder, 'accounts'), accountLine(options, user, codec, transport, sip));
    const child = spawn(program, ['-f', folder, '-s'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    // A test that is broken off stops nothing itself.
    const kill = (): void => void child.kill();
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    await isReady(child);
    const socket = connect({ host: address, port: control });
    await once(socket, 'connect');
    const port = transport === 'tls' ? tls : sip;
    return new Baresip({
      user,
      server: `${address}:${String(port)}`,
      uri: `sip:${user}@${address}:${String(port)};transport=${transport}`,
      codec,
      folder,
      process: child,
      control: socket,
    });
  }

  /** A long command of its menu, e.g. `dial`, `hangup`, `hold`; answers what it prints. */
  async command(command: string, params = ''): Promise<string> {
    const answer = new Promise<{ ok: boolean; data: string }>((resolve) => this.#answers.push(resolve));
    this.#control.write(netstring(JSON.stringify({ command, params })));
    const { ok, data } = await answer;
    if (!ok) throw new Error(`baresip did not take "${command} ${params}": ${data}`);
    return data;
  }

  dial(uri: string): Promise<string> {
    return this.command('dial', uri);
  }

  /** Instead of what it is saying, in the call that is up; mono, 16 kHz. Settles when it is over. */
  async say(samples: Int16Array): Promise<void> {
    this.#files += 1;
    const path = join(this.#folder, `say-${String(this.#files)}.wav`);
    await writeFile(path, soundFile(this.#options.codec, samples));
    await this.command('ausrc', `aufile,${path}`);
    await new Promise((resolve) => setTimeout(resolve, samples.length / 16));
  }

  /** The next event of that type that was not awaited yet; those before it count as seen. */
  async event(type: string, accept: (event: BaresipEvent) => boolean = () => true): Promise<BaresipEvent> {
    const find = (): BaresipEvent | null => {
      for (let at = this.#taken; at < this.events.length; at += 1) {
        const event = this.events[at];
        if (event?.type !== type || !accept(event)) continue;
        this.#taken = at + 1;
        return event;
      }
      return null;
    };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const seen = this.events.map((event) => `${event.type} ${event.param ?? ''}`.trim()).join(', ');
        reject(new Error(`baresip told no ${type}. So far: ${seen}\n${logOf(this.#process)}`));
      }, patienceMs);
      const look = (): void => {
        const event = find();
        if (!event) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(event);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** What it has heard so far: a recording a call, in order; mono, 16 kHz. Whole once the call is closed. */
  async heard(): Promise<Int16Array[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('-dec.wav')).sort();
    return Promise.all(
      names.map(async (name) => monoAt16k(readWav(await readFile(join(this.#folder, name))))),
    );
  }

  /** What it printed, SIP messages included. */
  get log(): string {
    return logOf(this.#process);
  }

  async stop(): Promise<void> {
    this.#control.destroy();
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill('SIGTERM');
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as Partial<BaresipEvent> & {
      response?: boolean;
      ok?: boolean;
      data?: string;
    };
    if (message.response === true) {
      this.#answers.shift()?.({ ok: message.ok === true, data: message.data ?? '' });
      return;
    }
    const { type = '', param, peeruri, id } = message;
    this.events.push({
      type,
      ...(param === undefined ? {} : { param }),
      ...(peeruri === undefined ? {} : { peeruri }),
      ...(id === undefined ? {} : { id }),
      atMs: performance.now(),
    });
    for (const look of [...this.#waiting]) look();
  }
}

const logs = new WeakMap<ChildProcess, string[]>();
const logOf = (child: ChildProcess): string => logs.get(child)?.join('') ?? '';

/** It says so; what it says is kept from the start. */
function isReady(child: ChildProcess): Promise<void> {
  const log: string[] = [];
  logs.set(child, log);
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      log.push(chunk.toString());
      if (log.join('').includes('baresip is ready.')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`baresip ended before it was ready:\n${log.join('')}`));
    });
  });
}

function config(
  folder: string,
  { identityPem, caPem }: BaresipOptions,
  ports: { sip: number; control: number; rtp: number },
): string {
  const lines = [
    `sip_listen ${address}:${String(ports.sip)}`,
    ...(identityPem === undefined ? [] : [`sip_certificate ${join(folder, 'identity.pem')}`]),
    ...(caPem === undefined ? [] : [`sip_cafile ${join(folder, 'ca.pem')}`]),
    `net_interface ${address}`,
    'audio_player alsa,null',
    `audio_source aufile,${join(folder, 'mic.wav')}`,
    'ausrc_format s16',
    'auplay_format s16',
    `rtp_ports ${String(ports.rtp)}-${String(ports.rtp + 19)}`,
    `module_path ${modules}`,
    ...['stdio', 'g711', 'g722', 'opus', 'srtp', 'aufile', 'alsa', 'sndfile'].map(
      (name) => `module ${name}.so`,
    ),
    ...['uuid', 'account'].map((name) => `module_tmp ${name}.so`),
    ...['menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen ${address}:${String(ports.control)}`,
    `snd_path ${folder}`,
  ];
  return `${lines.join('\n')}\n`;
}

function accountLine(
  { srtp = 'off', ptimeMs = 20, answer = 'auto' }: BaresipOptions,
  user: string,
  codec: PhoneCodec,
  transport: string,
  sip: number,
): string {
  const encryption = { off: '', optional: ';mediaenc=srtp', required: ';mediaenc=srtp-mand' }[srtp];
  return (
    `<sip:${user}@${address}:${String(sip)};transport=${transport}>;regint=0;answermode=${answer}` +
    `;audio_codecs=${codecs[codec].name};ptime=${String(ptimeMs)}${encryption}\n`
  );
}

/** In the shape that the codec wants, silence behind it. */
function soundFile(codec: PhoneCodec, samples: Int16Array): Uint8Array {
  const { sampleRateHz, channels } = codecs[codec];
  const resampler = new StreamingResampler(16_000, sampleRateHz);
  const mono = concatenateSamples([
    resampler.push(samples),
    resampler.flush(),
    new Int16Array(silenceS * sampleRateHz),
  ]);
  const shape = { sampleRateHz, channels };
  if (channels === 1) return wavBytes(mono, shape);
  const interleaved = new Int16Array(mono.length * channels);
  for (const [at, sample] of mono.entries()) interleaved.fill(sample, at * channels, (at + 1) * channels);
  return wavBytes(interleaved, shape);
}
