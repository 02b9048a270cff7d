/** Telephones and a registrar on this machine's own sockets: what trunks are tested against. */
import { RealTimeline } from '#engine/base/timeline.ts';
import type { DnsPort } from '#engine/telephony/sip/dns/dns-port.ts';
import { Registrar } from '#engine/telephony/sip/testing/registrar.ts';
import { seededBytes } from '#engine/telephony/sip/testing/seeded-random.ts';
import type { TlsIdentity } from '#engine/telephony/sip/transport/network.ts';
import { NodeNetwork } from '#engine/telephony/sip/transport/node-network.ts';
import { SipTransports } from '#engine/telephony/sip/transport/sip-transports.ts';
import type { SipAccount, SipTransportName } from '#engine/telephony/sip/user-agent/api.ts';
import { PhoneStack } from '#engine/telephony/stack.ts';

const address = '127.0.0.1';

/** Knows one name, `pbx.example`, which is this machine. */
const nothing = () => Promise.resolve({ records: [], ttlS: 60 });
const names: DnsPort = {
  naptr: nothing,
  srv: nothing,
  aaaa: nothing,
  a: (name) => Promise.resolve({ records: name === 'pbx.example' ? [address] : [], ttlS: 60 }),
};

export class Loopback {
  readonly timeline = new RealTimeline({
    onError: (error) => {
      throw error;
    },
  });
  readonly network = new NodeNetwork({ timeline: this.timeline, connectTimeoutMs: 1000 });
  readonly #open: { dispose(): void }[] = [];

  /** Answers REGISTER and OPTIONS. */
  async registrar(
    transport: SipTransportName = 'udp',
    identity?: TlsIdentity,
  ): Promise<{ registrar: Registrar; port: number }> {
    const { network, timeline } = this;
    const transports = new SipTransports({ network, timeline, now: () => new Date() });
    this.#open.push(transports);
    const { port } = await transports.listen({
      transport,
      at: { address, port: 0 },
      ...(identity && { identity }),
    });
    return { registrar: new Registrar(timeline, transports), port };
  }

  telephone(accounts: () => readonly SipAccount[]): PhoneStack {
    return this.#telephone(accounts, false);
  }

  /** Answers every call and sends back what it hears. */
  async echo(): Promise<{ port: number }> {
    const stack = this.#telephone(() => [], true);
    const { port } = await stack.listen({ transport: 'udp', at: { address, port: 0 } });
    stack.userAgent.onCall(({ call }) => {
      void stack.openMedia({ trunk: null, account: null, peer: call.remote.uri }).then((media) => {
        this.timeline.post(() => {
          void call.answer(media);
          media.open({
            frame: (frame) => {
              media.send(frame);
            },
            key: () => undefined,
            lost: () => undefined,
            quality: () => undefined,
          });
        });
      });
    });
    return { port };
  }

  dispose(): void {
    for (const each of this.#open) each.dispose();
    this.timeline.dispose();
  }

  #telephone(accounts: () => readonly SipAccount[], acceptUnknown: boolean): PhoneStack {
    const { network, timeline } = this;
    const stack = new PhoneStack({
      timeline,
      network,
      dns: names,
      random: seededBytes(this.#open.length + 1),
      now: () => new Date(),
      userAgent: 'Parley/test',
      accounts,
      acceptUnknown,
    });
    this.#open.push(stack);
    return stack;
  }
}
