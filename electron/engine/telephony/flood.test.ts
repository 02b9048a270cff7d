/** Floods of strangers, and connections that they keep, against a telephone that anybody reaches. */
import { beforeEach, describe, expect, it } from 'vitest';
import { offer, ours, quiet, request, Siege } from './testing/siege.ts';

let siege: Siege;
beforeEach(async () => {
  siege = new Siege();
  await siege.begin();
});

describe('a flood', () => {
  it.each(['INVITE', 'OPTIONS', 'REGISTER', 'BYE'])(
    'of %s from many addresses, each a new call, is answered within the rates, and friends come through',
    async (method) => {
      const { phones, us, them } = siege;
      const strangers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => siege.stranger(index + 1)),
      );
      let sent = 0;
      const carry = phones.net.carryDatagram.bind(phones.net);
      phones.net.carryDatagram = (bytes, from, to) => {
        if (from.address === ours.address && to.address.startsWith('198.')) sent += 1;
        carry(bytes, from, to);
      };
      // 3,000 a second, 60 from each, for four seconds; none is ever acknowledged.
      for (let index = 0; index < 12_000; index += 1)
        phones.timeline.at(index / 3, () => {
          strangers[index % strangers.length]?.send(
            request(method, { body: method === 'INVITE' ? offer() : '' }),
            ours,
          );
        });
      let most = 0;
      for (let atMs = 0; atMs < 40_000; atMs += 200)
        phones.at(atMs, () => void (most = Math.max(most, us.counts.transactions)));
      const states: string[] = [];
      phones.at(3000, async () => {
        for (const from of [them, us]) {
          const { call, state } = await siege.call(from);
          states.push(state);
          call.hangUp();
        }
      });
      await siege.until(120_000);
      expect({ states, left: us.counts, calls: siege.taken.length }).toEqual({
        states: ['confirmed', 'confirmed'],
        left: quiet,
        calls: 2,
      });
      expect(most).toBeLessThan(2100);
      // One answer each to as many as the rate of all strangers lets in: nobody is flooded by way of us.
      expect(sent).toBeLessThanOrEqual(3000 + 1500 * 5);
      expect(sent).toBeGreaterThan(1500);
    },
    60_000,
  );

  it('from one address leaves the others their share', async () => {
    const { phones, us } = siege;
    const [eve, mallory] = [await siege.stranger(1), await siege.stranger(2)];
    for (let index = 0; index < 8000; index += 1)
      phones.timeline.at(index / 2, () => {
        eve.send(request('OPTIONS'), ours);
      });
    for (let index = 0; index < 50; index += 1)
      phones.timeline.at(100 * index, () => {
        mallory.send(request('OPTIONS'), ours);
      });
    await siege.until(60_000);
    expect({ mallory: mallory.heard, left: us.counts }).toEqual({
      mallory: { '200 OPTIONS': 50 },
      left: quiet,
    });
    expect(eve.heard['200 OPTIONS']).toBeLessThanOrEqual(600 + 300 * 5);
  });

  it('of responses and acknowledgements to nothing is not answered', async () => {
    const { phones, us } = siege;
    const eve = await siege.stranger();
    for (let index = 0; index < 1000; index += 1)
      phones.timeline.at(10 * index, () => {
        const answer = request('INVITE').replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n');
        eve.send(index % 2 ? answer.replace('198.51.100.1:5060', '192.0.2.1:5060') : request('ACK'), ours);
      });
    await siege.until(30_000);
    expect({ heard: eve.heard, left: us.counts }).toEqual({ heard: {}, left: quiet });
  });
});

describe('what is no SIP', () => {
  it.each([
    ['nothing', () => new Uint8Array(0)],
    ['line ends', () => new Uint8Array(65_000).fill(0x0d)],
    ['zeros', () => new Uint8Array(65_000)],
    [
      'chance',
      (index: number) => Uint8Array.from({ length: index * 17 }, (_, at) => (at * 7919 * index) >> 5),
    ],
    // RFC 8489 §5, with and without its cookie.
    [
      'STUN',
      (index: number) =>
        Uint8Array.of(index % 2, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...Array<number>(12).fill(index)),
    ],
    ['RTP', (index: number) => new Uint8Array(172).fill(0x55).with(0, 0x80).with(3, index)],
    ['one word', () => new TextEncoder().encode('A'.repeat(65_000))],
  ])('%s at the SIP port is not answered', async (_, bytes) => {
    const eve = await siege.stranger();
    for (let index = 0; index < 200; index += 1)
      siege.phones.timeline.at(10 * index, () => {
        eve.send(bytes(index), ours);
      });
    await siege.until(60_000);
    expect({ heard: eve.heard, left: siege.us.counts }).toEqual({ heard: {}, left: quiet });
  });
});

describe('a connection of a stranger', () => {
  const opened = async (number = 1) => {
    const eve = await siege.stranger(number);
    const socket = await eve.connect(ours);
    if (!socket) throw new Error('refused');
    const line = { eve, socket, closedAtMs: Number.NaN };
    socket.onClose = () => {
      line.closedAtMs = siege.phones.timeline.now();
    };
    return line;
  };
  const bytes = (text: string) => new TextEncoder().encode(text);

  it.each([
    ['that says nothing', () => undefined, 16_000],
    [
      'that only pings',
      (write: (text: string) => void) => {
        for (let atMs = 100; atMs < 600_000; atMs += 10_000)
          siege.phones.at(atMs, () => {
            write('\r\n\r\n');
          });
      },
      17_000,
    ],
    [
      'that sends a byte a second',
      (write: (text: string) => void) => {
        bytes(request('OPTIONS')).forEach((byte, index) => {
          siege.phones.at(1000 * index, () => {
            write(String.fromCharCode(byte));
          });
        });
      },
      11_000,
    ],
    [
      'that promises more than may be sent',
      (write: (text: string) => void) => {
        write(request('OPTIONS').replace('Content-Length: 0', 'Content-Length: 999999999'));
      },
      200,
    ],
    [
      'whose head never ends',
      (write: (text: string) => void) => {
        write(`OPTIONS sip:a@b SIP/2.0\r\n${'X: y\r\n'.repeat(20_000)}`);
      },
      200,
    ],
    [
      'that speaks something else',
      (write: (text: string) => void) => {
        write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      },
      200,
    ],
  ])('%s is closed', async (_, speakTo, withinMs) => {
    const { phones, us } = siege;
    let line: Awaited<ReturnType<typeof opened>> | null = null;
    phones.at(0, async () => {
      line = await opened();
      const { socket } = line;
      speakTo((text) => void socket.write(bytes(text)));
    });
    await siege.until(60_000);
    const { closedAtMs } = line as unknown as { closedAtMs: number };
    expect({ closed: closedAtMs <= withinMs, left: us.counts }).toEqual({ closed: true, left: quiet });
  });

  it('is one of so many, which keep friends from nothing', async () => {
    const { phones, us, them } = siege;
    const strangers = await Promise.all(Array.from({ length: 60 }, (_, index) => siege.stranger(index + 1)));
    let most = 0;
    phones.at(0, async () => {
      // Each as many as it gets, kept alive by questions that are answered.
      for (let round = 0; round < 12; round += 1) {
        for (const eve of strangers) {
          const socket = await eve.connect(ours);
          for (let atMs = 0; atMs < 120_000; atMs += 20_000)
            phones.at(phones.timeline.now() + atMs, () => void socket?.write(bytes(request('OPTIONS'))));
        }
        most = Math.max(most, us.counts.flows);
      }
    });
    const states: string[] = [];
    phones.at(100_000, async () => {
      most = Math.max(most, us.counts.flows);
      for (const from of [us, them]) {
        const { call, state } = await siege.call(from, 'tcp');
        states.push(state);
        call.hangUp();
      }
    });
    await siege.until(1_000_000);
    expect({ states, left: us.counts }).toEqual({ states: ['confirmed', 'confirmed'], left: quiet });
    // Those of strangers, the socket, and what friends have.
    expect(most).toBeGreaterThan(200);
    expect(most).toBeLessThanOrEqual(256 + 3);
  });
});
