/** What of a trunk concerns the sound of its calls. */
import { phoneCodecs } from '#shared/domain/phone-call.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { PhoneMediaSettings } from './rtp-media.ts';

/** Of a caller whom no trunk knows: whatever both can. */
const unknownPeer: PhoneMediaSettings = { codecs: phoneCodecs, ptimeMs: 20, srtp: 'optional', dtmf: 'auto' };

export function mediaSettings(
  trunk: Pick<Trunk, 'codecs' | 'ptime_ms' | 'srtp' | 'dtmf'> | null,
): PhoneMediaSettings {
  if (!trunk) return unknownPeer;
  const { codecs, ptime_ms: ptimeMs, srtp, dtmf } = trunk;
  return { codecs: [...new Set(codecs)], ptimeMs, srtp, dtmf };
}
