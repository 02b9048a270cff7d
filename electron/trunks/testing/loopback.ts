/** User agents and a registrar on this machine's own sockets: what trunks are tested against. */
import { RealTimeline } from '#engine/base/timeline.ts';
import { NodeDns } from '#engine/telephony/sip/dns/node-dns.ts';
import { SipResolver } from '#engine/telephony/sip/dns/resolver.ts';
import { Registrar } from '#engine/telephony/sip/testing/registrar.ts';
import { seededBytes } from '#engine/telephony/sip/testing/seeded-random.ts';
import type { TlsIdentity } from '#engine/telephony/sip/transport/network.ts';
import { NodeNetwork } from '#engine/telephony/sip/transport/node-network.ts';
import { SipTransports } from '#engine/telephony/sip/transport/sip-transports.ts';
import type { SipAccount, SipTransportName } from '#engine/telephony/sip/user-agent/api.ts';
import { UserAgent } from '#engine/telephony/sip/user-agent/user-agent.ts';

export const address = '127.0.0.1';

export class Loopback {
  readonly timeline = new RealTimeline({
    onError: (error) => {
      throw error;
    },
  });
  readonly network = new NodeNetwork({ timeline: this.timeline, connectTimeoutMs: 1000 });
  readonly resolver = new SipResolver({
    dns: new NodeDns(this.timeline),
    timeline: this.timeline,
    random: seededBytes(2),
  });
  readonly #transports: SipTransports[] = [];

  /** Answers REGISTER and OPTIONS. */
  async registrar(
    transport: SipTransportName = 'udp',
    identity?: TlsIdentity,
  ): Promise<{ registrar: Registrar; port: number }> {
    const transports = this.#open();
    const { port } = await transports.listen({
      transport,
      at: { address, port: 0 },
      ...(identity && { identity }),
    });
    return { registrar: new Registrar(this.timeline, transports), port };
  }

  async userAgent(
    accounts: () => readonly SipAccount[],
    acceptUnknown = false,
  ): Promise<{ userAgent: UserAgent; port: number }> {
    const transports = this.#open();
    const { port } = await transports.listen({ transport: 'udp', at: { address, port: 0 } });
    const userAgent = new UserAgent({
      timeline: this.timeline,
      transport: transports,
      resolve: (uri, account) => this.resolver.resolve(uri, account),
      random: seededBytes(this.#transports.length),
      accounts,
      acceptUnknown,
      userAgent: 'Parley/test',
    });
    return { userAgent, port };
  }

  dispose(): void {
    for (const transports of this.#transports) transports.dispose();
    this.timeline.dispose();
  }

  #open(): SipTransports {
    const { network, timeline } = this;
    const transports = new SipTransports({ network, timeline, now: () => new Date() });
    this.#transports.push(transports);
    return transports;
  }
}
