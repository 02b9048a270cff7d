/** Our telephone line in plain Node, on this machine's loopback: what peers call and are called by. */
import { randomBytes } from 'node:crypto';
import { RealTimeline } from '#engine/base/timeline.ts';
import { sine } from '#engine/audio/testing/sounds.ts';
import type { PhoneMedia } from '#engine/telephony/media/api.ts';
import { TableDns, type DnsTable } from '#engine/telephony/sip/dns/testing/table-dns.ts';
import type { TlsIdentity } from '#engine/telephony/sip/transport/network.ts';
import { NodeNetwork } from '#engine/telephony/sip/transport/node-network.ts';
import type {
  IncomingSipCall,
  OutgoingInvite,
  SipAccount,
  SipCall,
  SipCallEvent,
  SipTransportName,
} from '#engine/telephony/sip/user-agent/api.ts';
import { PhoneStack, type PhoneStackOptions } from '#engine/telephony/stack.ts';

export const loopback = '127.0.0.1';
/** Of what we say, Hz. */
export const ourToneHz = 1000;
/** Waited for what a peer does; machines may be busy. */
const patienceMs = 20_000;

export interface LineOptions {
  /** Default true; false: what comes is not kept. */
  keepsSound?: boolean;
}

export type CallTo = Partial<Omit<OutgoingInvite, 'target' | 'media'>>;

export function trunkAccount(over: Partial<SipAccount> = {}): SipAccount {
  return {
    id: 'trunk',
    user: 'parley',
    displayName: 'Parley',
    domain: loopback,
    transport: 'udp',
    outboundProxy: null,
    credentials: null,
    tls: { verify: true, caPem: null },
    registerExpiresS: null,
    keepAliveS: 0,
    sessionExpiresS: 0,
    publicAddress: null,
    ...over,
  };
}

/** One call, what happened to it, and what was heard in it. */
export class Line {
  readonly call: SipCall;
  readonly media: PhoneMedia;
  /** `ringing 180`, `end by remote BYE`, `held`, … in order. */
  readonly log: string[] = [];
  /** 16 kHz, from the moment `listen` was called. */
  readonly heard: Int16Array[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #keepsSound: boolean;
  #isOpen = false;

  constructor(call: SipCall, media: PhoneMedia, { keepsSound = true }: LineOptions = {}) {
    this.#keepsSound = keepsSound;
    this.call = call;
    this.media = media;
    call.onEvent((event) => {
      this.log.push(inWords(event));
      this.#wake();
    });
  }

  /** Says a tone and keeps what comes, from now on. */
  listen(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const tone = sine(ourToneHz, 1000, -10);
    let at = 0;
    this.media.open({
      frame: (frame) => {
        if (this.#keepsSound) this.heard.push(frame.slice());
        this.media.send(tone.slice(at, at + 320));
        at = (at + 320) % tone.length;
        this.#wake();
      },
      key: () => undefined,
      lost: () => undefined,
      quality: () => undefined,
    });
  }

  /** Settles once it holds, asked after each event and frame. */
  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(ask);
        reject(new Error(`${what} did not come about. So far: ${this.log.join(', ')}`));
      }, patienceMs);
      const ask = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(ask);
        resolve();
      };
      this.#waiting.add(ask);
      ask();
    });
  }

  /** That line is in the log. */
  saw(entry: string): Promise<void> {
    return this.until(entry, () => this.log.includes(entry));
  }

  ended(): Promise<void> {
    return this.until('The end', () => this.call.state === 'ended');
  }

  /** A second of that tone, at any time of the call, was heard clearly. */
  hears(toneHz: number): Promise<void> {
    return this.until(`A tone of ${String(toneHz)} Hz`, () => clearSeconds(this.heard, toneHz) >= 1);
  }

  #wake(): void {
    for (const ask of [...this.#waiting]) ask();
  }
}

export class Telephone {
  readonly timeline: RealTimeline;
  readonly stack: PhoneStack;
  readonly errors: unknown[] = [];
  readonly dns: TableDns;
  /** What happens to calls that come in. */
  onCall: (call: IncomingSipCall) => void = () => undefined;
  readonly ports: Partial<Record<SipTransportName, number>> = {};

  constructor(options: Partial<PhoneStackOptions> & { names?: DnsTable } = {}) {
    this.dns = new TableDns(options.names ?? {});
    this.timeline = new RealTimeline({ onError: (error) => this.errors.push(error) });
    this.stack = new PhoneStack({
      timeline: this.timeline,
      network: new NodeNetwork({ timeline: this.timeline }),
      dns: this.dns,
      random: (length) => new Uint8Array(randomBytes(length)),
      now: () => new Date(),
      userAgent: 'Parley/e2e',
      accounts: () => [],
      acceptUnknown: true,
      ...options,
    });
    this.stack.userAgent.onCall(({ call }) => {
      this.onCall(call);
    });
  }

  /** Listening on a free port. */
  static async open(
    options: Partial<PhoneStackOptions> & {
      names?: DnsTable;
      transports?: readonly SipTransportName[];
      identity?: TlsIdentity;
    } = {},
  ): Promise<Telephone> {
    const { transports = ['udp'], identity, ...rest } = options;
    const telephone = new Telephone(rest);
    for (const transport of transports) {
      const { port } = await telephone.stack.listen({
        transport,
        at: { address: loopback, port: 0 },
        ...(identity ? { identity } : {}),
      });
      telephone.ports[transport] = port;
    }
    return telephone;
  }

  /** `127.0.0.1:PORT` */
  get address(): string {
    return `${loopback}:${String(this.ports.udp)}`;
  }

  async dial(account: SipAccount, target: string, more: CallTo = {}, options?: LineOptions): Promise<Line> {
    const media = await this.stack.openMedia({ trunk: null, account, peer: target });
    return new Promise((resolve) => {
      this.timeline.post(() => {
        const invite = { target, media, ringTimeoutMs: 30_000, ...more };
        const line = new Line(this.stack.userAgent.invite(account, invite), media, options);
        line.call.onEvent((event) => {
          if (event.type === 'state' && (event.state === 'answered' || event.state === 'early-media'))
            line.listen();
        });
        resolve(line);
      });
    });
  }

  /** The next call that comes in. */
  nextCall(): Promise<IncomingSipCall> {
    return new Promise((resolve) => {
      this.onCall = (call) => {
        this.onCall = () => undefined;
        resolve(call);
      };
    });
  }

  /** Media for a call that came in; it is neither rung for nor answered. */
  async take(call: IncomingSipCall, options?: LineOptions): Promise<Line> {
    const media = await this.stack.openMedia({ trunk: null, account: call.account, peer: call.remote.uri });
    return new Line(call, media, options);
  }

  /** Rings, and answers at once. */
  async answer(call: IncomingSipCall, options?: LineOptions): Promise<Line> {
    const line = await this.take(call, options);
    this.act(() => {
      call.ring();
      call.answer(line.media).catch((error: unknown) => this.errors.push(error));
      line.listen();
    });
    return line;
  }

  /** Within an event of the timeline. */
  act(task: () => void): void {
    this.timeline.post(task);
  }

  /** What is left of calls: nothing, once they are over. */
  get left(): { calls: number; dialogs: number; mediaPorts: number } {
    const { calls, dialogs, mediaPorts } = this.stack.counts;
    return { calls, dialogs, mediaPorts };
  }

  dispose(): void {
    this.stack.dispose();
    this.timeline.dispose();
  }
}

function inWords(event: SipCallEvent): string {
  switch (event.type) {
    case 'state':
      return event.status === null ? event.state : `${event.state} ${String(event.status)}`;
    case 'end':
      return `end by ${event.end.by} ${String(event.end.status ?? 'BYE')}`;
    case 'remote-hold':
      return event.held ? 'held' : 'taken back';
    case 'info-key':
      return `key ${event.key}`;
    case 'refer':
      return `refer ${event.target}`;
    case 'refer-progress':
      return `refer-progress ${String(event.status)}`;
  }
}

/** Seconds in which three quarters of the energy are at that frequency, and it is not silent (−40 dBFS). */
function clearSeconds(frames: readonly Int16Array[], toneHz: number): number {
  let clear = 0;
  for (const frame of frames) {
    let energy = 0;
    let cosine = 0;
    let sinus = 0;
    for (const [index, sample] of frame.entries()) {
      const angle = (2 * Math.PI * toneHz * index) / 16_000;
      energy += sample * sample;
      cosine += sample * Math.cos(angle);
      sinus += sample * Math.sin(angle);
    }
    // A whole number of periods: the tone's share of the energy (Parseval).
    const share = (2 * (cosine ** 2 + sinus ** 2)) / (frame.length * Math.max(1, energy));
    if (share > 0.75 && energy / frame.length > 327 ** 2) clear += 1;
  }
  return clear / 50;
}
