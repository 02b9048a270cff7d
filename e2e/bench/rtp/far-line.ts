/** One telephone of the far end: it hears our packets, notes when each came, and talks. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { MU_LAW_SILENCE, muLawToLinear } from '#engine/audio/g711.ts';
import { randomNumbers } from '#engine/audio/testing/sounds.ts';
import type { RealTimeline } from '#engine/base/timeline.ts';
import { ImpairedPath } from '#engine/telephony/rtp/testing/impairments.ts';
import { loopback, machineMs, type FarPlan, type FarReport } from './protocol.ts';

const packetMs = 20;
const packetOctets = 160;
/** Louder than this is the agent's voice. */
const audible = 300;
/** A caller who answers says something all the same when the agent has been silent for so long. */
const patienceMs = 8000;

export class FarLine {
  readonly #timeline: RealTimeline;
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  #plan: FarPlan | null = null;
  #path: ImpairedPath | null = null;
  #user = '';
  #callId: string | null = null;
  #to: { address: string; port: number } | null = null;
  #arrivedMs: number[] = [];
  #timestamps: number[] = [];
  #sequences: number[] = [];
  #spoken: FarReport['spoken'] = [];
  #lost: number[] = [];
  #heardMs = 0;
  /** The agent, since we spoke last. */
  #hasHeard = false;
  #startMs = 0;
  #packet = 0;
  #line = 0;
  #at: number | null = null;
  #isOn = false;
  /** Of the caller who answers: the agent's question is awaited, or the words for the answer. */
  #awaits: 'agent' | 'words' = 'agent';
  /** It is this line's turn to speak. */
  onTurn: (user: string) => void = () => undefined;

  private constructor(timeline: RealTimeline, rtp: Socket, rtcp: Socket) {
    this.#timeline = timeline;
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    rtp.on('message', (datagram) => {
      this.#receive(datagram, machineMs());
    });
    for (const socket of [rtp, rtcp]) socket.on('error', () => undefined);
  }

  /** Null: one of the two ports is taken. */
  static async open(timeline: RealTimeline, port: number): Promise<FarLine | null> {
    const sockets: Socket[] = [];
    try {
      for (const offset of [0, 1]) {
        const socket = createSocket({
          type: 'udp4',
          recvBufferSize: 1 << 20,
          lookup: (address, _options, done) => {
            done(null, address, 4);
          },
        });
        sockets.push(socket);
        // The address needs no look-up, so it listens before `bind` returns.
        const listening = once(socket, 'listening');
        socket.bind(port + offset, loopback);
        await listening;
      }
    } catch {
      for (const socket of sockets) socket.close();
      return null;
    }
    const [rtp, rtcp] = sockets as [Socket, Socket];
    return new FarLine(timeline, rtp, rtcp);
  }

  close(): void {
    this.stop();
    this.#rtp.close();
    this.#rtcp.close();
  }

  get isTalking(): boolean {
    return this.#isOn;
  }

  /** The call is answered: packets go out from now on. */
  start(user: string, callId: string, plan: FarPlan, to: { address: string; port: number }): void {
    this.forget();
    this.#user = user;
    this.#callId = callId;
    this.#plan = plan;
    this.#path = new ImpairedPath(plan.impairment, randomNumbers(plan.seed));
    this.#to = to;
    this.#startMs = machineMs();
    this.#heardMs = this.#startMs;
    this.#packet = 0;
    this.#line = 0;
    this.#at = null;
    this.#hasHeard = false;
    this.#awaits = 'agent';
    this.#isOn = true;
    this.#beat(this.#timeline.now());
  }

  say(line: Uint8Array): void {
    this.#plan?.lines.push(line);
    this.#awaits = 'agent';
  }

  get user(): string {
    return this.#user;
  }

  /** It talks no more, and goes on hearing. */
  stop(): void {
    this.#isOn = false;
  }

  report(): FarReport | null {
    if (this.#callId === null) return null;
    const report: FarReport = {
      user: this.#user,
      callId: this.#callId,
      arrivedMs: Float64Array.from(this.#arrivedMs),
      timestamps: Float64Array.from(this.#timestamps),
      sequences: Float64Array.from(this.#sequences),
      spoken: this.#spoken,
      lost: this.#lost,
      startMs: this.#startMs,
      sent: this.#packet,
    };
    this.forget();
    return report;
  }

  /** The call is over and told. */
  reset(): void {
    this.stop();
    this.#callId = null;
    this.forget();
  }

  /** What was noted until now. */
  forget(): void {
    this.#arrivedMs = [];
    this.#timestamps = [];
    this.#sequences = [];
    this.#spoken = [];
    this.#lost = [];
  }

  #receive(datagram: Buffer, nowMs: number): void {
    if (datagram.length < 12 || (datagram.readUInt8(0) & 0xc0) !== 0x80) return;
    const type = datagram.readUInt8(1) & 0x7f;
    // RTCP that is multiplexed, and telephone events.
    if (type !== 0) return;
    this.#arrivedMs.push(nowMs);
    this.#timestamps.push(unwrap(this.#timestamps.at(-1), datagram.readUInt32BE(4), 2 ** 32));
    this.#sequences.push(unwrap(this.#sequences.at(-1), datagram.readUInt16BE(2), 2 ** 16));
    for (let at = 12; at < datagram.length; at += 8)
      if (Math.abs(muLawToLinear[datagram[at] ?? 0] ?? 0) > audible) {
        this.#heardMs = nowMs;
        this.#hasHeard = true;
        break;
      }
  }

  #beat(dueMs: number): void {
    this.#timeline.at(dueMs, () => {
      if (!this.#isOn) return;
      this.#beat(dueMs + packetMs);
      this.#send(this.#payload(), dueMs);
    });
  }

  #payload(): Uint8Array {
    const silence = new Uint8Array(packetOctets).fill(MU_LAW_SILENCE);
    const plan = this.#plan;
    const nowMs = machineMs();
    if (!plan) return silence;
    const line = plan.lines[plan.repeats ? this.#line % plan.lines.length : this.#line];
    if (!line) {
      if (plan.answers && this.#awaits === 'agent' && this.#mayAnswer(plan, nowMs)) {
        this.#awaits = 'words';
        this.onTurn(this.#user);
      }
      return silence;
    }
    if (this.#at === null) {
      if (!plan.answers && nowMs - this.#heardMs < plan.quietMs) return silence;
      this.#at = 0;
      this.#spoken.push({ line: this.#line, startMs: nowMs, packet: this.#packet });
    }
    silence.set(line.subarray(this.#at, this.#at + packetOctets));
    this.#at += packetOctets;
    if (this.#at >= line.length) {
      this.#at = null;
      this.#line += 1;
      // The agent's answer is waited for, from the end of the line on.
      this.#heardMs = nowMs;
      this.#hasHeard = false;
    }
    return silence;
  }

  #mayAnswer({ quietMs }: FarPlan, nowMs: number): boolean {
    return nowMs - this.#heardMs >= (this.#hasHeard ? quietMs : patienceMs);
  }

  #send(payload: Uint8Array, dueMs: number): void {
    const to = this.#to;
    const number = this.#packet;
    this.#packet += 1;
    const arrivals = this.#path?.arrivals(dueMs) ?? [];
    if (arrivals.length === 0) this.#lost.push(number);
    if (!to) return;
    const packet = Buffer.alloc(12 + payload.length);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(number === 0 ? 0x80 : 0, 1);
    packet.writeUInt16BE(number & 0xffff, 2);
    packet.writeUInt32BE((number * packetOctets) >>> 0, 4);
    packet.writeUInt32BE(0x5eed_0000 + (this.#plan?.seed ?? 0), 8);
    packet.set(payload, 12);
    for (const arrivalMs of arrivals) {
      if (arrivalMs <= dueMs) this.#rtp.send(packet, to.port, to.address);
      else
        this.#timeline.at(arrivalMs, () => {
          this.#rtp.send(packet, to.port, to.address);
        });
    }
  }
}

/** The value nearest to the one before that is `value` modulo `range`. */
function unwrap(before: number | undefined, value: number, range: number): number {
  if (before === undefined) return value;
  const delta = (((value - before) % range) + range) % range;
  return before + (delta >= range / 2 ? delta - range : delta);
}
