/** A telephone line of ours and the sipps of one test: what is left of them is asked about at its end. */
import { expect, test as base } from '@playwright/test';
import type { SipAccount } from '#engine/telephony/sip/user-agent/api.ts';
import { isSippThere, startSipp, type Sipp, type SippOptions } from './sipp.ts';
import { Telephone, trunkAccount, type CallTo, type Line } from './telephone.ts';

export const nothingLeft = { calls: 0, dialogs: 0, mediaPorts: 0 };

export interface SippStage {
  telephone: Telephone;
  /** Stopped at the end of the test; its log is kept where the test has failed. */
  sipp: (options: SippOptions) => Promise<Sipp>;
  /** sipp calls us. */
  caller: (scenario: string, ...more: string[]) => Promise<Sipp>;
  /** We call sipp. */
  dial: (peer: Sipp, account?: Partial<SipAccount>, more?: CallTo) => Promise<Line>;
  /** We hang up, once the call is confirmed. */
  hangUp: (line: Line) => Promise<void>;
  /** The call is over, that has happened in it, and nothing is left. */
  over: (line: Line, log: readonly string[]) => Promise<void>;
}

export const test = base.extend<SippStage>({
  telephone: async ({}, use) => {
    const telephone = await Telephone.open();
    await use(telephone);
    telephone.dispose();
    expect(telephone.errors).toEqual([]);
  },
  sipp: async ({}, use, testInfo) => {
    testInfo.skip(!isSippThere, 'sipp is not installed (Debian: sip-tester)');
    const peers: Sipp[] = [];
    await use(async (options) => {
      const peer = await startSipp(options);
      peers.push(peer);
      return peer;
    });
    for (const [index, peer] of peers.entries()) {
      await peer.stop();
      const { log } = await peer.verdict;
      if (testInfo.status !== testInfo.expectedStatus)
        await testInfo.attach(`sipp-${String(index)}.log`, { body: log, contentType: 'text/plain' });
    }
  },
  caller: async ({ telephone, sipp }, use) => {
    await use((scenario, ...more) => sipp({ scenario, target: telephone.address, more }));
  },
  dial: async ({ telephone }, use) => {
    await use((peer, account = {}, more = {}) => {
      const uri = `sip:service@${peer.address}`;
      return telephone.dial(trunkAccount({ domain: peer.address, ...account }), uri, more);
    });
  },
  hangUp: async ({ telephone }, use) => {
    await use(async (line) => {
      await line.saw('confirmed 200');
      telephone.act(() => {
        line.call.hangUp();
      });
    });
  },
  over: async ({ telephone }, use) => {
    await use(async (line, log) => {
      await line.ended();
      expect(line.log).toEqual(log);
      // Who hangs up has the dialog until its BYE is answered.
      await expect.poll(() => telephone.left).toEqual(nothingLeft);
    });
  },
});

/** sipp saw what its script says. */
export async function agreed(peer: Sipp): Promise<void> {
  const { code, log } = await peer.verdict;
  expect(code, log).toBe(0);
}
