import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDtmfKey, type DtmfKey } from '../../audio/dtmf-keys.ts';
import { VirtualTimeline } from '../../base/timeline.ts';
import { DtmfReceiver } from './dtmf-receiver.ts';
import { DtmfSender, type DtmfPacket, type DtmfSenderOptions } from './dtmf-sender.ts';
import { addToTimestamp } from './sequence.ts';
import { parseTelephoneEvent, serialiseTelephoneEvent } from './telephone-event.ts';

interface Sent extends DtmfPacket {
  atMs: number;
}

/** What goes out for these keys; the stream's timestamp begins just before it wraps. */
async function packetsOf(keys: DtmfKey[], options: Partial<DtmfSenderOptions> = {}): Promise<Sent[]> {
  const timeline = new VirtualTimeline();
  const packets: Sent[] = [];
  const sender = new DtmfSender({
    timeline,
    clockRateHz: 8000,
    timestampAt: (ms) => addToTimestamp(0xffff_ff00, ms * 8),
    send: (packet) => packets.push({ ...packet, atMs: timeline.now() }),
    ...options,
  });
  timeline.post(() => {
    void sender.send(keys).then(() => {
      timeline.dispose();
    });
  });
  await timeline.run();
  return packets;
}

function keysFrom(packets: readonly DtmfPacket[]): string {
  const receiver = new DtmfReceiver(8000);
  return packets
    .map(({ payload, timestamp, marker }) => receiver.receive(payload, timestamp, marker) ?? '')
    .join('');
}

const someKeys = fc.array(fc.constantFrom(...Array.from('0123456789*#ABCD').filter(isDtmfKey)), {
  minLength: 1,
  maxLength: 6,
});

describe('telephone events', () => {
  it('grow by 20 ms a packet, end three times, and pause before the next key', async () => {
    const packets = await packetsOf(['5', '#']);
    const told = packets.map(({ atMs, marker, timestamp, payload }) => {
      const event = parseTelephoneEvent(payload);
      return [atMs, marker, timestamp, event?.event, event?.end, event?.duration];
    });
    expect(told).toEqual([
      [0, true, 0xffff_ff00, 5, false, 160],
      [20, false, 0xffff_ff00, 5, false, 320],
      [40, false, 0xffff_ff00, 5, false, 480],
      [60, false, 0xffff_ff00, 5, false, 640],
      [80, false, 0xffff_ff00, 5, true, 800],
      [100, false, 0xffff_ff00, 5, true, 800],
      [120, false, 0xffff_ff00, 5, true, 800],
      [180, true, 0x4a0, 11, false, 160],
      [200, false, 0x4a0, 11, false, 320],
      [220, false, 0x4a0, 11, false, 480],
      [240, false, 0x4a0, 11, false, 640],
      [260, false, 0x4a0, 11, true, 800],
      [280, false, 0x4a0, 11, true, 800],
      [300, false, 0x4a0, 11, true, 800],
    ]);
  });

  it('tell each key once, whichever packets are lost, repeated or late, as long as one of it comes', async () => {
    await fc.assert(
      fc.asyncProperty(someKeys, fc.infiniteStream(fc.nat(99)), async (keys, chances) => {
        const packets = await packetsOf(keys);
        const chance = (): number => Number(chances.next().value);
        const arrived = keys.flatMap((_, index) => {
          const ofKey = packets.slice(index * 7, index * 7 + 7);
          const kept = ofKey.filter(() => chance() < 30);
          if (kept.length === 0) kept.push(...ofKey.slice(chance() % 7).slice(0, 1));
          return kept.flatMap((packet) => (chance() < 20 ? [packet, packet] : [packet]));
        });
        // Neighbours change places.
        for (let at = 0; at + 1 < arrived.length; at += 1) {
          const [one, other] = [arrived[at], arrived[at + 1]];
          if (one && other && one.timestamp === other.timestamp && chance() < 20)
            [arrived[at], arrived[at + 1]] = [other, one];
        }
        expect(keysFrom(arrived)).toBe(keys.join(''));
      }),
      { numRuns: 60 },
    );
  });

  it('leave a late packet of the key before unheard', async () => {
    const packets = await packetsOf(['1', '2']);
    const [first, second] = [packets[6], packets[7]];
    expect(first && second && keysFrom([...packets.slice(0, 6), second, first])).toBe('12');
  });

  it('are one key when a long press counts beyond 16 bits', async () => {
    const packets = await packetsOf(['7'], { keyMs: 9000 });
    const segments = new Set(packets.map(({ timestamp }) => timestamp));
    expect([segments.size, keysFrom(packets)]).toEqual([2, '7']);
  });

  it('are one key from a gateway that moves the timestamp along with the duration', () => {
    const packets = [160, 320, 640, 800].map((duration) => ({
      marker: duration === 160,
      timestamp: 5000 + duration,
      payload: serialiseTelephoneEvent({ event: 3, end: duration === 800, volume: 10, duration }),
    }));
    expect(keysFrom(packets)).toBe('3');
  });

  it('are taken again after the far end has set its clock back', async () => {
    const packets = await packetsOf(['4']);
    const earlier = packets.map((packet) => ({
      ...packet,
      timestamp: addToTimestamp(packet.timestamp, -900_000),
    }));
    expect(keysFrom([...packets, ...earlier])).toBe('44');
  });

  it('are nothing when they are too short or no key', () => {
    const receiver = new DtmfReceiver(8000);
    const flash = serialiseTelephoneEvent({ event: 16, end: false, volume: 0, duration: 800 });
    expect([receiver.receive(Uint8Array.of(1, 2, 3), 1, true), receiver.receive(flash, 2, true)]).toEqual([
      null,
      null,
    ]);
  });

  it('are done with at once when the sender is disposed', async () => {
    const timeline = new VirtualTimeline();
    const sender = new DtmfSender({
      timeline,
      clockRateHz: 8000,
      timestampAt: () => 0,
      send: () => undefined,
    });
    const done = sender.send(['1', '2']);
    sender.dispose();
    await done;
    expect(sender.isSending).toBe(false);
  });
});
