import { expect, it } from 'vitest';
import { RealTimeline } from '../../../base/timeline.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { sipUri } from '../message/uri.ts';
import { makeResponse } from '../transaction/make-response.ts';
import { OwnContacts } from './own-contacts.ts';
import { RequestSender } from './requests.ts';

it('sends at the present moment, however long the timeline has been idle', async () => {
  let wallMs = 0;
  const timeline = new RealTimeline({
    wallMs: () => wallMs,
    onError: (error) => {
      throw error;
    },
  });
  const sentAtMs: number[] = [];
  const end = { address: '192.0.2.1', port: 5060 };
  const flow = { transport: 'udp', local: end, remote: end, isReliable: false, isOpen: true } as const;
  const sender = new RequestSender({
    timeline,
    transactions: {
      send: (request) => {
        sentAtMs.push(timeline.now());
        return Promise.resolve({ response: makeResponse(request, 200), flow });
      },
    },
    digestFor: () => new DigestClient(null, (length) => new Uint8Array(length)),
    tokens: { tag: () => 't', callId: () => 'c', branch: () => 'z9hG4bKb' },
    contacts: new OwnContacts(),
    userAgent: 'Parley',
  });
  wallMs = 3_600_000;
  const { roundTripMs } = await sender.send(
    {
      id: 'trunk',
      user: 'alice',
      displayName: '',
      domain: 'example.com',
      transport: 'udp',
      outboundProxy: null,
      credentials: null,
      tls: { verify: true, caPem: null },
      registerExpiresS: null,
      keepAliveS: 0,
      sessionExpiresS: 0,
      publicAddress: null,
    },
    sender.sequence(),
    { method: 'OPTIONS', uri: sipUri({ host: 'example.com' }), to: null, headers: () => [] },
    new AbortController().signal,
  );
  // Timers of the transaction begin here: an hour earlier they would all be over at once.
  expect({ sentAtMs, roundTripMs }).toEqual({ sentAtMs: [3_600_000], roundTripMs: 0 });
});
