/**
 * The machine's network as the telephony client sees it. `node-network.ts` fulfils it with real sockets, `testing/` with
 * one in memory on virtual time, so that a day of calls is a matter of seconds.
 *
 * Every callback, and what settles a promise, runs inside an event of the timeline that the network was made with.
 */
import type { Disposable } from '../../../base/disposable.ts';

export interface Endpoint {
  /** An address, never a name; IPv6 without brackets. */
  address: string;
  port: number;
}

export interface DatagramSocket extends Disposable {
  readonly local: Endpoint;
  /**
   * Lost silently when it cannot be sent; `onError` tells of the socket itself and of unreachable peers. The bytes belong
   * to the socket from here on.
   */
  send(data: Uint8Array, to: Endpoint): void;
  onMessage: (data: Uint8Array, from: Endpoint) => void;
  onError: (error: Error) => void;
}

export interface StreamSocket extends Disposable {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** False: more is buffered than the peer has taken. A peer that takes nothing is cut off at 1 MB. */
  write(data: Uint8Array): boolean;
  /** Sends what is buffered, then closes. */
  end(): void;
  onData: (data: Uint8Array) => void;
  /** Once, whoever closed it; not after `dispose`. */
  onClose: (error: Error | null) => void;
}

export interface TlsSettings {
  /** Name that the certificate has to bear, RFC 5922 §7. */
  serverName: string;
  verify: boolean;
  /** A certificate authority of one's own, PEM. */
  caPem: string | null;
}

export interface TlsIdentity {
  keyPem: string;
  certificatePem: string;
}

export interface StreamServer extends Disposable {
  readonly local: Endpoint;
}

export interface Network {
  /** Port 0: any that is free. Rejects with `sip-unreachable` in words when it cannot be had. */
  udp(bind: Endpoint): Promise<DatagramSocket>;
  /** Rejects with `sip-unreachable`; a certificate that is refused is explained (who issued it, for which names, until when). */
  connect(to: Endpoint, tls: TlsSettings | null, signal: AbortSignal): Promise<StreamSocket>;
  /** With an identity it is TLS that is listened for. */
  listen(
    bind: Endpoint,
    identity: TlsIdentity | null,
    connected: (socket: StreamSocket) => void,
  ): Promise<StreamServer>;
  /** Our own address from which that peer is reached. */
  localAddressFor(peer: string): Promise<string>;
}
