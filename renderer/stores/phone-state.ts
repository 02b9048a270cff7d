/** Telephone calls as the studio tells of them, newest first: pure, for the store and its tests. */
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';

/** How long an ended call stays in the table, ms; then it is under Runs. */
export const keptMs = 5 * 60_000;

/** The calls after one was told anew. One that is over never comes back to life by a late message. */
export function withCall(calls: readonly PhoneCall[], told: PhoneCall): readonly PhoneCall[] {
  const index = calls.findIndex((call) => call.run_id === told.run_id);
  if (index === -1) return [told, ...calls].sort(newestFirst);
  const known = calls[index];
  if (known !== undefined && isOver(known) && !isOver(told)) return calls;
  return calls.map((call, at) => (at === index ? told : call));
}

/**
 * A list that was asked for, with what was told while it was on its way: that is newer, also of calls that began meanwhile.
 * @param toldSince run ids that were told of since the list was asked for
 */
export function withList(
  calls: readonly PhoneCall[],
  list: readonly PhoneCall[],
  toldSince: ReadonlySet<string>,
): readonly PhoneCall[] {
  const told = calls.filter(({ run_id: runId }) => toldSince.has(runId));
  const over = new Map(calls.filter(isOver).map((call) => [call.run_id, call]));
  const listed = list.filter(({ run_id: runId }) => !told.some((call) => call.run_id === runId));
  return [...told, ...listed.map((call) => over.get(call.run_id) ?? call)].sort(newestFirst);
}

function newestFirst(a: PhoneCall, b: PhoneCall): number {
  return b.started_at.localeCompare(a.started_at) || a.run_id.localeCompare(b.run_id);
}

export const callsUp = (calls: readonly PhoneCall[]): PhoneCall[] => calls.filter((call) => !isOver(call));

/** What the table shows: calls that are up, and those that ended a short while ago, which stay in their places. */
export function shownCalls(calls: readonly PhoneCall[], nowMs: number, keepId: string | null): PhoneCall[] {
  return calls.filter(
    (call) => call.ended_at === null || call.run_id === keepId || nowMs - Date.parse(call.ended_at) < keptMs,
  );
}

/** Time of the conversation, ms: from the answer, or from the first try where nobody has answered. */
export function lengthMs(call: PhoneCall, nowMs: number): number {
  const fromMs = Date.parse(call.answered_at ?? call.started_at);
  const untilMs = call.ended_at === null ? nowMs : Date.parse(call.ended_at);
  return Math.max(0, untilMs - fromMs);
}
