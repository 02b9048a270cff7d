/**
 * The conversation as a person reads it, folded from the run event log one event at a time. The live panel feeds
 * events as they come, the review feeds the whole log: both see the same lines.
 *
 * Items are immutable; an event replaces only the items it touches, so that unchanged lines need no new render.
 */
import type { RunEvent, RunEventPayload, SpeechSource } from '#shared/domain/run-event.ts';

interface ItemBase {
  /** Unique in the run and stable while the item grows. */
  key: string;
  turn: number;
  /** Milliseconds of recording where it begins; null outside the media. */
  atMs: number | null;
}

export interface CallerItem extends ItemBase {
  kind: 'caller';
  /** Milliseconds of recording where the voice ends; null while it goes on or when typed. */
  endMs: number | null;
  text: string;
  /** False: words may still change. */
  final: boolean;
  understood: boolean;
  typed: boolean;
}

export interface AgentSegment {
  speechId: string;
  text: string;
  source: SpeechSource;
  state: 'queued' | 'speaking' | 'spoken' | 'cut';
  /** What was heard of it; null until its speech has stopped. */
  heard: string | null;
  startMs: number | null;
  endMs: number | null;
}

export interface AgentItem extends ItemBase {
  kind: 'agent';
  segments: readonly AgentSegment[];
  latency: RunEventPayload<'latency'> | null;
}

export interface NodeItem extends ItemBase {
  kind: 'node';
  nodeId: string;
  nodeName: string;
  /** Label of the edge that led here; null for the first node. */
  edgeLabel: string | null;
}

export interface FunctionItem extends ItemBase {
  kind: 'function';
  name: string;
  arguments: Record<string, unknown>;
  result: unknown;
  state: 'running' | 'done';
  /** Wall-clock milliseconds from call to result; null while it runs. */
  tookMs: number | null;
  startedAt: string;
}

export interface ExtractionItem extends ItemBase {
  kind: 'extraction';
  nodeId: string;
  nodeName: string;
  variables: Record<string, unknown>;
  error: string | null;
  state: 'running' | 'done';
  tookMs: number | null;
  startedAt: string;
}

export interface NoticeItem extends ItemBase {
  kind: 'notice';
  tone: 'muted' | 'error';
  text: string;
}

export type ConversationItem = CallerItem | AgentItem | NodeItem | FunctionItem | ExtractionItem | NoticeItem;

export interface Conversation {
  items: readonly ConversationItem[];
  /** Sequence number of the last event folded in. */
  seq: number;
  activeNodeId: string | null;
  activeNodeName: string | null;
  lastEdgeId: string | null;
  visitedNodeIds: readonly string[];
  visitedEdgeIds: readonly string[];
  /** Variables found so far; later findings win. */
  variables: Readonly<Record<string, unknown>>;
  callDisposition: string | null;
  status: string | null;
  durationMs: number | null;
  /** Newest voice-to-voice time, ms. */
  lastLatencyMs: number | null;
  /** Where the caller's present utterance began, until its words are final. */
  openUtterance: { startMs: number | null; endMs: number | null } | null;
  /** Label of the edge just taken, until its node is entered. */
  pendingEdgeLabel: string | null;
}

export const emptyConversation: Conversation = {
  items: [],
  seq: 0,
  activeNodeId: null,
  activeNodeName: null,
  lastEdgeId: null,
  visitedNodeIds: [],
  visitedEdgeIds: [],
  variables: {},
  callDisposition: null,
  status: null,
  durationMs: null,
  lastLatencyMs: null,
  openUtterance: null,
  pendingEdgeLabel: null,
};

/** Folds a whole log. */
export function conversationOf(events: readonly RunEvent[]): Conversation {
  return events.reduce(applyEvent, emptyConversation);
}

/** Folds one event in. Events already seen (by `seq`) change nothing. */
export function applyEvent(conversation: Conversation, event: RunEvent): Conversation {
  if (event.seq <= conversation.seq) return conversation;
  return { ...fold(conversation, event), seq: event.seq };
}

function fold(conversation: Conversation, event: RunEvent): Conversation {
  switch (event.type) {
    case 'node-enter':
      return enterNode(conversation, event.payload.node_id, event.payload.node_name, event);
    case 'transition':
      return {
        ...conversation,
        lastEdgeId: event.payload.edge_id,
        visitedEdgeIds: withOnce(conversation.visitedEdgeIds, event.payload.edge_id),
        pendingEdgeLabel: event.payload.label,
      };
    case 'caller-speech-start':
      return conversation.openUtterance === null || pendingCaller(conversation) === -1
        ? { ...conversation, openUtterance: { startMs: event.at_ms, endMs: null } }
        : conversation;
    case 'caller-speech-stop':
      return endUtterance(conversation, event.at_ms);
    case 'transcript-partial':
      return callerWords(conversation, event, event.payload.text, null);
    case 'transcript-final':
      return callerWords(conversation, event, event.payload.text, event.payload);
    case 'agent-text':
      return agentText(conversation, event);
    case 'agent-speech-start':
      return patchSegment(conversation, event.payload.speech_id, event.payload.text, (segment) => ({
        ...segment,
        state: 'speaking',
        startMs: event.at_ms,
      }));
    case 'agent-speech-stop':
      return patchSegment(conversation, event.payload.speech_id, null, (segment) => ({
        ...segment,
        state: event.payload.interrupted ? 'cut' : 'spoken',
        heard: event.payload.text_played,
        endMs: event.at_ms,
      }));
    case 'interruption':
      return cutSpeech(conversation, event.payload, event.at_ms);
    case 'function-call-start':
      return append(conversation, {
        ...base(event, `call-${event.payload.call_id}`),
        kind: 'function',
        name: event.payload.name,
        arguments: event.payload.arguments,
        result: null,
        state: 'running',
        tookMs: null,
        startedAt: event.time,
      });
    case 'function-call-end':
      return patch(conversation, `call-${event.payload.call_id}`, (item) =>
        item.kind === 'function'
          ? {
              ...item,
              state: 'done',
              result: event.payload.result,
              tookMs: elapsed(item.startedAt, event.time),
            }
          : item,
      );
    case 'extraction-start':
      return append(conversation, {
        ...base(event, `extraction-${String(event.seq)}`),
        kind: 'extraction',
        nodeId: event.payload.for_node_id,
        nodeName: event.payload.for_node_name,
        variables: {},
        error: null,
        state: 'running',
        tookMs: null,
        startedAt: event.time,
      });
    case 'extraction-end':
      return endExtraction(conversation, event.payload, event);
    case 'idle-prompt':
      return notice(conversation, event, 'muted', 'No answer from the caller: the agent asks again');
    case 'error':
      return notice(conversation, event, 'error', event.payload.message);
    case 'latency':
      return attachLatency(conversation, event.turn, event.payload);
    case 'disposition':
      return { ...conversation, callDisposition: event.payload.call_disposition };
    case 'media-close':
      return { ...conversation, durationMs: event.payload.duration_ms };
    case 'run-completed':
      return {
        ...closePending(conversation),
        status: event.payload.status,
        callDisposition: event.payload.call_disposition,
        activeNodeId: null,
      };
    case 'run-start':
    case 'media-open':
    case 'turn-start':
    case 'turn-end':
    case 'caller-mute':
    case 'caller-unmute':
    case 'usage':
      return conversation;
  }
}

function base(event: RunEvent, key: string): ItemBase {
  return { key, turn: event.turn, atMs: event.at_ms };
}

function withOnce(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids : [...ids, id];
}

function elapsed(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

function append(conversation: Conversation, item: ConversationItem): Conversation {
  return { ...conversation, items: [...conversation.items, item] };
}

function replaceAt(conversation: Conversation, index: number, item: ConversationItem): Conversation {
  return { ...conversation, items: conversation.items.with(index, item) };
}

function patch(
  conversation: Conversation,
  key: string,
  change: (item: ConversationItem) => ConversationItem,
): Conversation {
  const index = conversation.items.findLastIndex((item) => item.key === key);
  const item = conversation.items[index];
  return item === undefined ? conversation : replaceAt(conversation, index, change(item));
}

function notice(
  conversation: Conversation,
  event: RunEvent,
  tone: NoticeItem['tone'],
  text: string,
): Conversation {
  return append(conversation, { ...base(event, `notice-${String(event.seq)}`), kind: 'notice', tone, text });
}

function enterNode(
  conversation: Conversation,
  nodeId: string,
  nodeName: string,
  event: RunEvent,
): Conversation {
  return append(
    {
      ...conversation,
      activeNodeId: nodeId,
      activeNodeName: nodeName,
      visitedNodeIds: withOnce(conversation.visitedNodeIds, nodeId),
      pendingEdgeLabel: null,
    },
    {
      ...base(event, `node-${String(event.seq)}`),
      kind: 'node',
      nodeId,
      nodeName,
      edgeLabel: conversation.pendingEdgeLabel,
    },
  );
}

function pendingCaller(conversation: Conversation): number {
  return conversation.items.findLastIndex((item) => item.kind === 'caller' && !item.final);
}

function endUtterance(conversation: Conversation, atMs: number | null): Conversation {
  const open = conversation.openUtterance;
  const ended =
    open === null ? conversation : { ...conversation, openUtterance: { startMs: open.startMs, endMs: atMs } };
  const index = pendingCaller(ended);
  const item = ended.items[index];
  return item?.kind === 'caller' ? replaceAt(ended, index, { ...item, endMs: atMs }) : ended;
}

function callerWords(
  conversation: Conversation,
  event: RunEvent,
  text: string,
  final: { understood: boolean; typed: boolean } | null,
): Conversation {
  const typed = final?.typed ?? false;
  const index = typed ? -1 : pendingCaller(conversation);
  const pending = conversation.items[index];
  const open = typed ? null : conversation.openUtterance;
  const item: CallerItem = {
    ...(pending?.kind === 'caller'
      ? pending
      : {
          ...base(event, `caller-${String(event.seq)}`),
          kind: 'caller',
          atMs: open?.startMs ?? event.at_ms,
          endMs: open?.endMs ?? null,
        }),
    turn: event.turn,
    text,
    final: final !== null,
    understood: final?.understood ?? true,
    typed,
  };
  if (final !== null && !typed && item.endMs === null) item.endMs = event.at_ms;
  const next = index === -1 ? append(conversation, item) : replaceAt(conversation, index, item);
  return final === null || typed ? next : { ...next, openUtterance: null };
}

/** Words still grey when the run ends stay as they were last heard. */
function closePending(conversation: Conversation): Conversation {
  const index = pendingCaller(conversation);
  const item = conversation.items[index];
  return item?.kind === 'caller' ? replaceAt(conversation, index, { ...item, final: true }) : conversation;
}

function agentText(conversation: Conversation, event: RunEvent & { type: 'agent-text' }): Conversation {
  const segment: AgentSegment = {
    speechId: event.payload.speech_id,
    text: event.payload.text,
    source: event.payload.source,
    state: 'queued',
    heard: null,
    startMs: null,
    endMs: null,
  };
  const index = conversation.items.length - 1;
  const last = conversation.items[index];
  if (last?.kind === 'agent' && last.turn === event.turn && !last.segments.some((s) => s.state === 'cut'))
    return replaceAt(conversation, index, { ...last, segments: [...last.segments, segment] });
  return append(conversation, {
    ...base(event, `agent-${String(event.seq)}`),
    kind: 'agent',
    segments: [segment],
    latency: null,
  });
}

/** The segment of a speech that an event speaks of: the one being spoken, else the first still queued with that text. */
function patchSegment(
  conversation: Conversation,
  speechId: string,
  startingText: string | null,
  change: (segment: AgentSegment) => AgentSegment,
): Conversation {
  for (let index = 0; index < conversation.items.length; index += 1) {
    const item = conversation.items[index];
    if (item?.kind !== 'agent') continue;
    const found = item.segments.findIndex(
      (segment) =>
        segment.speechId === speechId &&
        (startingText === null
          ? segment.state === 'speaking'
          : segment.state === 'queued' && segment.text === startingText),
    );
    const segment = item.segments[found];
    if (segment === undefined) continue;
    const changed = change(segment);
    const atMs = found === 0 ? (changed.startMs ?? item.atMs) : item.atMs;
    return replaceAt(conversation, index, { ...item, atMs, segments: item.segments.with(found, changed) });
  }
  return conversation;
}

/** What was queued behind an interrupted speech is never heard: it is marked cut with nothing heard. */
function cutSpeech(
  conversation: Conversation,
  cut: RunEventPayload<'interruption'>,
  atMs: number | null,
): Conversation {
  const items = conversation.items.map((item) => {
    if (item.kind !== 'agent') return item;
    if (!item.segments.some((s) => s.state === 'queued' || s.state === 'speaking')) return item;
    return {
      ...item,
      segments: item.segments.map((s): AgentSegment => {
        if (s.state === 'speaking')
          return {
            ...s,
            state: 'cut',
            heard: s.speechId === cut.speech_id ? cut.text_played : (s.heard ?? ''),
            endMs: atMs,
          };
        return s.state === 'queued' ? { ...s, state: 'cut', heard: '' } : s;
      }),
    };
  });
  return { ...conversation, items };
}

function attachLatency(
  conversation: Conversation,
  turn: number,
  latency: RunEventPayload<'latency'>,
): Conversation {
  const index = conversation.items.findIndex(
    (item) => item.kind === 'agent' && item.turn === turn && item.latency === null,
  );
  const item = conversation.items[index];
  const next = item?.kind === 'agent' ? replaceAt(conversation, index, { ...item, latency }) : conversation;
  return { ...next, lastLatencyMs: latency.voice_to_voice_ms ?? conversation.lastLatencyMs };
}

function endExtraction(
  conversation: Conversation,
  end: RunEventPayload<'extraction-end'>,
  event: RunEvent,
): Conversation {
  const index = conversation.items.findLastIndex(
    (item) => item.kind === 'extraction' && item.state === 'running' && item.nodeId === end.for_node_id,
  );
  const item = conversation.items[index];
  const next =
    item?.kind === 'extraction'
      ? replaceAt(conversation, index, {
          ...item,
          state: 'done',
          variables: end.variables,
          error: end.error,
          tookMs: elapsed(item.startedAt, event.time),
        })
      : conversation;
  return { ...next, variables: { ...conversation.variables, ...end.variables } };
}
