/** The two sockets of one audio stream, as several dialogs of a forked call may share them. */
import type { Disposable } from '../../base/disposable.ts';
import { SipError } from '../../base/errors.ts';
import type { DatagramSocket, Endpoint, Network } from '../sip/transport/network.ts';
import { isRtcp } from './packet.ts';
import type { PortPair, PortRange } from './ports.ts';

export interface MediaListener {
  /** Inside an event of the timeline; `viaRtcpPort`: it came to the second port. */
  rtp(datagram: Uint8Array, from: Endpoint): void;
  rtcp(datagram: Uint8Array, from: Endpoint, viaRtcpPort: boolean): void;
}

/** How many pairs are tried that other programs may have taken. */
const MAX_TRIES = 32;
/** The largest datagram that a line of audio has a use for; 60 ms of 16-bit sound would be less. */
const MAX_DATAGRAM_BYTES = 2048;

export class MediaSockets implements Disposable {
  readonly local: Endpoint;
  readonly localRtcp: Endpoint;
  readonly #rtp: DatagramSocket;
  readonly #rtcp: DatagramSocket;
  readonly #pair: PortPair;
  readonly #listeners = new Set<MediaListener>();
  #isClosed = false;

  constructor(pair: PortPair, rtp: DatagramSocket, rtcp: DatagramSocket) {
    this.#pair = pair;
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    this.local = rtp.local;
    this.localRtcp = rtcp.local;
    rtp.onMessage = (datagram, from) => {
      this.#receive(datagram, from, false);
    };
    rtcp.onMessage = (datagram, from) => {
      this.#receive(datagram, from, true);
    };
    // A peer that is not there yet, or no more, answers with ICMP: the watchdog of the session is who decides.
    rtp.onError = () => undefined;
    rtcp.onError = () => undefined;
  }

  /** Each listener hears everything: whose packet it is, its session knows by the source. */
  listen(listener: MediaListener): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  sendRtp(datagram: Uint8Array, to: Endpoint): void {
    if (!this.#isClosed) this.#rtp.send(datagram, to);
  }

  /** `muxed`: from the RTP port, RFC 5761. */
  sendRtcp(datagram: Uint8Array, to: Endpoint, muxed: boolean): void {
    if (!this.#isClosed) (muxed ? this.#rtp : this.#rtcp).send(datagram, to);
  }

  dispose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listeners.clear();
    this.#rtp.dispose();
    this.#rtcp.dispose();
    this.#pair.dispose();
  }

  #receive(datagram: Uint8Array, from: Endpoint, viaRtcpPort: boolean): void {
    if (this.#isClosed || datagram.length > MAX_DATAGRAM_BYTES) return;
    for (const listener of this.#listeners) {
      if (isRtcp(datagram)) listener.rtcp(datagram, from, viaRtcpPort);
      else if (!viaRtcpPort) listener.rtp(datagram, from);
    }
  }
}

export interface OpenMediaSockets {
  network: Network;
  ports: PortRange;
  /** Our address. */
  address: string;
}

/** Rejects with `cap-reached` when every pair is leased, `sip-unreachable` when other programs hold all those tried. */
export async function openMediaSockets({ network, ports, address }: OpenMediaSockets): Promise<MediaSockets> {
  const refused: PortPair[] = [];
  let cause: unknown;
  try {
    for (let attempt = 0; attempt < Math.min(MAX_TRIES, ports.pairCount); attempt += 1) {
      const pair = ports.lease();
      let rtp: DatagramSocket | null = null;
      try {
        rtp = await network.udp({ address, port: pair.rtp });
        return new MediaSockets(pair, rtp, await network.udp({ address, port: pair.rtcp }));
      } catch (error) {
        // Kept until the search is over, so that it is not tried twice.
        refused.push(pair);
        rtp?.dispose();
        cause = error;
      }
    }
  } finally {
    for (const pair of refused) pair.dispose();
  }
  throw new SipError(
    'sip-unreachable',
    'No pair of media ports could be opened: other programs hold those that were tried. Choose another range of ports.',
    { retryable: true, status: 503, cause },
  );
}
