/** Whole telephones, each our real stack from the network port up, on the network in memory and on virtual time. */
import { VirtualTimeline, type TimelineTask } from '../../base/timeline.ts';
import { trunkSchema, type Trunk, type TrunkInput } from '#shared/domain/trunk.ts';
import type { PhoneMedia, PhoneMediaEvents } from '../media/api.ts';
import type { DnsPort } from '../sip/dns/dns-port.ts';
import { seededBytes } from '../sip/testing/seeded-random.ts';
import { PhoneStack, type PhoneStackOptions } from '../stack.ts';
import { VirtualNetwork, type Weather } from './virtual-network.ts';

const noNames: DnsPort = {
  naptr: () => Promise.resolve({ records: [], ttlS: null }),
  srv: () => Promise.resolve({ records: [], ttlS: null }),
  a: () => Promise.resolve({ records: [], ttlS: null }),
  aaaa: () => Promise.resolve({ records: [], ttlS: null }),
};

/** What is left of a telephone that has nothing to do. */
export const atRest = { calls: 0, dialogs: 0, transactions: 0, mediaPorts: 0 };

export class Telephones {
  readonly timeline = new VirtualTimeline();
  readonly net: VirtualNetwork;
  #seed: number;

  constructor(weather: Partial<Weather> & { seed?: number } = {}) {
    this.net = new VirtualNetwork({ timeline: this.timeline, ...weather });
    this.#seed = 100 * (weather.seed ?? 1);
  }

  /** @param addresses the first of them is in use */
  stack(addresses: readonly string[], over: Partial<PhoneStackOptions> = {}): PhoneStack {
    const host = this.net.host(...addresses);
    host.addresses = addresses.slice(0, 1);
    this.#seed += 1;
    return new PhoneStack({
      timeline: this.timeline,
      network: host,
      dns: noNames,
      random: seededBytes(this.#seed),
      now: () => new Date(Date.UTC(2026, 10, 26) + this.timeline.now()),
      userAgent: 'Parley/test',
      accounts: () => [],
      ...over,
    });
  }

  /** The timeline does not wait for what it answers: a call takes time of its own. */
  at(atMs: number, task: TimelineTask): void {
    this.timeline.at(atMs, () => void task());
  }

  /** So much time passes; the code after it runs within an event of the timeline. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timeline.at(this.timeline.now() + ms, resolve);
    });
  }
}

export function testTrunk(over: Partial<TrunkInput> = {}): Trunk {
  return trunkSchema.parse({
    id: 'office',
    name: 'Office',
    preset: 'other',
    kind: 'ip',
    server: '192.0.2.2',
    codecs: ['PCMU'],
    created_at: '2026-01-01T00:00:00.000Z',
    ...over,
  });
}

/** What calls open their media with when a test asks for less than a voice session. */
export function listening(over: Partial<PhoneMediaEvents> = {}): PhoneMediaEvents {
  const nothing = () => undefined;
  return { frame: nothing, key: nothing, lost: nothing, quality: nothing, ...over };
}

const frame = Int16Array.from({ length: 320 }, (_, index) => 8000 * Math.sin(index / 4));

/** A tone of that length, from now on. */
export function speak(phones: Telephones, media: PhoneMedia, durationMs: number): void {
  const nowMs = phones.timeline.now();
  for (let at = 0; at < durationMs; at += 20)
    phones.timeline.at(nowMs + at, () => {
      media.send(frame);
    });
}
