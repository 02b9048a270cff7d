import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { MemoryWire, type MemoryTransport } from '../testing/memory-wire.ts';
import { runUntil } from '../testing/run-until.ts';
import type { Hop } from '../transport/transport-layer.ts';
import { makeResponse } from './make-response.ts';
import type { ServerInvite } from './server-invite.ts';
import type { ServerRequest } from './server-request.ts';
import { defaultTimers } from './timers.ts';
import { TransactionLayer } from './transaction-layer.ts';
import type { ClientUser } from './transaction.ts';

function hopTo(end: MemoryTransport, transport: 'udp' | 'tcp'): Hop {
  return { ...end.local, transport, tls: null };
}

function request(method: string, branch = `z9hG4bK-${method}`, over: [string, string][] = []): SipRequest {
  const headers = new SipHeaders([
    ['Via', `SIP/2.0/UDP placeholder;branch=${branch}`],
    ['Max-Forwards', '70'],
    ['From', '<sip:alice@a.invalid>;tag=a1'],
    ['To', '<sip:bob@b.invalid>'],
    ['Call-ID', 'one@a.invalid'],
    ['CSeq', `1 ${method}`],
  ]);
  for (const [name, value] of over) headers.set(name, value);
  return { kind: 'request', method, uri: 'sip:bob@b.invalid', headers, body: new Uint8Array(0) };
}

function stage({
  transport = 'udp',
  maxServer = 2000,
}: { transport?: 'udp' | 'tcp'; maxServer?: number } = {}) {
  const timeline = new VirtualTimeline();
  const wire = new MemoryWire({ timeline });
  const alice = wire.end('alice', '10.0.0.1');
  const bob = wire.end('bob', '10.0.0.2');
  const heard: string[] = [];
  const invites: ServerInvite[] = [];
  const requests: ServerRequest[] = [];
  const note = (text: string) => void heard.push(`${timeline.now()} ${text}`);
  const nothing = { onInvite: () => undefined, onRequest: () => undefined, onAck: () => undefined };
  const client = new TransactionLayer({ timeline, transport: alice, timers: defaultTimers }, nothing);
  const server = new TransactionLayer(
    { timeline, transport: bob, timers: defaultTimers },
    {
      onInvite: (transaction) => {
        invites.push(transaction);
        note('bob: INVITE');
        transaction.onCancel = () => {
          note('bob: CANCEL');
        };
      },
      onRequest: (transaction) => {
        requests.push(transaction);
        note(`bob: ${transaction.received.message.method}`);
      },
      onAck: () => {
        note('bob: ACK without transaction');
      },
    },
    { maxServer },
  );
  const user: ClientUser = {
    onResponse: (response) => {
      note(`alice: ${response.status}`);
    },
    onFailure: (error) => {
      note(`alice: failure ${error.status}`);
    },
  };
  const hop = hopTo(bob, transport);
  return {
    timeline,
    wire,
    alice,
    bob,
    client,
    server,
    user,
    hop,
    heard,
    invites,
    requests,
    at: (ms: number, task: () => void) => timeline.at(ms, task),
    until: (ms: number) => runUntil(timeline, ms),
  };
}

describe('INVITE client transaction', () => {
  it('repeats at 0.5, 1.5, 3.5 … s and gives up after 64·T1 (Timers A and B)', async () => {
    const { wire, client, user, hop, heard, until } = stage();
    wire.drop = () => true;
    client.invite(request('INVITE'), hop, user);
    await until(40_000);
    expect({ ladder: wire.ladder, heard, left: client.count }).toEqual({
      ladder: [0, 500, 1500, 3500, 7500, 15_500, 31_500].map((ms) => `${ms} alice → bob INVITE`),
      heard: ['32000 alice: failure 408'],
      left: 0,
    });
  });

  it('stops repeating with the first provisional response', async () => {
    const { wire, client, user, hop, heard, until } = stage();
    client.invite(request('INVITE'), hop, user);
    await until(60_000);
    expect({ ladder: wire.ladder, heard }).toEqual({
      ladder: ['0 alice → bob INVITE', '210 bob → alice 100 INVITE'],
      heard: ['10 bob: INVITE', '220 alice: 100'],
    });
  });

  it('acknowledges a refusal, and each time it comes again (Timers D, G, I)', async () => {
    const { wire, client, server, user, hop, heard, invites, at, until } = stage();
    let lost = 0;
    wire.drop = (message) => message.kind === 'request' && message.method === 'ACK' && lost++ < 2;
    client.invite(request('INVITE'), hop, user);
    at(50, () => invites[0]?.respond(makeResponse(invites[0].received.message, 486, { toTag: 'b1' })));
    await until(45_000);
    expect({ ladder: wire.ladder, heard, left: client.count + server.count }).toEqual({
      ladder: [
        '0 alice → bob INVITE',
        '50 bob → alice 486 INVITE',
        '60 alice → bob ACK',
        '550 bob → alice 486 INVITE',
        '560 alice → bob ACK',
        '1550 bob → alice 486 INVITE',
        '1560 alice → bob ACK',
      ],
      heard: ['10 bob: INVITE', '60 alice: 486'],
      left: 0,
    });
  });

  it('tells of every 2xx and absorbs them after Timer M (RFC 6026)', async () => {
    const { client, user, hop, heard, invites, at, until } = stage();
    client.invite(request('INVITE'), hop, user);
    for (const ms of [50, 600, 31_000, 33_000])
      at(ms, () => {
        const [invite] = invites;
        const ok = invite && makeResponse(invite.received.message, 200, { toTag: 'b1' });
        if (ok && ms === 50) invite.respond(ok);
        else if (ok) invite.repeat(ok);
      });
    await until(40_000);
    expect({ heard, left: client.count }).toEqual({
      heard: ['10 bob: INVITE', '60 alice: 200', '610 alice: 200', '31010 alice: 200'],
      left: 0,
    });
  });

  it('fails at once when nobody listens, and when the connection breaks', async () => {
    const { client, user, hop, alice, heard, at, until } = stage({ transport: 'tcp' });
    client.invite(request('INVITE'), { ...hop, port: 9 }, user);
    client.invite(request('INVITE', 'z9hG4bK-2'), hop, user);
    at(300, () => {
      alice.breakFlow(alice.flowTo(hop, 'tcp'));
    });
    await until(1000);
    expect({ heard, left: client.count }).toEqual({
      heard: ['0 alice: failure 503', '10 bob: INVITE', '220 alice: 100', '300 alice: failure 503'],
      left: 0,
    });
  });

  it('waits for the end of a cancelled INVITE no longer than 64·T1 (§9.1)', async () => {
    const { wire, client, server, user, hop, heard, at, until } = stage();
    const invite = client.invite(request('INVITE'), hop, user);
    at(1000, () => {
      client.cancel(invite, null);
    });
    await until(80_000);
    expect({ steps: wire.steps, heard, client: client.count, server: server.count }).toEqual({
      steps: ['alice → bob INVITE', 'bob → alice 100 INVITE', 'alice → bob CANCEL', 'bob → alice 200 CANCEL'],
      heard: ['10 bob: INVITE', '220 alice: 100', '1010 bob: CANCEL', '33000 alice: failure 408'],
      client: 0,
      server: 1,
    });
  });
});

describe('client transaction of other methods', () => {
  it('repeats up to every T2 and gives up after 64·T1 (Timers E and F)', async () => {
    const { wire, client, user, hop, heard, until } = stage();
    wire.drop = () => true;
    client.request(request('OPTIONS'), hop, user);
    await until(40_000);
    expect({
      times: wire.ladder.map((line) => Number(line.split(' ')[0])),
      heard,
      left: client.count,
    }).toEqual({
      times: [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500],
      heard: ['32000 alice: failure 408'],
      left: 0,
    });
  });

  it('goes on at T2 after a provisional response, and hears the final one once', async () => {
    const { wire, client, server, user, hop, heard, requests, at, until } = stage();
    client.request(request('OPTIONS'), hop, user);
    const answer = (status: number) => {
      const [first] = requests;
      first?.respond(makeResponse(first.received.message, status));
    };
    at(20, () => {
      answer(100);
    });
    at(5000, () => {
      answer(200);
    });
    await until(45_000);
    expect({ ladder: wire.ladder, heard, left: client.count + server.count }).toEqual({
      ladder: [
        '0 alice → bob OPTIONS',
        '20 bob → alice 100 OPTIONS',
        '500 alice → bob OPTIONS',
        '510 bob → alice 100 OPTIONS',
        '4500 alice → bob OPTIONS',
        '4510 bob → alice 100 OPTIONS',
        '5000 bob → alice 200 OPTIONS',
      ],
      heard: ['10 bob: OPTIONS', '30 alice: 100', '520 alice: 100', '4520 alice: 100', '5010 alice: 200'],
      left: 0,
    });
  });

  it('is over at once where the transport is reliable (Timers J and K)', async () => {
    const { client, server, user, hop, heard, requests, at, until } = stage({ transport: 'tcp' });
    client.request(request('OPTIONS'), hop, user);
    at(20, () => requests[0]?.respond(makeResponse(requests[0].received.message, 200)));
    await until(100);
    expect({ heard, left: client.count + server.count }).toEqual({
      heard: ['10 bob: OPTIONS', '30 alice: 200'],
      left: 0,
    });
  });
});

describe('server transactions', () => {
  it('say 100 after 200 ms, and answer a repeated INVITE with the last provisional response', async () => {
    const { wire, client, user, hop, heard, invites, at, until } = stage();
    wire.drop = (message) => message.kind === 'response' && wire.timeline.now() <= 400;
    client.invite(request('INVITE'), hop, user);
    at(400, () => invites[0]?.respond(makeResponse(invites[0].received.message, 180, { toTag: 'b1' })));
    await until(5000);
    expect({ ladder: wire.ladder, heard }).toEqual({
      ladder: [
        '0 alice → bob INVITE',
        '210 bob → alice 100 INVITE',
        '400 bob → alice 180 INVITE',
        '500 alice → bob INVITE',
        '510 bob → alice 180 INVITE',
      ],
      heard: ['10 bob: INVITE', '520 alice: 180'],
    });
  });

  it('answer CANCEL by itself: 200 for an INVITE that rings, 481 for none', async () => {
    const { wire, client, user, hop, heard, at, until } = stage();
    const invite = client.invite(request('INVITE'), hop, user);
    at(300, () => {
      client.cancel(invite, 'SIP;cause=200;text="Call completed elsewhere"');
    });
    client.request(request('CANCEL', 'z9hG4bK-unknown'), hop, user);
    await until(400);
    expect({ heard, steps: wire.steps }).toEqual({
      heard: ['10 bob: INVITE', '20 alice: 481', '220 alice: 100', '310 bob: CANCEL'],
      steps: [
        'alice → bob INVITE',
        'alice → bob CANCEL',
        'bob → alice 481 CANCEL',
        'bob → alice 100 INVITE',
        'alice → bob CANCEL',
        'bob → alice 200 CANCEL',
      ],
    });
  });

  it('refuse the same request that came by another way (482)', async () => {
    const { client, user, hop, heard, until } = stage();
    client.invite(request('INVITE', 'z9hG4bK-1'), hop, user);
    client.invite(request('INVITE', 'z9hG4bK-2'), hop, user);
    await until(100);
    expect(heard).toEqual(['10 bob: INVITE', '20 alice: 482', '30 bob: ACK without transaction']);
  });

  it('match a peer of RFC 2543, whose branch says nothing, by all the rest', async () => {
    const { wire, bob, heard, invites, at, until } = stage();
    const old = wire.end('old', '10.0.0.3');
    const send = (method: string, over: [string, string][] = []) => {
      const message = request(method, '1', [['CSeq', `1 ${method}`], ...over]);
      old.sendRequest(message, hopTo(bob, 'udp')).catch(() => undefined);
    };
    send('INVITE');
    at(30, () => {
      send('INVITE');
    });
    at(50, () => invites[0]?.respond(makeResponse(invites[0].received.message, 486, { toTag: 'b1' })));
    at(70, () => {
      send('ACK', [['To', '<sip:bob@b.invalid>;tag=b1']]);
    });
    await until(4000);
    expect({ heard, state: invites[0]?.state, steps: wire.steps }).toEqual({
      heard: ['10 bob: INVITE'],
      state: 'confirmed',
      steps: ['old → bob INVITE', 'old → bob INVITE', 'bob → old 486 INVITE', 'old → bob ACK'],
    });
  });

  it('are bounded: the oldest request makes room, an INVITE too many hears 503', async () => {
    const { server, client, user, hop, heard, until } = stage({ maxServer: 3 });
    for (let index = 0; index < 5; index += 1) {
      const callId: [string, string][] = [['Call-ID', `call-${index}`]];
      client.request(request('OPTIONS', `z9hG4bK-o${index}`, callId), hop, user);
      client.invite(request('INVITE', `z9hG4bK-i${index}`, callId), hop, user);
    }
    await until(100);
    expect({
      count: server.count,
      options: heard.filter((line) => line === '10 bob: OPTIONS').length,
      invites: heard.filter((line) => line === '10 bob: INVITE').length,
      refused: heard.filter((line) => line === '20 alice: 503').length,
    }).toEqual({ count: 6, options: 5, invites: 3, refused: 2 });
  });

  it('answer what they cannot read with 400, and drop a response or ACK they cannot', async () => {
    const { wire, client, user, hop, heard, until } = stage();
    client.request(request('OPTIONS', 'z9hG4bK-1', [['Max-Forwards', '300']]), hop, user);
    const ack = request('ACK', 'no-cookie', [['CSeq', 'x']]);
    client.sendAck(ack, hop);
    await until(100);
    expect({ heard, answers: wire.steps.filter((step) => step.startsWith('bob')) }).toEqual({
      heard: ['20 alice: 400'],
      answers: ['bob → alice 400 OPTIONS'],
    });
  });

  it('whose user never answers come to an end', async () => {
    const { wire, client, server, user, hop, until } = stage();
    client.invite(request('INVITE'), hop, user);
    client.request(request('OPTIONS'), hop, user);
    await until(340_000);
    expect({ late: wire.ladder.at(-1), left: client.count + server.count }).toEqual({
      late: '300020 alice → bob ACK',
      left: 0,
    });
  });
});
