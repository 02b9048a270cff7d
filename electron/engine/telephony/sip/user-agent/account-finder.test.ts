import { expect, it } from 'vitest';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';

it('tells two servers on one machine by their ports', async () => {
  const phones = new PhoneStage();
  const accounts = ['a.invalid:5080', 'a.invalid'].map((domain) => testAccount({ id: domain, domain }));
  const [first] = accounts;
  if (!first) throw new Error('no account');
  const bob = phones.phone('bob', '10.0.0.2', first, { accounts: () => accounts });
  // From port 5060, as the memory's wire has it.
  new RawPeer(phones.wire, 'trunk', '10.0.0.1').invite('10.0.0.2');
  await phones.until(100);
  expect(bob.incoming.map(({ account }) => account?.id)).toEqual(['a.invalid']);
});
