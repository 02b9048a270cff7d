/**
 * Reads session descriptions. `sdp-transform` knows the grammar of their lines; here is what it leaves to its user: bounds, since they
 * come from strangers, and the sense of the values.
 */
import { parse, type MediaDescription, type SessionDescription } from 'sdp-transform';
import { SipError } from '../../base/errors.ts';
import {
  directions,
  type SdpCrypto,
  type SdpDescription,
  type SdpDirection,
  type SdpFormat,
  type SdpMedia,
  type SdpOrigin,
} from './description.ts';

/** The longest of real ones, WebRTC's with video and candidates, have about 10 kB. */
const maxBytes = 32_768;
const maxLines = 1000;
const maxStreams = 32;
const maxFormats = 64;
const maxCryptoLines = 32;

/** Lines that mean something to us; nothing else reaches the parser. */
const meaningful =
  /^(?:[vostc]=|a=(?:rtpmap:|fmtp:|ptime:|maxptime:|rtcp:|rtcp-mux|sendrecv|sendonly|recvonly|inactive))/;

/**
 *   m= media  port [/count]  protocol  formats
 *
 * Read here and not by the library, which passes over the whole stream when there is a count.
 */
const mediaLine = /^m=(\S{1,32}) (\d{1,5})(?:\/\d{1,5})? (\S{1,64})(?: (.*))?$/;

/** a=crypto: tag  suite  key parameters  [session parameters]. The library keeps the first of the last only. */
const cryptoLine = /^a=crypto:(\d{1,9})[ \t]+(\S{1,64})[ \t]+(\S{1,512})(?:[ \t]+(.*))?$/;

/** Payload types that need no rtpmap, RFC 3551 table 4; those that we speak. */
const staticFormats: ReadonlyMap<number, Omit<SdpFormat, 'payloadType' | 'parameters'>> = new Map([
  [0, { name: 'pcmu', clockRateHz: 8000 }],
  [8, { name: 'pcma', clockRateHz: 8000 }],
  [9, { name: 'g722', clockRateHz: 8000 }],
  [13, { name: 'cn', clockRateHz: 8000 }],
]);

/** Directions of the session hold for streams that have none of their own (RFC 8866 §6.7). */
interface Defaults {
  address: string | null;
  direction: SdpDirection;
}

/** @throws SipError `sip-malformed`, status 400, for what is no session description or is out of all proportion. */
export function readSdp(text: string): SdpDescription {
  if (text.length > maxBytes) throw malformed(`it has ${text.length} characters`);
  const lines = text.split(/\r\n|\r|\n/, maxLines + 1);
  if (lines.length > maxLines) throw malformed(`it has more than ${maxLines} lines`);
  if (!lines.some((line) => line.startsWith('v=0'))) throw malformed('it does not begin with v=0');

  const sections = splitAtMedia(lines);
  const [head = [], ...streams] = sections;
  if (streams.length > maxStreams) throw malformed(`it offers ${streams.length} streams`);
  const session = parseLines(head);
  const defaults = {
    address: addressOf(session.connection),
    direction: directionOf(session.direction) ?? 'sendrecv',
  };
  return {
    origin: originOf(session.origin),
    media: streams.map((stream) => readMedia(stream, defaults)),
  };
}

/** The lines before the first m= line, then those of each stream. */
function splitAtMedia(lines: readonly string[]): string[][] {
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

function readMedia([first = '', ...lines]: readonly string[], defaults: Defaults): SdpMedia {
  const [, type, portText, protocol, formatList = ''] = mediaLine.exec(first) ?? [];
  const port = Number(portText);
  if (type === undefined || protocol === undefined || port > 65_535) {
    throw malformed('one of its m= lines is not understood');
  }
  const formatTexts = formatList.split(/\s+/, maxFormats).filter((format) => format !== '');
  // Attributes of a stream are read as those of a session: the library's m= line would be in the way.
  const attributes = parseLines(lines) as SessionDescription & Partial<MediaDescription>;
  return {
    type: type.toLowerCase(),
    port,
    protocol,
    formatTexts,
    formats: formatsOf(formatTexts, attributes),
    address: attributes.connection === undefined ? defaults.address : addressOf(attributes.connection),
    direction: directionOf(attributes.direction) ?? defaults.direction,
    ptimeMs: durationOf(attributes.ptime),
    maxptimeMs: durationOf(attributes.maxptime),
    rtcpPort: portOf(attributes.rtcp?.port),
    rtcpMux: attributes.rtcpMux !== undefined,
    crypto: lines
      .map(cryptoOf)
      .filter((crypto) => crypto !== null)
      .slice(0, maxCryptoLines),
  };
}

function parseLines(lines: readonly string[]): SessionDescription {
  return parse(lines.filter((line) => meaningful.test(line)).join('\r\n'));
}

function formatsOf(texts: readonly string[], attributes: Partial<MediaDescription>): SdpFormat[] {
  const formats = new Map<number, SdpFormat>();
  for (const text of texts) {
    const payloadType = /^\d{1,3}$/.test(text) ? Number(text) : 128;
    if (payloadType > 127 || formats.has(payloadType)) continue;
    const mapped = attributes.rtp?.find(({ payload }) => payload === payloadType);
    const name = mapped ? textOf(mapped.codec).toLowerCase() : undefined;
    const described =
      name !== undefined && typeof mapped?.rate === 'number' ? { name, clockRateHz: mapped.rate } : null;
    const known = described ?? staticFormats.get(payloadType);
    if (!known) continue;
    const parameters = attributes.fmtp?.find(({ payload }) => payload === payloadType)?.config ?? '';
    formats.set(payloadType, { payloadType, ...known, parameters: textOf(parameters) });
  }
  return [...formats.values()];
}

function cryptoOf(line: string): SdpCrypto | null {
  const [, tag, suite, keyParameters, sessionParameters = ''] = cryptoLine.exec(line) ?? [];
  if (tag === undefined || suite === undefined || keyParameters === undefined) return null;
  return { tag: Number(tag), suite, keyParameters, sessionParameters: sessionParameters.trim() };
}

/** The library gives a number for what looks like one, where its types promise text. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function addressOf(connection: SessionDescription['connection']): string | null {
  // A multicast address may have /ttl behind it (RFC 8866 §5.7).
  const [address] = textOf(connection?.ip ?? '').split('/', 1);
  return address === undefined || address === '' ? null : address;
}

function directionOf(value: unknown): SdpDirection | null {
  return directions.find((direction) => direction === value) ?? null;
}

function durationOf(value: unknown): number | null {
  const ms = Number(value);
  return value !== undefined && value !== '' && Number.isFinite(ms) && ms > 0 && ms <= 1000 ? ms : null;
}

function portOf(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && value <= 65_535 ? value : null;
}

function originOf(origin: SessionDescription['origin'] | undefined): SdpOrigin | null {
  if (origin === undefined) return null;
  const { sessionId, sessionVersion, address } = origin;
  const version = Number(textOf(sessionVersion));
  return { sessionId: textOf(sessionId), version: Number.isFinite(version) ? version : 0, address };
}

function malformed(what: string): SipError {
  return new SipError('sip-malformed', `The description of the call's media (SDP) cannot be read: ${what}.`, {
    status: 400,
  });
}
