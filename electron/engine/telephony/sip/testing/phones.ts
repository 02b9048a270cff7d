/** User agents that speak to each other over a wire in memory, on virtual time. */
import { VirtualTimeline } from '../../../base/timeline.ts';
import type { SipUri } from '../message/uri.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type {
  IncomingSipCall,
  OutgoingInvite,
  SipAccount,
  SipCall,
  SipCallEvent,
  SipTransportName,
} from '../user-agent/api.ts';
import { UserAgent, type UserAgentOptions } from '../user-agent/user-agent.ts';
import { MemoryWire, type WireOptions } from './memory-wire.ts';
import { ScriptedMedia } from './scripted-media.ts';
import { seededBytes } from './seeded-random.ts';

export function testAccount(over: Partial<SipAccount> = {}): SipAccount {
  return {
    id: 'trunk',
    user: 'alice',
    displayName: 'Alice',
    domain: 'b.invalid',
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

/** Names and their addresses; an address leads to itself. */
export type Zone = Record<
  string,
  readonly { address: string; port?: number; transport?: SipTransportName }[]
>;

export function resolver(zone: Zone): (uri: SipUri) => Promise<Hop[]> {
  return ({ host, port, parameters }) => {
    const transport = (parameters.get('transport') ?? 'udp') as SipTransportName;
    const places = zone[host] ?? [{ address: host }];
    return Promise.resolve(
      places.map((place) => ({
        address: place.address,
        port: place.port ?? port ?? 5060,
        transport: place.transport ?? transport,
        tls: null,
      })),
    );
  };
}

export interface Phone {
  agent: UserAgent;
  /** Calls that came in. */
  incoming: IncomingSipCall[];
  /** What happened to them, `TIME PHONE: EVENT`. */
  log: string[];
  /** A call out. */
  dial(
    target: string,
    over?: Partial<Pick<OutgoingInvite, 'ringTimeoutMs' | 'mayRedirect'> & { media: ScriptedMedia }>,
  ): SipCall;
}

export class PhoneStage {
  readonly timeline = new VirtualTimeline();
  readonly wire: MemoryWire;
  readonly log: string[] = [];
  readonly zone: Zone;

  constructor({ zone = {}, ...wire }: Partial<Omit<WireOptions, 'timeline'>> & { zone?: Zone } = {}) {
    this.wire = new MemoryWire({ timeline: this.timeline, ...wire });
    this.zone = { 'b.invalid': [{ address: '10.0.0.2' }], 'a.invalid': [{ address: '10.0.0.1' }], ...zone };
  }

  phone(
    name: string,
    address: string,
    account: SipAccount,
    over: Partial<UserAgentOptions> & { answering?: (call: IncomingSipCall) => void } = {},
  ): Phone {
    const { answering = () => undefined, ...options } = over;
    const agent = new UserAgent({
      timeline: this.timeline,
      transport: this.wire.end(name, address),
      resolve: resolver(this.zone),
      random: seededBytes(name.length * 7919 + address.charCodeAt(address.length - 1)),
      accounts: () => [account],
      userAgent: 'Parley/test',
      ...options,
    });
    const incoming: IncomingSipCall[] = [];
    agent.onCall(({ call }) => {
      incoming.push(call);
      this.listen(name, call);
      answering(call);
    });
    return {
      agent,
      incoming,
      log: this.log,
      dial: (target, dial = {}) => {
        const media = dial.media ?? new ScriptedMedia(name, []);
        const call = agent.invite(account, { ringTimeoutMs: 60_000, ...dial, target, media });
        this.listen(name, call);
        return call;
      },
    };
  }

  listen(name: string, call: SipCall): void {
    call.onEvent((event) => void this.log.push(`${this.timeline.now()} ${name}: ${wordsOf(event)}`));
  }

  at(ms: number, task: () => void | Promise<void>): void {
    this.timeline.at(ms, () => {
      void task();
    });
  }

  async until(ms: number): Promise<void> {
    this.timeline.at(ms, () => {
      this.timeline.dispose();
    });
    await this.timeline.run();
  }

  /** What was heard, without times. */
  get heard(): string[] {
    return this.log.map((line) => line.replace(/^\S+ /, ''));
  }
}

function wordsOf(event: SipCallEvent): string {
  switch (event.type) {
    case 'state':
      return event.state;
    case 'end':
      return `end by ${event.end.by}, ${event.end.status ?? '-'}`;
    case 'remote-hold':
      return event.held ? 'held' : 'resumed';
    case 'info-key':
      return `key ${event.key} ${event.durationMs ?? '-'}`;
    case 'refer':
      return `asked to call ${event.target}${event.replaces === null ? '' : ' in place of a call'}`;
    case 'refer-progress':
      return `transfer ${event.status}${event.final ? ', final' : ''}`;
  }
}
