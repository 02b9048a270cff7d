/** The studio as people run it, for telephone calls: told what to do over its bridge, and everything it tells is kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MethodInput } from '#shared/bridge/contract.ts';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { WireEntry } from '#shared/domain/phone-call.ts';
import type { RunEvent, RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { trunkSchema, type Trunk, type TrunkInput } from '#shared/domain/trunk.ts';
import { readStereo, type StereoRecording } from '../recording.ts';
import { openBridge, type StudioBridge } from '../studio-bridge.ts';
import { startStudio, temporaryFolder, type RunningStudio } from '../studio.ts';

/** Waited for what is to happen; machines may be busy. */
const patienceMs = 30_000;

export class PhoneStudio {
  readonly bridge: StudioBridge;
  readonly dataDir: string;
  /** Rows of the live table as they changed, all calls. */
  readonly rows: (PhoneCall & { atMs: number })[] = [];
  readonly events: { runId: string; event: RunEvent }[] = [];
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly #studio: RunningStudio;
  readonly #waiting = new Set<() => void>();

  private constructor(
    bridge: StudioBridge,
    studio: RunningStudio,
    folder: Awaited<ReturnType<typeof temporaryFolder>>,
  ) {
    this.bridge = bridge;
    this.#studio = studio;
    this.#folder = folder;
    this.dataDir = join(folder.path, 'data');
    bridge.on('phone.call', (row) => {
      this.rows.push({ ...row, atMs: performance.now() });
      this.#wake();
    });
    bridge.on('call.event', ({ run_id: runId, event }) => {
      this.events.push({ runId, event });
      this.#wake();
    });
  }

  /** @param published ids of the agents that are to be called */
  static async start(published: readonly string[]): Promise<PhoneStudio> {
    const folder = await temporaryFolder();
    const studio = await startStudio(join(folder.path, 'data'));
    const bridge = await openBridge(studio.url);
    for (const id of published) await bridge.call('workflows.publish', { id });
    return new PhoneStudio(bridge, studio, folder);
  }

  async stop(): Promise<void> {
    this.bridge.dispose();
    await this.#studio.stop();
    await this.#folder.remove();
  }

  /** An IP trunk without a password. */
  async trunk(trunk: Pick<TrunkInput, 'id' | 'server'> & Partial<TrunkInput>): Promise<Trunk> {
    const saved = trunkSchema.parse({
      name: `Trunk ${trunk.id}`,
      preset: 'other',
      kind: 'ip',
      transport: 'udp',
      username: 'parley',
      calls_per_second: 50,
      // Scripted peers know the messages of their script: no OPTIONS every minute.
      keep_alive_s: 0,
      created_at: new Date().toISOString(),
      ...trunk,
    });
    await this.bridge.call('trunks.save', { trunk: saved });
    return saved;
  }

  async dial(wish: MethodInput<'phone.dial'>): Promise<string> {
    return (await this.bridge.call('phone.dial', wish)).run_id;
  }

  hangUp(runId: string): Promise<unknown> {
    return this.bridge.call('phone.hang-up', { run_id: runId });
  }

  /** The first row that holds, of those that have come and that will; `since`: not before, `performance.now()`. */
  row(what: string, holds: (row: PhoneCall) => boolean, sinceMs = 0): Promise<PhoneCall & { atMs: number }> {
    return this.#until(what, () => this.rows.find((row) => row.atMs >= sinceMs && holds(row)));
  }

  /** The first event of the run of that type, of those that have come and that will. */
  event<T extends RunEventType>(
    runId: string,
    type: T,
    accept: (payload: RunEventPayload<T>) => boolean = () => true,
    timeoutMs = patienceMs,
  ): Promise<RunEventPayload<T>> {
    return this.#until(`${type} of the run`, () => this.of(runId, type).find(accept), timeoutMs);
  }

  /** Those of a type so far. */
  of<T extends RunEventType>(runId: string, type: T): RunEventPayload<T>[] {
    return this.events
      .filter((each) => each.runId === runId && each.event.type === type)
      .map(({ event }) => event.payload as RunEventPayload<T>);
  }

  /** The agent has said that, whole or the part that matches. */
  said(runId: string, words: RegExp): Promise<unknown> {
    return this.event(runId, 'agent-speech-stop', ({ text_played: text }) => words.test(text));
  }

  /** The agent listens, and has done so for a moment without a break. */
  async listens(runId: string): Promise<void> {
    const isListening = (): boolean =>
      this.rows.findLast((row) => row.run_id === runId)?.state === 'listening';
    do {
      await this.#until('The agent’s listening', () => isListening() || undefined);
      await new Promise((resolve) => setTimeout(resolve, 400));
    } while (!isListening());
  }

  over(runId: string): Promise<unknown> {
    return this.event(runId, 'run-completed');
  }

  /** What is kept of a call that is over; caller left, agent right. */
  async kept(runId: string): Promise<{ run: Run; events: RunEvent[]; recording: StereoRecording }> {
    await this.over(runId);
    let { run, events } = await this.bridge.call('runs.get', { id: runId });
    // Its last event is told before the run is written.
    while (!run.is_completed) ({ run, events } = await this.bridge.call('runs.get', { id: runId }));
    return {
      run,
      events,
      recording: await readStereo(join(this.dataDir, 'runs', runId, 'recording.wav')),
    };
  }

  wire(runId: string): Promise<WireEntry[]> {
    return this.bridge.call('phone.wire-log', { run_id: runId });
  }

  /** Of the sound, as our first offer or answer names it. */
  async mediaPort(runId: string): Promise<number> {
    const entries = await this.wire(runId);
    for (const entry of entries) {
      const port =
        entry.kind === 'sip' && entry.direction === 'out' ? /\r\nm=audio (\d+)/.exec(entry.text) : null;
      if (port) return Number(port[1]);
    }
    throw new Error('We have described no sound in this call.');
  }

  #until<T>(what: string, find: () => T | undefined, timeoutMs = patienceMs): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const last = this.events.slice(-12).map(({ event }) => event.type);
        reject(new Error(`${what} did not come about. Last events: ${last.join(', ')}`));
      }, timeoutMs);
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** Settles when no socket of this machine is bound to that UDP port any more; when that was, `performance.now()`. */
export async function portClosed(port: number): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (;;) {
    const table = await readFile('/proc/net/udp', 'latin1');
    if (!new RegExp(`^ *\\d+: [0-9A-F]{8}:${hex} `, 'm').test(table)) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
