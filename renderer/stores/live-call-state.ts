/** The web call that is up, as pure state: how the studio's news change it. */
import type { CallState } from '#shared/bridge/contract.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import {
  applyEvent,
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

/** The call after one more event of its log. */
export function withEvent(call: LiveCall, event: RunEvent): LiveCall {
  return withConversation(call, applyEvent(call.conversation, event));
}

/** The call with its conversation replaced by a later one. */
export function withConversation(call: LiveCall, conversation: Conversation): LiveCall {
  if (conversation === call.conversation) return call;
  return {
    ...call,
    conversation,
    activeNodeId: conversation.activeNodeId ?? (conversation.status === null ? call.activeNodeId : null),
    lastEdgeId: conversation.lastEdgeId,
    visitedNodeIds: conversation.visitedNodeIds,
    visitedEdgeIds: conversation.visitedEdgeIds,
  };
}
