/**
 * Does this description put us on hold (RFC 3264 §8.4)? Of the first audio line: its direction, or that of the session,
 * or the address 0.0.0.0 of RFC 2543.
 */
export function holdsUs(sdp: string): boolean {
  let direction = 'sendrecv';
  let address = '';
  let section: 'session' | 'audio' | 'other' = 'session';
  for (const line of sdp.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      if (section === 'audio') break;
      section = line.startsWith('m=audio ') ? 'audio' : 'other';
    }
    if (section === 'other') continue;
    direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.exec(line)?.[1] ?? direction;
    address = /^c=IN IP4 (\S+)/.exec(line)?.[1] ?? address;
  }
  return direction === 'sendonly' || direction === 'inactive' || address === '0.0.0.0';
}
