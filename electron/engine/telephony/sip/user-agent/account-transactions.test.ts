import { expect, it } from 'vitest';
import { RealTimeline } from '../../../base/timeline.ts';
import { MemoryWire } from '../testing/memory-wire.ts';
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
