/** The web call that is up, as pure state: how the studio's news change it. */
import type { CallState } from '#shared/bridge/contract.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import {
  activeNodeOf,
  conversationOf,
  emptyConversation,
  type Conversation,
} from '../features/call/conversation/conversation.ts';

export interface LiveCall {
  runId: string;
  workflowId: string;
  workflowName: string;
  /** `ended` stays readable until the next call or until it is dismissed. */
  state: CallState['state'];
  muted: boolean;
  /** ISO 8601 UTC. */
  startedAt: string;
  /** Page clock (ms since the epoch) at which the end was seen; null while it is up. */
  endedAtMs: number | null;
  /** Node the conversation stands in; null before the first and after the end. */
  activeNodeId: string | null;
  lastEdgeId: string | null;
  visitedNodeIds: readonly string[];
  visitedEdgeIds: readonly string[];
  /** The log as far as it is known, and the number of its last event. */
  events: readonly RunEvent[];
  lastSeq: number;
  conversation: Conversation;
}

/** The call after the studio has told its state. A new run id begins a new call. */
export function withState(call: LiveCall | null, state: CallState, nowMs: number): LiveCall | null {
  if (call?.runId !== state.run_id) {
    // The end of a call this page never saw (another window's, or one already dismissed) is no news.
    if (state.state === 'ended') return call;
    return {
      runId: state.run_id,
      workflowId: state.workflow_id,
      workflowName: state.workflow_name,
      state: state.state,
      muted: state.muted,
      startedAt: state.started_at,
      endedAtMs: null,
      activeNodeId: state.node_id,
      lastEdgeId: null,
      visitedNodeIds: state.node_id === null ? [] : [state.node_id],
      visitedEdgeIds: [],
      events: [],
      lastSeq: 0,
      conversation: emptyConversation,
    };
  }
  // An ended call never comes back to life by a late message.
  if (call.state === 'ended') return call;
  return {
    ...call,
    state: state.state,
    muted: state.muted,
    endedAtMs: state.state === 'ended' ? nowMs : null,
  };
}

/** The call after one more event of its log. One that is known already, or that leaves a gap, changes nothing. */
export function withEvent(call: LiveCall, event: RunEvent): LiveCall {
  return event.seq === call.lastSeq + 1 ? withLog(call, [...call.events, event]) : call;
}

/** The call with its whole log read again; a shorter one than is known changes nothing. */
export function withLog(call: LiveCall, events: readonly RunEvent[]): LiveCall {
  const lastSeq = events.at(-1)?.seq ?? 0;
  if (lastSeq <= call.lastSeq) return call;
  const conversation = conversationOf(events, call.conversation);
  const { path } = conversation;
  return {
    ...call,
    events,
    lastSeq,
    conversation,
    activeNodeId: activeNodeOf(conversation),
    lastEdgeId: path.findLast((step) => step.edgeId !== null)?.edgeId ?? null,
    visitedNodeIds: unchanged(call.visitedNodeIds, [...new Set(path.map((step) => step.nodeId))]),
    visitedEdgeIds: unchanged(call.visitedEdgeIds, [
      ...new Set(path.flatMap((step) => (step.edgeId === null ? [] : [step.edgeId]))),
    ]),
  };
}

/** The list before when the new one says the same: the canvas then has nothing to draw. */
function unchanged(before: readonly string[], now: readonly string[]): readonly string[] {
  return before.length === now.length && before.every((id, index) => id === now[index]) ? before : now;
}
