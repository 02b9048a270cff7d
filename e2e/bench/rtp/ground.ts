/** sipp, the far end that it stands behind, and the studio's telephone: what every part of the bench calls with. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderrLogger } from '#engine/base/logger.ts';
import { randomIds } from '#engine/base/ids.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import { PhoneLeg } from '#engine/calls/legs/phone-leg.ts';
import { PhoneCalls } from '#engine/calls/phone/phone-calls.ts';
import type { SipAccount } from '#engine/telephony/sip/user-agent/api.ts';
import type { PhoneStack } from '#engine/telephony/stack.ts';
import type { LegEvents } from '#engine/voice/leg.ts';
import type { Library } from '#library/index.ts';
import { trunkSchema } from '#shared/domain/trunk.ts';
import { openTelephone } from '../../../electron/trunks/telephone.ts';
import { wait } from '../harness.ts';
import { loopback, machineMs, type FarPlan, type FromFarEnd, type ToFarEnd } from './protocol.ts';

/** Waited for calls to come up or end; the machine may be busy. */
const patienceMs = 20_000;

export type Report = Extract<FromFarEnd, { type: 'report' }>;

export class FarEnd {
  readonly #process: ChildProcess;
  readonly toStudio: number;
  readonly toPeer: number;
  readonly mediaPort: number;

  /** A caller is asked something. */
  onTurn: (user: string) => void = () => undefined;
  #reported: (report: Report) => void = () => undefined;

  private constructor(child: ChildProcess, ready: Extract<FromFarEnd, { type: 'ready' }>) {
    this.#process = child;
    this.toStudio = ready.toStudio;
    this.toPeer = ready.toPeer;
    this.mediaPort = ready.mediaPort;
    child.on('message', (message: FromFarEnd) => {
      if (message.type === 'turn') this.onTurn(message.user);
      if (message.type === 'report') this.#reported(message);
    });
  }

  /** With ports for so many calls. */
  static async start(lines: number): Promise<FarEnd> {
    const child = fork(join(import.meta.dirname, 'far-end.ts'), [String(lines)], {
      serialization: 'advanced',
    });
    const [ready] = (await once(child, 'message')) as [Extract<FromFarEnd, { type: 'ready' }>];
    return new FarEnd(child, ready);
  }

  tell(message: ToFarEnd): void {
    this.#process.send(message);
  }

  plan(user: string, plan: FarPlan): void {
    this.tell({ type: 'plan', user, plan });
  }

  /** What passed since it was last asked. */
  report(): Promise<Report> {
    return new Promise((resolve) => {
      this.#reported = resolve;
      this.tell({ type: 'report' });
    });
  }

  close(): void {
    this.#process.disconnect();
  }
}

/** sipp behind the far end. `args`: its own. Answers its exit code and complaints once all calls are over. */
export async function startSipp(
  far: FarEnd,
  studioPort: number,
  { scenario, calls, args }: { scenario: 'uas' | 'uac'; calls: number; args: string[] },
): Promise<{ over: Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-sipp-'));
  const port = await freePort();
  far.tell({ type: 'reset' });
  far.tell({ type: 'sipp', port, studioPort });
  const child = spawn(
    'sipp',
    [
      ...(scenario === 'uac' ? [`${loopback}:${String(far.toPeer)}`] : []),
      ...['-sf', join(import.meta.dirname, `${scenario}.xml`), '-i', loopback, '-p', String(port)],
      // It binds its media port, though it sends nothing: at another address, so that ours stay free.
      ...['-mi', '127.0.0.2', '-mp', String(far.mediaPort), '-t', 'u1', '-m', String(calls)],
      ...['-key', 'relay_port', String(far.toStudio), '-nostdin', '-trace_err', '-error_file', 'errors.log'],
      ...['-timeout', '300', '-timeout_error', '-deadcall_wait', '0', ...args],
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const end = (): void => void child.kill();
  process.once('exit', end);
  let complaints = '';
  child.stderr.on('data', (text) => (complaints += String(text)));
  const over = once(child, 'exit').then(async ([code]) => {
    process.off('exit', end);
    const log = await readFile(join(folder, 'errors.log'), 'utf8').catch(() => '');
    await rm(folder, { recursive: true });
    if (code !== 0) throw new Error(`sipp ended with ${String(code)}: ${complaints}${log.slice(0, 4000)}`);
  });
  // Waited for at the end, whatever happens meanwhile.
  over.catch(() => undefined);
  if (scenario === 'uas') await isListening(port);
  return { over };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, loopback);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

async function isListening(port: number): Promise<void> {
  const own = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  while (!(await readFile('/proc/net/udp', 'utf8')).includes(own)) await wait(20);
}

export interface BenchTelephone {
  calls: PhoneCalls;
  stack: PhoneStack;
  /** Where it is called. */
  port: number;
  /** Machine's time at which the sound of a leg began, in the order of the calls' legs. */
  openedMs: (runId: string) => number;
  dial: (user: string) => Promise<string>;
  /** So many calls are up. */
  up: (count: number) => Promise<void>;
  dispose: () => Promise<void>;
}

/** The studio's own telephone and calls on this machine's loopback; only who is asked (providers) and the rules are the bench's. */
export async function openBenchTelephone(options: {
  library: Library;
  providers: CallProviders;
  workflow: CallWorkflow;
  far: FarEnd;
}): Promise<BenchTelephone> {
  const { library, providers, workflow, far } = options;
  const logger = stderrLogger('error');
  const trunk = trunkSchema.parse({
    id: 'bench',
    name: 'Bench',
    preset: 'other',
    kind: 'ip',
    server: `${loopback}:${String(far.toStudio)}`,
    transport: 'udp',
    username: 'parley',
    codecs: ['PCMU'],
    created_at: '2026-01-01T00:00:00.000Z',
  });
  const account: SipAccount = {
    id: trunk.id,
    user: 'parley',
    displayName: '',
    domain: loopback,
    transport: 'udp',
    outboundProxy: null,
    credentials: null,
    tls: { verify: true, caPem: null },
    registerExpiresS: null,
    keepAliveS: 0,
    sessionExpiresS: 0,
    publicAddress: null,
  };
  const telephone = openTelephone({
    version: 'bench',
    accounts: () => [account],
    logger,
    // sipp's calls come from one address, ten a second.
    acceptUnknown: true,
    limits: { userAgent: { maxPendingPerSource: 100, maxPendingStrangers: 100 } },
  });
  const { stack } = telephone;
  const { port } = await stack.listen({ transport: 'udp', at: { address: loopback, port: 0 } });
  const opened = new Map<string, number>();
  const release = (): void => undefined;
  const calls = new PhoneCalls({
    store: library,
    published: () => Promise.resolve(workflow),
    providers: () => Promise.resolve(providers),
    preferences: () => Promise.resolve({ timeZone: null, defaultVoice: null }),
    speech: () => Promise.resolve(new Int16Array(320)),
    ids: randomIds,
    date: () => new Date(),
    logger,
    rules: {
      check: () => Promise.reject(new Error('not asked')),
      admit: ({ to }) => Promise.resolve({ trunk, account, target: to, remote: to, callerId: '', release }),
      routeInbound: (_account, called) =>
        Promise.resolve({ kind: 'agent', trunk, workflowId: workflow.id, called, release }),
    },
    line: () => Promise.resolve(stack),
    leg: (legOptions) =>
      new (class extends PhoneLeg {
        override open(events: LegEvents): void {
          const callId = legOptions.call()?.callId;
          if (callId !== undefined) opened.set(callId, machineMs());
          super.open(events);
        }
      })(legOptions),
  });
  calls.serve(stack);
  return {
    calls,
    stack,
    port,
    openedMs: (callId) => opened.get(callId) ?? Number.NaN,
    dial: async (user) => {
      const to = `sip:${user}@${loopback}:${String(far.toStudio)}`;
      const row = await calls.dial({
        workflowId: workflow.id,
        to,
        trunkId: null,
        callerId: null,
        initialContext: {},
      });
      return row.run_id;
    },
    up: async (count) => {
      const sinceMs = performance.now();
      const isUp = (): number => calls.calls().filter(({ progress }) => progress === 'in-progress').length;
      while (isUp() < count) {
        if (performance.now() - sinceMs > patienceMs)
          throw new Error(`only ${String(isUp())} of ${String(count)} calls came up`);
        await wait(50);
      }
    },
    dispose: async () => {
      await calls.dispose();
      telephone.dispose();
    },
  };
}
