/**
 * Delivers what was pushed while the page was disconnected: the missed events of the running call, its present
 * state, and word that the library and the settings may have changed.
 */
import type { CallState, MethodName, PushName } from '#shared/bridge/contract.ts';
import type { WireReply } from '#shared/bridge/wire.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';

type Emit = (name: PushName, payload: unknown) => void;
type Call = (method: MethodName, input: unknown) => Promise<unknown>;

interface EventPush {
  run_id: string;
  event: RunEvent;
}

export class CatchUp {
  readonly #emit: Emit;
  /** Last `seq` told, for each run whose call is up. */
  readonly #lastSeq = new Map<string, number>();
  #state: CallState | null = null;
  /** Pushes that arrive while the missed ones are being fetched. */
  #held: { name: PushName; payload: unknown }[] | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Every push of the connection goes through here. */
  push(name: PushName, payload: unknown): void {
    if (this.#held) this.#held.push({ name, payload });
    else this.#tell(name, payload);
  }

  /** Called when the connection is up again. When it is lost once more meanwhile, the next replay tells the rest. */
  async replay(call: Call): Promise<void> {
    this.#held = [];
    try {
      const current = await ask<CallState | null>(call, 'calls.current', undefined);
      const known = this.#state;
      for (const runId of new Set([known?.run_id, current?.run_id])) {
        if (runId === undefined) continue;
        for (const event of await eventsOf(call, runId)) this.#tell('call.event', { run_id: runId, event });
      }
      if (known && known.run_id !== current?.run_id) this.#tell('call.state', { ...known, state: 'ended' });
      if (current) this.#tell('call.state', current);
      this.#tell('library.changed', { what: 'workflows', id: null });
      this.#tell('library.changed', { what: 'runs', id: null });
      this.#tell('settings.changed', await ask(call, 'settings.get', undefined));
    } catch {
      // Refused or disconnected: what was held is still told, and screens ask again by themselves.
    } finally {
      const held = this.#held;
      this.#held = null;
      for (const { name, payload } of held) this.#tell(name, payload);
    }
  }

  #tell(name: PushName, payload: unknown): void {
    if (name === 'call.event') {
      const { run_id: runId, event } = payload as EventPush;
      if (event.seq <= (this.#lastSeq.get(runId) ?? 0)) return;
      this.#lastSeq.set(runId, event.seq);
    } else if (name === 'call.state') {
      const state = payload as CallState;
      this.#state = state.state === 'ended' ? null : state;
    }
    this.#emit(name, payload);
  }
}

/** Of the call while it is up, of its run afterwards; none when the run has been deleted. */
async function eventsOf(call: Call, runId: string): Promise<RunEvent[]> {
  try {
    return await ask<RunEvent[]>(call, 'calls.events', { run_id: runId });
  } catch {
    const run = ask<{ events: RunEvent[] }>(call, 'runs.get', { id: runId });
    return run.then(({ events }) => events).catch(() => []);
  }
}

async function ask<T>(call: Call, method: MethodName, input: unknown): Promise<T> {
  const reply = (await call(method, input)) as WireReply<T>;
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value;
}
