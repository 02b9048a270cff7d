/** sipp calls us, ten times a second, and hangs up: how soon we are heard, and how soon it is over. */
import type { CallProviders } from '#engine/calls/providers.ts';
import type { Library } from '#library/index.ts';
import { machine, printDistribution, wait } from '../harness.ts';
import { talkingWorkflow } from '../scripted-providers.ts';
import { openBenchTelephone, startSipp, type FarEnd } from './ground.ts';
import { hangUps, untilFirstPacket } from './measure.ts';

const callsPerSecond = 10;
const lastsMs = 3000;

export async function inbound(options: {
  library: Library;
  providers: CallProviders;
  far: FarEnd;
  count: number;
  /** False: nothing is printed; code and caches are warm afterwards. */
  isMeasured: boolean;
}): Promise<void> {
  const { library, providers, far, count, isMeasured } = options;
  const telephone = await openBenchTelephone({ library, providers, workflow: talkingWorkflow, far });
  const sipp = await startSipp(far, telephone.port, {
    scenario: 'uac',
    calls: count,
    args: ['-r', String(callsPerSecond), '-d', String(lastsMs)],
  });
  await sipp.over;
  await wait(500);
  const { lines, sip } = await far.report();
  await telephone.dispose();
  if (!isMeasured) return;
  const conditions = { ...machine, calls: count, direction: 'inbound', called_per_second: callsPerSecond };
  printDistribution('rtp', 'invite-to-rtp', 'ms', untilFirstPacket(lines, sip, 'INVITE', 'peer'), conditions);
  printDistribution(
    'rtp',
    'hang-up',
    'ms',
    hangUps(lines, sip, 'peer', () => null),
    {
      ...conditions,
      by: 'them',
      until: '200 and last packet',
    },
  );
}
