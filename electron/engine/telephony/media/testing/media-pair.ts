/** Two ends of a telephone's sound, over the network in memory, and what each of them has heard. */
import type { DtmfKey } from '../../../audio/dtmf-keys.ts';
import { FRAME_MS, FRAME_SAMPLES } from '../../../audio/frame.ts';
import { concatenateSamples } from '../../../audio/frames.ts';
import { VirtualTimeline } from '../../../base/timeline.ts';
import type { MediaQuality } from '#shared/domain/phone-call.ts';
import { PortRange } from '../../rtp/ports.ts';
import { seededBytes } from '../../sip/testing/seeded-random.ts';
import { runUntil } from '../../sip/testing/run-until.ts';
import { VirtualNetwork, type Weather } from '../../testing/virtual-network.ts';
import type { PhoneMedia, PhoneMediaEvents } from '../api.ts';
import { createPhoneMedia, type PhoneMediaSettings } from '../rtp-media.ts';

export interface HeardEnd {
  /** From the moment it was opened. */
  frames: Int16Array[];
  keys: { key: DtmfKey; atMs: number }[];
  qualities: MediaQuality[];
  lostAtMs: number | null;
}

export const usualSettings: PhoneMediaSettings = {
  codecs: ['PCMU'],
  ptimeMs: 20,
  srtp: 'off',
  dtmf: 'auto',
};

export class MediaPair {
  readonly timeline: VirtualTimeline;
  readonly net: VirtualNetwork;
  readonly ports = new PortRange(20_000, 20_098, seededBytes(5));
  /** Datagrams that each end has sent, with their moment. */
  readonly sent: { from: string; atMs: number; bytes: Uint8Array }[] = [];
  readonly #hosts = new Map<string, ReturnType<VirtualNetwork['host']>>();
  #seed = 10;

  /** @param timeline that of the SIP beside it, where there is any */
  constructor(weather: Partial<Weather> = {}, timeline = new VirtualTimeline()) {
    this.timeline = timeline;
    this.net = new VirtualNetwork({ timeline: this.timeline, seed: 3, ...weather });
    const carry = this.net.carryDatagram.bind(this.net);
    this.net.carryDatagram = (data, from, to) => {
      this.sent.push({ from: from.address, atMs: this.timeline.now(), bytes: data.slice() });
      carry(data, from, to);
    };
  }

  media(address: string, settings: Partial<PhoneMediaSettings> = {}): Promise<PhoneMedia> {
    const host = this.#hosts.get(address) ?? this.net.host(address);
    this.#hosts.set(address, host);
    this.#seed += 1;
    return createPhoneMedia({
      network: host,
      timeline: this.timeline,
      ports: this.ports,
      settings: { ...usualSettings, ...settings },
      addresses: () => ({ local: address, public: null }),
      random: seededBytes(this.#seed),
    });
  }

  /** Offer and answer. */
  async agree(offerer: PhoneMedia, answerer: PhoneMedia, options: { held?: boolean } = {}): Promise<void> {
    const offer = await offerer.createOffer(options);
    await offerer.applyAnswer(await answerer.createAnswer(offer), false);
  }

  listen(media: PhoneMedia): HeardEnd {
    const heard: HeardEnd = { frames: [], keys: [], qualities: [], lostAtMs: null };
    const events: PhoneMediaEvents = {
      frame: (frame) => void heard.frames.push(frame.slice()),
      key: (key) => void heard.keys.push({ key, atMs: this.timeline.now() }),
      lost: () => (heard.lostAtMs ??= this.timeline.now()),
      quality: (quality) => void heard.qualities.push(quality),
    };
    media.open(events);
    return heard;
  }

  /** A frame every 20 ms from then on. */
  speak(media: PhoneMedia, samples: Int16Array, fromMs: number): void {
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(samples.subarray(at, at + FRAME_SAMPLES));
      this.timeline.at(fromMs + (at / FRAME_SAMPLES) * FRAME_MS, () => {
        media.send(frame);
      });
    }
  }

  /** The timeline is spent afterwards. */
  async run(untilMs: number): Promise<void> {
    await runUntil(this.timeline, untilMs);
  }
}

export function soundOf({ frames }: HeardEnd): Int16Array {
  return concatenateSamples(frames);
}
