/** Where a peer reaches us: what Via (sent-by) and Contact say, and by which a response is known to be ours. */
import type { SipTransportName } from '../user-agent/api.ts';
import type { Endpoint } from './network.ts';
import type { Flow } from './transport-layer.ts';

export type Endpoints = Pick<Flow, 'transport' | 'local' | 'remote'>;

export function endpointsOf({ transport, local, remote }: Endpoints): Endpoints {
  return { transport, local, remote };
}

export class OwnEndpoints {
  readonly #listening: { transport: SipTransportName; at: Endpoint }[] = [];

  add(transport: SipTransportName, at: Endpoint): void {
    this.#listening.push({ transport, at });
  }

  /** The UDP socket; for a connection the port at which we listen, or, where we do not, the connection's own. */
  of({ transport, local }: Pick<Flow, 'transport' | 'local'>): Endpoint {
    if (transport === 'udp') return local;
    const any = local.address.includes(':') ? '::' : '0.0.0.0';
    const listening = this.#listening.find(
      (entry) => entry.transport === transport && [local.address, any].includes(entry.at.address),
    );
    return { address: local.address, port: listening?.at.port ?? local.port };
  }
}
