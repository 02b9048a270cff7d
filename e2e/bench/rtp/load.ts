/** Many calls at once, recorded, Silero on each; half of them are hung up by us, half by the other end. */
import type { CallProviders } from '#engine/calls/providers.ts';
import { perfectNetwork } from '#engine/telephony/rtp/testing/impairments.ts';
import type { Library } from '#library/index.ts';
import { machine, percentile, printDistribution, printValue, wait } from '../harness.ts';
import { talkingWorkflow } from '../scripted-providers.ts';
import { openBenchTelephone, startSipp, type BenchTelephone, type FarEnd } from './ground.ts';
import { hangUps, lostShare, packetLateness, untilFirstPacket } from './measure.ts';
import { machineMs } from './protocol.ts';

const callsPerSecond = 10;
/** Calls' first moments are not counted. */
const settleMs = 2000;
/** From the end of what is counted until sipp's first BYE: time for ours. */
const hangUpMs = 4000;

export interface LoadOptions {
  library: Library;
  providers: CallProviders;
  far: FarEnd;
  /** What the callers say, µ-law. */
  utterances: Uint8Array[];
  count: number;
  durationMs: number;
  /** False: nothing is printed; code and caches are warm afterwards. */
  isMeasured: boolean;
}

/** Answers the resident memory at its most, MB. */
export async function load(options: LoadOptions): Promise<number> {
  const { library, providers, far, count, durationMs, isMeasured } = options;
  const telephone = await openBenchTelephone({ library, providers, workflow: talkingWorkflow, far });
  const dialMs = (count * 1000) / callsPerSecond;
  const sipp = await startSipp(far, telephone.port, {
    scenario: 'uas',
    calls: count,
    args: ['-recv_timeout', String(Math.round(dialMs + settleMs + durationMs + hangUpMs))],
  });
  for (let index = 0; index < count; index += 1)
    far.plan(`line${String(index)}`, {
      lines: options.utterances,
      quietMs: 300,
      repeats: true,
      answers: false,
      impairment: perfectNetwork,
      seed: index + 1,
    });
  const runs = await dialled(telephone, count);
  await telephone.up(count);
  await wait(settleMs);
  const begun = await far.report();
  const { cpuPercent, rssMb } = await resources(durationMs);
  const during = await far.report();
  const ours = await hungUp(telephone, runs);
  await sipp.over;
  // Whatever would still come has come.
  await wait(500);
  const after = await far.report();
  await telephone.dispose();
  if (!isMeasured) return rssMb;
  const conditions = { ...machine, calls: count, codec: 'PCMU', providers: 'scripted, 0 ms', vad: 'silero' };
  printDistribution('rtp', 'packet-late', 'ms', during.lines.flatMap(packetLateness), {
    ...conditions,
    receiver_timer_late_p99_ms: Math.round(percentile([...during.timerLateMs], 0.99) * 10) / 10,
  });
  printValue('rtp', 'packets-missing', '%', 100 * lostShare(during.lines), conditions);
  printValue('rtp', 'cpu-per-call', '%', cpuPercent / count, conditions);
  const { lines, sip } = begun;
  const answered = { ...conditions, direction: 'outbound', dialled_per_second: callsPerSecond };
  printDistribution('rtp', 'invite-to-rtp', 'ms', untilFirstPacket(lines, sip, 'INVITE', 'studio'), answered);
  printDistribution(
    'rtp',
    'answer-to-rtp',
    'ms',
    untilFirstPacket(lines, sip, '200 INVITE', 'peer'),
    answered,
  );
  const byUs = hangUps(after.lines, after.sip, 'studio', (user) => ours.get(user) ?? null);
  const byThem = hangUps(after.lines, after.sip, 'peer', () => null);
  printDistribution('rtp', 'hang-up', 'ms', byUs, { ...conditions, by: 'us', until: 'BYE and last packet' });
  if (byThem.length > 0)
    printDistribution('rtp', 'hang-up', 'ms', byThem, {
      ...conditions,
      by: 'them',
      until: '200 and last packet',
    });
  return rssMb;
}

async function dialled(telephone: BenchTelephone, count: number): Promise<Map<string, string>> {
  const runs = new Map<string, string>();
  const startedMs = performance.now();
  for (let index = 0; index < count; index += 1) {
    await wait(startedMs + (index * 1000) / callsPerSecond - performance.now());
    const user = `line${String(index)}`;
    runs.set(user, await telephone.dial(user));
  }
  return runs;
}

async function resources(durationMs: number): Promise<{ cpuPercent: number; rssMb: number }> {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let rssBytes = 0;
  while (performance.now() - startedMs < durationMs) {
    await wait(250);
    rssBytes = Math.max(rssBytes, process.memoryUsage().rss);
  }
  const used = process.cpuUsage(cpu);
  return {
    cpuPercent: ((used.user + used.system) / 1000 / (performance.now() - startedMs)) * 100,
    rssMb: rssBytes / 1024 / 1024,
  };
}

/** Every other call; answers when each was told to. */
async function hungUp(telephone: BenchTelephone, runs: Map<string, string>): Promise<Map<string, number>> {
  const at = new Map<string, number>();
  const closed: Promise<void>[] = [];
  for (const [index, [user, runId]] of [...runs].entries()) {
    if (index % 2 === 1) continue;
    at.set(user, machineMs());
    closed.push(telephone.calls.hangUp(runId));
    await wait(20);
  }
  await Promise.all(closed);
  return at;
}
