/** Where a peer wants its RTP. It is a stranger's word, so not every address is taken. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Endpoint } from '../sip/transport/network.ts';
import type { AgreedMedia, LocalMedia } from './agreed.ts';
import type { SdpMedia } from './description.ts';

const manyReceivers = new BlockList();
manyReceivers.addSubnet('224.0.0.0', 4, 'ipv4');
manyReceivers.addAddress('255.255.255.255', 'ipv4');
manyReceivers.addSubnet('ff00::', 8, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export type RemoteAddresses = Pick<AgreedMedia, 'remote' | 'remoteRtcp'>;

/** Null ends mean "none for now": the hold of RFC 2543 (RFC 3264 §8.4). A text says what is wrong. */
export function remoteAddresses(media: SdpMedia, local: LocalMedia): RemoteAddresses | string {
  const { address, port } = media;
  if (address === null) return 'it tells no address for the sound';
  const family = isIP(address);
  if (family === 0) return `its address for the sound (${address.slice(0, 80)}) is not an IP address`;
  if (isNowhere(address)) return { remote: null, remoteRtcp: null };
  if ((family === 6) !== isIPv6(local.address)) {
    return `its address for the sound is IPv${family}, and ours is not: both ends have to use the same`;
  }
  const type = family === 6 ? 'ipv6' : 'ipv4';
  if (manyReceivers.check(address, type))
    return `its address for the sound (${address}) is one of many receivers`;
  if (loopback.check(address, type) && !local.isLoopback) {
    return `its address for the sound (${address}) is one of this computer`;
  }
  const remote: Endpoint = { address, port };
  const rtcpPort = media.rtcpPort ?? port + 1;
  return { remote, remoteRtcp: rtcpPort > 65_535 ? null : { address, port: rtcpPort } };
}

export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

export function isNowhere(address: string | null): boolean {
  return address === '0.0.0.0' || (address !== null && isIPv6(address) && /^[0:]+$/.test(address));
}
