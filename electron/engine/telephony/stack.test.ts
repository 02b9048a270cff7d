import { expect, it } from 'vitest';
import type { SipAccount } from './sip/user-agent/api.ts';
import { Telephones, testTrunk } from './testing/telephones.ts';

const account: SipAccount = {
  id: 'office',
  user: 'parley',
  displayName: '',
  domain: '192.0.2.2',
  transport: 'udp',
  outboundProxy: null,
  credentials: null,
  tls: { verify: true, caPem: null },
  registerExpiresS: null,
  keepAliveS: 0,
  sessionExpiresS: 0,
  publicAddress: null,
};

/** A call that is up; what its other party was told. */
async function talking(phones: Telephones) {
  const us = phones.stack(['192.0.2.1']);
  const them = phones.stack(['192.0.2.2'], { acceptUnknown: true });
  await them.listen({ transport: 'udp', at: { address: '192.0.2.2', port: 5060 } });
  const ends: string[] = [];
  them.userAgent.onCall(({ call }) => {
    call.onEvent((event) => {
      if (event.type === 'end') ends.push(event.end.by);
    });
    void them
      .openMedia({ trunk: null, account: null, peer: '192.0.2.1' })
      .then((media) => call.answer(media));
  });
  const media = await us.openMedia({ trunk: testTrunk(), account, peer: '192.0.2.2' });
  const call = us.userAgent.invite(account, { target: 'sip:desk@192.0.2.2', media, ringTimeoutMs: 20_000 });
  await phones.pass(1000);
  expect(call.state).toBe('confirmed');
  return { us, them, call, ends };
}

it.each([
  ['a BYE that was lost is sent again before the line closes', 100, ['remote'], 520],
  ['a peer that has gone is not waited for any longer', 60_000, [], 1500],
])('%s', async (_what, outageMs, told, settledMs) => {
  const phones = new Telephones();
  const run = phones.timeline.run();
  const { us, them, call, ends } = await talking(phones);
  phones.net.weather.loss = 1;
  const startedMs = phones.timeline.now();
  phones.timeline.at(startedMs + outageMs, () => {
    phones.net.weather.loss = 0;
  });
  call.hangUp();
  await us.settled(1500);
  const tookMs = phones.timeline.now() - startedMs;
  us.dispose();
  // As whoever closes a second time asks for.
  await us.settled(1500);
  await phones.pass(100);
  expect({ ends, tookMs }).toEqual({ ends: told, tookMs: settledMs });
  them.dispose();
  phones.timeline.dispose();
  await run;
});
