import { describe, expect, it } from 'vitest';
import { holdsUs } from './remote-hold.ts';

const audio = 'm=audio 4000 RTP/AVP 0';

describe('a description holds us', () => {
  it.each<[string, boolean, string[]]>([
    ['by sendonly', true, ['c=IN IP4 192.0.2.1', audio, 'a=sendonly']],
    ['by inactive', true, ['c=IN IP4 192.0.2.1', audio, 'a=inactive']],
    ['by the direction of the session', true, ['a=sendonly', audio]],
    ['by the address 0.0.0.0', true, ['c=IN IP4 0.0.0.0', audio]],
    ['not by sendrecv', false, ['c=IN IP4 192.0.2.1', audio, 'a=sendrecv']],
    ['not by recvonly', false, [audio, 'a=recvonly']],
    ['not where nothing is said', false, [audio]],
    ['not where the line overrules the session', false, ['a=sendonly', audio, 'a=sendrecv']],
    ['not by another line before', false, ['m=video 1 RTP/AVP 9', 'a=inactive', audio]],
    ['not by another line after', false, [audio, 'm=video 1 RTP/AVP 9', 'a=inactive', 'c=IN IP4 0.0.0.0']],
  ])('%s', (_, holds, lines) => {
    expect([holdsUs(lines.join('\r\n')), holdsUs(lines.join('\n'))]).toEqual([holds, holds]);
  });
});
