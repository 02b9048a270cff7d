/**
 * Closes the runs of processes that are gone: `kill -9`, a crash, a power cut. The event log is the truth, so the
 * record is rebuilt from it. Doing it twice changes nothing; a live process's runs are never touched.
 */
import { join } from 'node:path';
import { costOf } from '#engine/calls/cost.ts';
import { usageKeyOfName } from '#engine/calls/providers.ts';
import { addUsage } from '#engine/workflow/usage.ts';
import { repairWavHeader } from '#engine/audio/wav-repair.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { reservedVariableNames } from '#shared/graph/lint/index.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import { runStatuses, type GatheredContext, type Run, type UsageInfo, usageKey } from '#shared/domain/run.ts';
import { durably } from './connection.ts';
import type { LibraryChange } from './contract.ts';
import { RECORDING_FILE, runFolderPath, type DataLayout } from './layout.ts';
import { measurePeaks, writePeaks } from './peaks-file.ts';
import { isSameProcess, liveness, type ProcessIdentity } from './process-identity.ts';
import type { Log, Statements } from './statements.ts';
import { noteRecording } from './store/recordings.ts';
import { appendEvents, getEvents } from './store/run-events.ts';
import { activeRuns, mustGetRun, updateRun } from './store/runs.ts';

export interface RecoveryContext {
  statements: Statements;
  layout: DataLayout;
  /** The owner, that is this process. */
  self: ProcessIdentity;
  /** Openings of the library that this process has now, and those connected to it. */
  liveSessions: readonly string[];
  now: () => string;
  /** Absent: only what is free has a known price. */
  prices?: PriceBook | undefined;
  changed: (change: LibraryChange) => void;
  log: Log;
}

/** Answers how many runs it closed. */
export async function closeDeadRuns(context: RecoveryContext): Promise<number> {
  const known = new Map<string, boolean>();
  let closed = 0;
  for (const { id, owner } of activeRuns(context.statements)) {
    const key = JSON.stringify(owner);
    const carried = known.get(key) ?? isCarried(owner, context);
    known.set(key, carried);
    if (carried) continue;
    await closeDeadRun(context, id);
    closed += 1;
  }
  if (closed > 0) context.log('info', 'closed runs whose process is gone', { runs: closed });
  return closed;
}

function isCarried(owner: ProcessIdentity, { self, liveSessions }: RecoveryContext): boolean {
  if (liveSessions.includes(owner.session)) return true;
  // Whoever writes here is on the owner's machine, and we are the owner.
  if (owner.host !== self.host || isSameProcess(owner, self)) return false;
  return liveness(owner) !== 'dead';
}

async function closeDeadRun(context: RecoveryContext, id: string): Promise<void> {
  const { statements, layout } = context;
  const hasRecording = await repairRecording(context, id);
  durably(statements.db, () => {
    statements.transaction(() => {
      const run = mustGetRun(statements, id);
      const events = getEvents(statements, id);
      const last = events.at(-1);
      // The process may have died between the last event and the record: then the log knows how the run ended.
      const end = endOf(events) ?? { status: 'interrupted', call_disposition: 'interrupted' };
      if (last !== undefined && endOf(events) === null)
        appendEvents(statements, id, [finalEvent(last, context.now())]);
      const durationMs = hasRecording ? (noteRecording(statements, layout, id)?.duration_ms ?? null) : null;
      const usage = usageInfo(events, durationMs);
      updateRun(statements, id, {
        state: 'completed',
        status: end.status,
        is_completed: true,
        gathered_context: gatheredContext(run, events, end.call_disposition),
        usage_info: usage,
        cost_info: costOf(usage, context.prices),
        recording_url: hasRecording ? `parley://runs/${id}/recording.wav` : null,
        transcript_url: `parley://runs/${id}/transcript.txt`,
        started_at: run.started_at ?? events[0]?.time ?? null,
        // When it was last known to be up.
        ended_at: last?.time ?? run.started_at ?? run.created_at,
      });
    });
  });
  context.changed({ what: 'runs', id });
}

/** Header and peaks as the file is now. A recording that cannot be repaired does not keep its run open. */
async function repairRecording({ layout, log }: RecoveryContext, id: string): Promise<boolean> {
  const folder = runFolderPath(layout, id);
  try {
    const peaks = await measurePeaks(folder);
    if (peaks === null) return false;
    await repairWavHeader(join(folder, RECORDING_FILE));
    const repaired = await measurePeaks(folder);
    if (repaired !== null) await writePeaks(folder, repaired);
    return true;
  } catch (thrown) {
    log('warn', 'a recording could not be repaired', {
      run: id,
      reason: thrown instanceof Error ? thrown.message : String(thrown),
    });
    return false;
  }
}

interface RunEnd {
  status: NonNullable<Run['status']>;
  call_disposition: string;
}

function endOf(events: readonly RunEvent[]): RunEnd | null {
  const event = events.findLast((candidate) => candidate.type === 'run-completed');
  if (event === undefined) return null;
  const status = runStatuses.find((known) => known === event.payload.status) ?? 'interrupted';
  return { status, call_disposition: event.payload.call_disposition };
}

function finalEvent(last: RunEvent, time: string): RunEvent {
  return {
    seq: last.seq + 1,
    time,
    at_ms: null,
    turn: last.turn,
    node_id: last.node_id,
    node_name: last.node_name,
    type: 'run-completed',
    payload: { status: 'interrupted', call_disposition: 'interrupted' },
  };
}

/** What the run had found out, as its own end would have written it. */
function gatheredContext(run: Run, events: readonly RunEvent[], disposition: string): GatheredContext {
  const nodesVisited: string[] = [];
  const extracted: Record<string, unknown> = { ...run.gathered_context.extracted_variables };
  for (const event of events) {
    if (event.type === 'node-enter') nodesVisited.push(event.payload.node_name);
    if (event.type === 'extraction-end') Object.assign(extracted, event.payload.variables);
  }
  const open = Object.entries(extracted).filter(([name]) => !reservedVariableNames.has(name));
  return {
    ...run.gathered_context,
    ...Object.fromEntries(open),
    extracted_variables: extracted,
    nodes_visited: nodesVisited,
    call_tags: run.gathered_context.call_tags ?? [],
    call_disposition: disposition,
    mapped_call_disposition: disposition,
  };
}

/**
 * What the events tell of usage. Recognised seconds are not among them; the caller's speech stands in for them, which
 * lacks only the short run-up that the recogniser hears before it.
 */
function usageInfo(events: readonly RunEvent[], durationMs: number | null): UsageInfo {
  const usage: UsageInfo = { llm: {}, tts: {}, stt: {}, call_duration_seconds: 0 };
  let tts: string | null = null;
  let stt: string | null = null;
  const add = (sums: Record<string, number>, name: string | null, amount: number): void => {
    if (name === null || amount <= 0) return;
    const key = usageKeyOfName(name);
    sums[key] = (sums[key] ?? 0) + amount;
  };
  for (const event of events) {
    switch (event.type) {
      case 'run-start':
        ({ tts, stt } = event.payload.providers);
        break;
      case 'usage': {
        const key = usageKey(event.payload);
        usage.llm[key] = addUsage(usage.llm[key], event.payload.usage);
        break;
      }
      case 'provider-fallback': {
        // From here on another speaks, or listens.
        const { stage, to } = event.payload;
        if (stage === 'tts') tts = to ?? tts;
        if (stage === 'stt') stt = to ?? stt;
        break;
      }
      case 'agent-text':
        if (event.payload.recording_id === undefined) add(usage.tts, tts, event.payload.text.length);
        break;
      case 'caller-speech-stop':
        add(usage.stt, stt, event.payload.speech_ms / 1000);
        break;
      default:
    }
  }
  usage.call_duration_seconds = (durationMs ?? wallDurationMs(events)) / 1000;
  return usage;
}

/** For runs without a recording. */
function wallDurationMs(events: readonly RunEvent[]): number {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Math.max(0, Date.parse(last.time) - Date.parse(first.time));
}
