import { describe, expect, it } from 'vitest';
import { RealTimeline, VirtualTimeline } from '../../../base/timeline.ts';
import { MemoryWire } from '../testing/memory-wire.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { runUntil } from '../testing/run-until.ts';
import { testAccount } from '../testing/phones.ts';
import { seededBytes } from '../testing/seeded-random.ts';
import { parseMessage } from '../message/parse.ts';
import type { SipRequest } from '../message/message.ts';
import { defaultTimers } from '../transaction/timers.ts';
import { TransactionLayer } from '../transaction/transaction-layer.ts';
import { AccountTransactions } from './account-transactions.ts';
import { Tokens } from './call-ground.ts';

const nothing = () => undefined;

function optionsRequest(tokens: Tokens): SipRequest {
  const text = [
    'OPTIONS sip:b.invalid SIP/2.0',
    `Via: SIP/2.0/UDP via.invalid;rport;branch=${tokens.branch()}`,
    'Max-Forwards: 70',
    'From: <sip:alice@b.invalid>;tag=a',
    'To: <sip:b.invalid>',
    'Call-ID: c',
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  return parseMessage(new TextEncoder().encode(text)) as SipRequest;
}

it('timers of a request begin when the name service has answered, however long that took', async () => {
  let wallMs = 0;
  const timeline = new RealTimeline({
    wallMs: () => wallMs,
    onError: (error) => {
      throw error;
    },
  });
  const wire = new MemoryWire({ timeline });
  const transactions = new TransactionLayer(
    { timeline, transport: wire.end('alice', '10.0.0.1'), timers: defaultTimers },
    { onInvite: nothing, onRequest: nothing, onAck: nothing },
  );
  const tokens = new Tokens(seededBytes(1));
  const requests = new AccountTransactions({
    timeline,
    transactions,
    tokens,
    resolve: () => {
      wallMs += 40_000;
      return Promise.resolve([{ address: '10.0.0.2', port: 5060, transport: 'udp', tls: null }]);
    },
  });
  const giveUp = new AbortController();
  const asked = requests.send(optionsRequest(tokens), testAccount(), giveUp.signal);
  await new Promise((resolve) => setImmediate(resolve));
  const sentAtMs = timeline.now();
  giveUp.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  // 40 s earlier Timer F would be over, and the request given up as soon as it is sent.
  expect({ sentAtMs, ladder: wire.ladder, left: transactions.count }).toEqual({
    sentAtMs: 40_000,
    ladder: ['40000 alice → ? OPTIONS'],
    left: 0,
  });
  timeline.dispose();
});

describe('of several servers (RFC 3263 §4.3)', () => {
  /** What comes of a request to these, the first of them doing that with it. */
  async function asked(servers: number, first: (peer: RawPeer) => void = nothing, at = 'udp' as const) {
    const timeline = new VirtualTimeline();
    const wire = new MemoryWire({ timeline });
    const transactions = new TransactionLayer(
      { timeline, transport: wire.end('alice', '10.0.0.1'), timers: defaultTimers },
      { onInvite: nothing, onRequest: nothing, onAck: nothing },
    );
    const tokens = new Tokens(seededBytes(1));
    const avoided: string[] = [];
    const hops = Array.from({ length: servers }, (_, index) => ({
      address: `10.0.0.${String(index + 2)}`,
      port: 5060,
      transport: at,
      tls: null,
    }));
    const peers = hops.map(({ address }, index) => new RawPeer(wire, `server${String(index + 1)}`, address));
    const requests = new AccountTransactions({
      timeline,
      transactions,
      tokens,
      resolve: () => Promise.resolve(hops),
      avoid: ({ address }, forMs) => void avoided.push(`${address} for ${String(forMs)}`),
    });
    if (peers[0]) first(peers[0]);
    const [, second] = peers;
    if (second) second.onRequest = (request) => void second.answer(request, 200);
    let outcome = '';
    requests.send(optionsRequest(tokens), testAccount(), new AbortController().signal).then(
      ({ response: { status } }) => (outcome = `${String(status)} at ${String(timeline.now())}`),
      (error: unknown) => (outcome = `${String(error)} at ${String(timeline.now())}`),
    );
    await runUntil(timeline, 60_000);
    return { outcome, avoided, left: transactions.count };
  }

  it('one that says nothing over UDP is left after 4 s', async () => {
    expect(await asked(2)).toEqual({ outcome: '200 at 4020', avoided: [], left: 0 });
  });

  it('one that shows that it is there is waited for', async () => {
    const shows = (peer: RawPeer) => {
      peer.onRequest = (request) => {
        if (peer.requests.length > 1) return;
        peer.answer(request, 100);
        peer.timeline.at(10_000, () => void peer.answer(request, 404));
      };
    };
    expect(await asked(2, shows)).toEqual({ outcome: '404 at 10010', avoided: [], left: 0 });
  });

  it('the only one is waited for until Timer F', async () => {
    expect(await asked(1)).toEqual({
      outcome: 'SipError: No answer came to OPTIONS. at 32000',
      avoided: [],
      left: 0,
    });
  });

  it('one that is overloaded is left in peace for as long as it asks', async () => {
    const overloaded = (peer: RawPeer) => {
      peer.onRequest = (request) =>
        void peer.answer(request, 503, { headers: [['Retry-After', '120 (maintenance)']] });
    };
    expect(await asked(2, overloaded)).toEqual({
      outcome: '200 at 40',
      avoided: ['10.0.0.2 for 120000'],
      left: 0,
    });
  });
});
