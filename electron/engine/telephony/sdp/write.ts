/** Writes session descriptions of one stream of sound, and the refusals of others (RFC 8866; order of lines by `sdp-transform`). */
import { isIPv6 } from 'node:net';
import { write, type MediaDescription } from 'sdp-transform';
import type { SdpCrypto, SdpDirection, SdpFormat, SdpMedia, SdpOrigin } from './description.ts';

/** A format as written: with the name's own capitals, and channels where there are two. */
export interface WrittenFormat extends SdpFormat {
  channels?: 2;
}

/** A stream of ours. */
export interface WrittenStream {
  protocol: string;
  port: number;
  /** Told where RTCP does not share the port for certain. */
  rtcpPort: number;
  rtcpMux: boolean;
  formats: readonly WrittenFormat[];
  direction: SdpDirection;
  ptimeMs: number;
  maxptimeMs: number;
  crypto: readonly SdpCrypto[];
}

/** A stream that was offered to us and is refused, RFC 3264 §6: port 0, and one format for form's sake. */
export type RefusedStream = Pick<SdpMedia, 'type' | 'protocol' | 'formatTexts'>;

/** All but the o= line's version, by which two descriptions are compared (RFC 3264 §8). */
export interface WrittenSession {
  sessionId: string;
  /** For the o= and c= lines. */
  address: string;
  streams: readonly (WrittenStream | RefusedStream)[];
}

export function writeSdp(session: WrittenSession, version: SdpOrigin['version']): string {
  const { address } = session;
  const ipVersion = isIPv6(address) ? 6 : 4;
  return write({
    version: 0,
    origin: {
      username: '-',
      sessionId: session.sessionId,
      sessionVersion: version,
      netType: 'IN',
      ipVer: ipVersion,
      address,
    },
    name: '-',
    connection: { version: ipVersion, ip: address },
    timing: { start: 0, stop: 0 },
    media: session.streams.map((stream) => ('port' in stream ? audio(stream) : refused(stream))),
  });
}

function audio(stream: WrittenStream): MediaDescription {
  const { formats, crypto } = stream;
  return {
    type: 'audio',
    port: stream.port,
    protocol: stream.protocol,
    payloads: formats.map(({ payloadType }) => payloadType).join(' '),
    rtp: formats.map(({ payloadType, name, clockRateHz, channels }) => ({
      payload: payloadType,
      codec: name,
      rate: clockRateHz,
      ...(channels === undefined ? {} : { encoding: channels }),
    })),
    fmtp: formats
      .filter(({ parameters }) => parameters !== '')
      .map(({ payloadType, parameters }) => ({ payload: payloadType, config: parameters })),
    ptime: stream.ptimeMs,
    maxptime: stream.maxptimeMs,
    rtcp: { port: stream.rtcpPort },
    ...(stream.rtcpMux ? { rtcpMux: 'rtcp-mux' as const } : {}),
    ...(crypto.length === 0 ? {} : { crypto: crypto.map(cryptoLine) }),
    direction: stream.direction,
  };
}

function cryptoLine({ tag, suite, keyParameters }: SdpCrypto): { id: number; suite: string; config: string } {
  return { id: tag, suite, config: keyParameters };
}

function refused({ type, protocol, formatTexts }: RefusedStream): MediaDescription {
  return { type, port: 0, protocol, payloads: formatTexts[0] ?? '0', rtp: [], fmtp: [] };
}
