/** A run's event log written short for tests: `[at_ms, type, payload, turn]`; seq and wall clock follow. */
import { runEventSchema, type RunEvent, type RunEventType } from '#shared/domain/run-event.ts';

export type LogEntry = [
  atMs: number | null,
  type: RunEventType,
  payload?: Record<string, unknown>,
  turn?: number,
];

const runStart = {
  workflow_id: 'w',
  workflow_name: 'Workflow',
  definition_id: 'd',
  mode: 'web',
  providers: { vad: null, stt: null, llm: 'rehearsal/rehearsal', tts: null },
  initial_context: {},
};

/** Every entry is checked against the schema of its type. */
export function logOf(entries: readonly LogEntry[]): RunEvent[] {
  return entries.map(([atMs, type, payload = type === 'run-start' ? runStart : {}, turn = 0], index) =>
    runEventSchema.parse({
      seq: index + 1,
      time: new Date(1_800_000_000_000 + (atMs ?? 0)).toISOString(),
      at_ms: atMs,
      turn,
      node_id: null,
      node_name: null,
      type,
      payload,
    }),
  );
}
