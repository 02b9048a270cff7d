import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { VirtualTimeline } from '../../base/timeline.ts';
import { seededBytes } from '../sip/testing/seeded-random.ts';
import type { DatagramSocket, Endpoint } from '../sip/transport/network.ts';
import { VirtualNetwork, type VirtualNetworkOptions } from '../testing/virtual-network.ts';
import { openMediaSockets, type MediaSockets } from './media-sockets.ts';
import { isRtcp, parseRtp, serialiseRtp, type RtpPacket } from './packet.ts';
import { PortRange } from './ports.ts';
import { parseRtcp } from './rtcp.ts';
import { RtpSession, type ReceivedAudio, type RtpSessionOptions } from './rtp-session.ts';
import type { StreamSettings } from './stream-settings.ts';
import { createSrtpKey, type SrtpKey } from './srtp-keys.ts';

const OURS = '192.0.2.1';
const THEIRS = '198.51.100.7';

const plain: StreamSettings = {
  remote: { address: THEIRS, port: 20_000 },
  remoteRtcp: { address: THEIRS, port: 20_001 },
  rtcpMux: false,
  signallingAddress: THEIRS,
  clockRateHz: 8000,
  receivedAudio: new Map([[0, 8000]]),
  receivedEvents: new Map([[101, 8000]]),
  events: { payloadType: 101, clockRateHz: 8000 },
  encryption: null,
};

interface Party {
  session: RtpSession;
  sockets: MediaSockets;
  audio: ReceivedAudio[];
  keys: DtmfKey[];
  lostAtMs: number[];
}

/** A network on virtual time, with our session on one host. */
class Stage {
  readonly timeline = new VirtualTimeline();
  readonly net: VirtualNetwork;
  readonly #hosts = new Map<string, ReturnType<VirtualNetwork['host']>>();

  constructor(weather: Partial<VirtualNetworkOptions> = {}) {
    this.net = new VirtualNetwork({ timeline: this.timeline, latencyMs: 30, ...weather });
  }

  host(address: string): ReturnType<VirtualNetwork['host']> {
    const host = this.#hosts.get(address) ?? this.net.host(address);
    this.#hosts.set(address, host);
    return host;
  }

  async party(address: string, port: number, options: Partial<RtpSessionOptions> = {}): Promise<Party> {
    const { timeline } = this;
    const sockets = await openMediaSockets({
      network: this.host(address),
      ports: new PortRange(port, port + 1, seededBytes(port)),
      address,
    });
    const party = { sockets, audio: [], keys: [], lostAtMs: [] } as unknown as Party;
    party.session = new RtpSession({
      timeline,
      sockets,
      now: () => new Date(1_790_000_000_000),
      random: seededBytes(port + 1),
      events: {
        audio: (packet) => party.audio.push(packet),
        key: (key) => party.keys.push(key),
        lost: () => party.lostAtMs.push(timeline.now()),
      },
      ...options,
    });
    return party;
  }

  every20Ms(count: number, task: (n: number) => void): void {
    for (let n = 0; n < count; n += 1) {
      this.timeline.at(n * 20, () => {
        task(n);
      });
    }
  }

  async runUntil(ms: number): Promise<void> {
    this.timeline.at(ms, () => {
      this.timeline.dispose();
    });
    await this.timeline.run();
  }
}

/** Ours at port 10000, the peer's at 20000, each configured for the other. */
async function twoParties(
  stage: Stage,
  changes: Partial<StreamSettings> = {},
  theirs: Partial<StreamSettings> = {},
): Promise<[Party, Party]> {
  const us = await stage.party(OURS, 10_000);
  const peer = await stage.party(THEIRS, 20_000);
  us.session.configure({ ...plain, ...changes });
  const back = { address: OURS, port: 10_000 };
  peer.session.configure({
    ...plain,
    remote: back,
    remoteRtcp: { address: OURS, port: 10_001 },
    signallingAddress: OURS,
    ...changes,
    ...theirs,
  });
  return [us, peer];
}

const payload = new Uint8Array(160).fill(0xff);

function packet(n: number, changes: Partial<RtpPacket> = {}): Uint8Array {
  return serialiseRtp({
    payloadType: 0,
    marker: false,
    sequence: n & 0xffff,
    timestamp: n * 160,
    ssrc: 77,
    csrcs: [],
    extension: null,
    payload,
    ...changes,
  });
}

/** Our session alone, and a bare socket that plays the peer; what it hears is kept. */
async function withSocket(
  stage: Stage,
  from: Endpoint = { address: THEIRS, port: 20_000 },
  changes: Partial<StreamSettings> = {},
): Promise<{ us: Party; socket: DatagramSocket; heard: Uint8Array[]; send: (datagram: Uint8Array) => void }> {
  const us = await stage.party(OURS, 10_000);
  us.session.configure({ ...plain, ...changes });
  const socket = await stage.host(from.address).udp(from);
  const heard: Uint8Array[] = [];
  socket.onMessage = (datagram) => heard.push(datagram);
  return {
    us,
    socket,
    heard,
    send: (datagram) => {
      socket.send(datagram, { address: OURS, port: 10_000 });
    },
  };
}

describe('an RTP session', () => {
  it.each([false, true])(
    'carries sound both ways and learns of the way from reports (mux: %s)',
    async (rtcpMux) => {
      const stage = new Stage({ loss: 0.1, seed: 4 });
      const [us, peer] = await twoParties(stage, { rtcpMux });
      stage.every20Ms(1500, () => {
        us.session.sendAudio(0, payload, 160);
        peer.session.sendAudio(0, payload, 160);
      });
      await stage.runUntil(30_100);
      const { sent, received, remote, jitterMs, ...problems } = us.session.statistics;
      const lost = received.expected - received.received;
      expect([
        sent,
        us.audio.length === received.received,
        lost > 90 && lost < 210,
        Math.round(remote.roundTripMs ?? -1),
        (remote.loss ?? 0) > 0.02 && (remote.loss ?? 0) < 0.25,
        jitterMs < 0.1,
        problems,
      ]).toEqual([
        { packets: 1500, octets: 240_000 },
        true,
        true,
        60,
        true,
        true,
        { foreign: 0, malformed: 0, unknownPayload: 0, unauthentic: 0, replayed: 0 },
      ]);
    },
  );

  it('reports about every 5 s, with its name, and says BYE', async () => {
    const stage = new Stage();
    const us = await stage.party(OURS, 10_000);
    us.session.configure({ ...plain, rtcpMux: true });
    const socket = await stage.host(THEIRS).udp({ address: THEIRS, port: 20_000 });
    const reports: string[][] = [];
    socket.onMessage = (datagram) => {
      if (isRtcp(datagram)) reports.push(parseRtcp(datagram).map(({ type }) => type));
    };
    stage.every20Ms(3000, () => {
      us.session.sendAudio(0, payload, 160);
    });
    stage.timeline.at(60_000, () => {
      us.session.dispose();
    });
    await stage.runUntil(61_000);
    expect([reports.length > 10 && reports.length < 20, reports[0], reports.at(-1)]).toEqual([
      true,
      ['sender-report', 'description'],
      ['sender-report', 'description', 'bye'],
    ]);
  });

  it('keeps time over a pause, and marks the first packet after it', async () => {
    const stage = new Stage();
    const { us, heard } = await withSocket(stage);
    stage.every20Ms(200, (n) => {
      if (n < 50 || n >= 100) us.session.sendAudio(0, payload, 160);
    });
    await stage.runUntil(5000);
    const packets = heard.map((datagram) => parseRtp(datagram)).filter((one) => one !== null);
    const first = packets[0]?.timestamp ?? 0;
    const firstSequence = packets[0]?.sequence ?? 0;
    expect(
      packets.map(({ timestamp, sequence, marker }) => [
        (timestamp - first) >>> 0,
        sequence - firstSequence,
        marker,
      ]),
    ).toEqual(Array.from({ length: 150 }, (_, n) => [(n < 50 ? n : n + 50) * 160, n, n === 0 || n === 50]));
  });

  it('sends a key in place of the sound, once however bad the network is', async () => {
    const stage = new Stage({ loss: 0.2, jitterMs: 30, duplication: 0.1, seed: 9 });
    const [us, peer] = await twoParties(stage);
    const keys: DtmfKey[] = ['1', '1', '5', '#', '0', '0', '0', '*'];
    stage.every20Ms(250, (n) => {
      us.session.sendAudio(0, payload, 160);
      if (n === 50) void us.session.sendKeys(keys);
    });
    await stage.runUntil(6000);
    // 8 keys, each of 120 ms from its first packet to its last: 6 frames less.
    const audioSent = us.session.statistics.sent.packets - 8 * 7;
    expect([peer.keys, audioSent]).toEqual([keys, 250 - 8 * 6]);
  });

  it('does not offer to send keys to a peer that takes none', async () => {
    const stage = new Stage();
    const { us } = await withSocket(stage, undefined, { events: null });
    expect(us.session.sendKeys(['1'])).toBeNull();
  });
});

describe('where the peer is', () => {
  const elsewhere: Endpoint = { address: '203.0.113.9', port: 20_000 };

  it('is never elsewhere: packets from there are ignored and counted', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage, elsewhere);
    stage.every20Ms(10, (n) => {
      send(packet(n));
    });
    await stage.runUntil(1000);
    expect([us.audio.length, us.session.statistics.foreign, us.session.remote]).toEqual([
      0,
      10,
      plain.remote,
    ]);
  });

  it('may be another port of its address, until it is heard from the negotiated one', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage, { address: THEIRS, port: 31_000 });
    const negotiated = await stage.host(THEIRS).udp({ address: THEIRS, port: 20_000 });
    const remotes: (number | undefined)[] = [];
    stage.every20Ms(60, (n) => {
      send(packet(n));
      if (n === 30) negotiated.send(packet(500, { ssrc: 5 }), { address: OURS, port: 10_000 });
      if (n === 25 || n === 59) remotes.push(us.session.remote?.port);
    });
    await stage.runUntil(2000);
    expect([remotes, us.session.statistics.foreign > 20]).toEqual([[31_000, 20_000], true]);
  });

  it('is certain after two seconds, and after a new offer unknown again', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage, { address: THEIRS, port: 31_000 });
    const negotiated = await stage.host(THEIRS).udp({ address: THEIRS, port: 20_000 });
    const remotes: (number | undefined)[] = [];
    stage.every20Ms(300, (n) => {
      send(packet(n));
      if (n >= 150) negotiated.send(packet(n, { ssrc: 5 }), { address: OURS, port: 10_000 });
      if (n === 200) {
        remotes.push(us.session.remote?.port);
        us.session.configure({ ...plain, remote: { address: THEIRS, port: 20_002 } });
        remotes.push(us.session.remote?.port);
      }
    });
    await stage.runUntil(7000);
    expect(remotes).toEqual([31_000, 20_002]);
  });

  it('is where its signalling comes from when it only knows a private address', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage, elsewhere, {
      remote: { address: '192.168.1.20', port: 20_000 },
      signallingAddress: elsewhere.address,
    });
    stage.every20Ms(5, (n) => {
      send(packet(n));
    });
    await stage.runUntil(500);
    expect([us.audio.length, us.session.remote]).toEqual([5, elsewhere]);
  });

  it('may be written in any form of IPv6', async () => {
    const stage = new Stage();
    const us = await stage.party('2001:db8::1', 10_000);
    us.session.configure({ ...plain, remote: { address: '2001:DB8:0:0::00:2', port: 20_000 } });
    const socket = await stage.host('2001:db8::2').udp({ address: '2001:db8::2', port: 20_000 });
    stage.every20Ms(5, (n) => {
      socket.send(packet(n), { address: '2001:db8::1', port: 10_000 });
    });
    await stage.runUntil(500);
    expect([us.audio.length, us.session.remote]).toEqual([5, { address: '2001:db8::2', port: 20_000 }]);
  });

  it('is not believed for packets that nobody agreed upon', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage, { address: THEIRS, port: 31_000 });
    stage.every20Ms(5, (n) => {
      send(packet(n, { payloadType: 96 }));
      send(Uint8Array.of(1, 2, 3));
    });
    await stage.runUntil(500);
    const { unknownPayload, malformed } = us.session.statistics;
    expect([unknownPayload, malformed, us.session.remote]).toEqual([5, 5, plain.remote]);
  });
});

describe('the stream of the peer', () => {
  it('may change its source in mid call: nothing of the new one is missed', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage);
    stage.every20Ms(100, (n) => {
      send(n < 50 ? packet(n) : packet(40_000 + n, { ssrc: 99, timestamp: n * 160 + 123_456 }));
    });
    await stage.runUntil(3000);
    expect([us.audio.length, us.audio.flatMap(({ restart }, n) => (restart ? [n] : []))]).toEqual([
      100,
      [50],
    ]);
  });

  it('is one of two that send at the same time, and stays that one', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage);
    stage.every20Ms(100, (n) => {
      send(packet(n));
      if (n > 20) send(packet(9000 + n, { ssrc: 99 }));
    });
    await stage.runUntil(3000);
    expect([us.audio.length, us.audio.some(({ restart }) => restart)]).toEqual([100, false]);
  });

  it('is lost after 20 s without a packet, told once; not while none is expected', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage);
    us.session.expectMedia(true);
    stage.timeline.at(10_000, () => {
      send(packet(1));
    });
    stage.timeline.at(60_000, () => {
      send(packet(2));
      us.session.expectMedia(false);
    });
    await stage.runUntil(120_000);
    expect(us.lostAtMs).toEqual([30_030]);
  });

  it('may be anything at all without harm', async () => {
    const stage = new Stage();
    const { us, send } = await withSocket(stage);
    const socket = await stage.host(THEIRS).udp({ address: THEIRS, port: 20_001 });
    const likely = fc.uint8Array({ maxLength: 60, size: 'max' }).map((bytes) => {
      bytes[0] = 0x80 | ((bytes[0] ?? 0) & 0x3f);
      if ((bytes[1] ?? 0) % 2) bytes[1] = [0, 101, 13, 200, 201, 202, 203][(bytes[1] ?? 0) % 7] ?? 0;
      return bytes;
    });
    const datagrams = fc.sample(fc.oneof(fc.uint8Array({ maxLength: 60, size: 'max' }), likely), {
      numRuns: 2000,
      seed: 3,
    });
    stage.every20Ms(datagrams.length / 10, (n) => {
      for (const bytes of datagrams.slice(n * 10, n * 10 + 10)) {
        send(bytes);
        socket.send(bytes, { address: OURS, port: 10_001 });
      }
    });
    await stage.runUntil(6000);
    const { received, malformed } = us.session.statistics;
    expect([received.received > 0, malformed > 10]).toEqual([true, true]);
  });
});

describe('a sealed session', () => {
  const key = (filler: number): SrtpKey =>
    createSrtpKey('AES_CM_128_HMAC_SHA1_80', (length) => new Uint8Array(length).fill(filler));

  it('carries sound, keys and reports', async () => {
    const stage = new Stage();
    const [us, peer] = await twoParties(
      stage,
      { encryption: { local: key(1), remote: key(2) } },
      { encryption: { local: key(2), remote: key(1) } },
    );
    stage.every20Ms(500, (n) => {
      us.session.sendAudio(0, payload, 160);
      peer.session.sendAudio(0, payload, 160);
      if (n === 100) void us.session.sendKeys(['9']);
    });
    await stage.runUntil(11_000);
    const { unauthentic, replayed, remote } = us.session.statistics;
    expect([us.audio.length, peer.keys, unauthentic, replayed, Math.round(remote.roundTripMs ?? -1)]).toEqual(
      [500, ['9'], 0, 0, 60],
    );
  });

  it('hears nothing sealed with another key, or not at all, and goes on after a new offer', async () => {
    const stage = new Stage();
    const [us, peer] = await twoParties(
      stage,
      { encryption: { local: key(1), remote: key(2) } },
      { encryption: { local: key(3), remote: key(1) } },
    );
    const counted: number[] = [];
    stage.every20Ms(100, (n) => {
      if (n === 50) {
        counted.push(us.audio.length);
        us.session.configure({ ...plain, encryption: { local: key(1), remote: key(3) } });
      }
      peer.session.sendAudio(0, payload, 160);
    });
    await stage.runUntil(3000);
    const { unauthentic } = us.session.statistics;
    expect([counted, us.audio.length >= 50, unauthentic > 40]).toEqual([[0], true, true]);
  });
});
