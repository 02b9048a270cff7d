/**
 * The conversation as the screens show it: the shared transcript of the event log, and beside it what only a screen
 * wants — the words an interruption kept from being heard, the parts of each latency, extractions, the path through the
 * graph. The live panel reads it again at every event, the review once.
 */
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import {
  transcriptOf,
  type TranscriptEnd,
  type TranscriptError,
  type TranscriptFallback,
  type TranscriptLine,
  type TranscriptNode,
  type TranscriptTool,
} from '#shared/domain/transcript.ts';
import { phoneNotice } from './phone-notice.ts';

export interface SpokenLine extends TranscriptLine {
  /** Agent: what was about to be said when the caller spoke over it. */
  unheard: string;
  /** Agent: the parts of the waiting before it; null when it answers nothing. */
  latency: RunEventPayload<'latency'> | null;
}

export interface ToolCard extends TranscriptTool {
  /** Wall-clock milliseconds from call to result; null while it runs. */
  tookMs: number | null;
}

export interface ExtractionCard {
  kind: 'extraction';
  key: string;
  atMs: number | null;
  nodeName: string;
  variables: Record<string, unknown>;
  error: string | null;
  done: boolean;
  tookMs: number | null;
}

export interface Notice {
  kind: 'notice';
  key: string;
  atMs: number | null;
  text: string;
}

export type ConversationItem =
  | SpokenLine
  | TranscriptNode
  | ToolCard
  | ExtractionCard
  | Notice
  | TranscriptFallback
  | TranscriptError
  | TranscriptEnd;

/** One stay in a node. */
export interface PathStep {
  nodeId: string;
  nodeName: string;
  /** Milliseconds of recording at which it was entered; null outside the media. */
  atMs: number | null;
  /** The edge taken to it; null for the first. */
  edgeId: string | null;
  edgeLabel: string | null;
}

export interface Conversation {
  items: readonly ConversationItem[];
  path: readonly PathStep[];
  /** Variables found so far; later findings win. */
  variables: Readonly<Record<string, unknown>>;
  /** The agent does not listen: in its opening, or in a step that may not be interrupted. */
  isDeaf: boolean;
  callDisposition: string | null;
  /** Null until the run has completed. */
  status: string | null;
  /** Length of the media; null until it has closed. */
  durationMs: number | null;
}

export const emptyConversation: Conversation = {
  items: [],
  path: [],
  variables: {},
  isDeaf: false,
  callDisposition: null,
  status: null,
  durationMs: null,
};

/**
 * Reads a log in the order of `seq`.
 * @param before the conversation of the same log when it was shorter: items that have not changed stay the same objects
 */
export function conversationOf(
  events: readonly RunEvent[],
  before: Conversation = emptyConversation,
): Conversation {
  const side = readAside(events);
  const items: ConversationItem[] = transcriptOf(events).map((item) => {
    switch (item.kind) {
      case 'line':
        return {
          ...item,
          unheard: item.interrupted ? unheardOf(item, side.written) : '',
          latency: item.party === 'agent' && !item.operator ? takeLatency(side, item.turn) : null,
        };
      case 'tool':
        return { ...item, tookMs: side.toolTimes.get(item.callId) ?? null };
      default:
        return item;
    }
  });
  // Keys are sequence numbers: the asides find their places by them.
  items.push(...side.cards);
  items.sort((a, b) => Number(a.key) - Number(b.key));
  return { ...side.summary, items: shared(items, before.items) };
}

/** Where the conversation stands: the last step of the path while the run is up. */
export function activeNodeOf(conversation: Conversation): string | null {
  return conversation.status === null ? (conversation.path.at(-1)?.nodeId ?? null) : null;
}

/** The first line of a turn is the one that was waited for. */
function takeLatency(side: Aside, turn: number): SpokenLine['latency'] {
  const latency = side.latencies.get(turn) ?? null;
  side.latencies.delete(turn);
  return latency;
}

interface Aside {
  /** All that the agent was to say, by speech. */
  written: Map<string, string[]>;
  /** By turn. */
  latencies: Map<number, RunEventPayload<'latency'>>;
  /** Milliseconds, by call id. */
  toolTimes: Map<string, number>;
  cards: (ExtractionCard | Notice)[];
  summary: Omit<Conversation, 'items'>;
}

function readAside(events: readonly RunEvent[]): Aside {
  const path: PathStep[] = [];
  const summary: Omit<Conversation, 'items'> = { ...emptyConversation, path };
  const aside: Aside = {
    written: new Map(),
    latencies: new Map(),
    toolTimes: new Map(),
    cards: [],
    summary,
  };
  const toolStarts = new Map<string, string>();
  const extractions = new Map<string, { card: ExtractionCard; time: string }>();
  let edge: RunEventPayload<'transition'> | null = null;
  for (const event of events) {
    switch (event.type) {
      case 'agent-text': {
        const { speech_id: id, text } = event.payload;
        aside.written.set(id, [...(aside.written.get(id) ?? []), text]);
        break;
      }
      case 'latency':
        if (!aside.latencies.has(event.turn)) aside.latencies.set(event.turn, event.payload);
        break;
      case 'function-call-start':
        toolStarts.set(event.payload.call_id, event.time);
        break;
      case 'function-call-end':
        aside.toolTimes.set(
          event.payload.call_id,
          elapsedMs(toolStarts.get(event.payload.call_id), event.time),
        );
        break;
      case 'extraction-start': {
        const card: ExtractionCard = {
          kind: 'extraction',
          key: String(event.seq),
          atMs: event.at_ms,
          nodeName: event.payload.for_node_name,
          variables: {},
          error: null,
          done: false,
          tookMs: null,
        };
        aside.cards.push(card);
        extractions.set(event.payload.for_node_id, { card, time: event.time });
        break;
      }
      case 'extraction-end': {
        const started = extractions.get(event.payload.for_node_id);
        const { variables, error } = event.payload;
        if (started !== undefined)
          Object.assign(started.card, {
            variables,
            error,
            done: true,
            tookMs: elapsedMs(started.time, event.time),
          });
        summary.variables = { ...summary.variables, ...variables };
        break;
      }
      case 'idle-prompt':
        aside.cards.push({
          kind: 'notice',
          key: String(event.seq),
          atMs: event.at_ms,
          text: 'The caller was silent',
        });
        break;
      case 'call-progress':
      case 'call-hold':
      case 'call-transfer':
      case 'operator': {
        const text = phoneNotice(event);
        if (text !== null)
          aside.cards.push({ kind: 'notice', key: String(event.seq), atMs: event.at_ms, text });
        break;
      }
      case 'transition':
        edge = event.payload;
        break;
      case 'node-enter': {
        const { node_id: nodeId, node_name: nodeName } = event.payload;
        const taken: RunEventPayload<'transition'> | null = edge?.to_node_id === nodeId ? edge : null;
        edge = null;
        path.push({
          nodeId,
          nodeName,
          atMs: event.at_ms,
          edgeId: taken?.edge_id ?? null,
          edgeLabel: taken?.label ?? null,
        });
        break;
      }
      case 'caller-mute':
        summary.isDeaf = true;
        break;
      case 'caller-unmute':
        summary.isDeaf = false;
        break;
      case 'disposition':
        summary.callDisposition = event.payload.call_disposition;
        break;
      case 'media-close':
        summary.durationMs = event.payload.duration_ms;
        break;
      case 'run-completed':
        summary.status = event.payload.status;
        summary.callDisposition = event.payload.call_disposition;
        break;
      default:
      // The transcript has read the rest.
    }
  }
  return aside;
}

function elapsedMs(from: string | undefined, to: string): number {
  return from === undefined ? 0 : Math.max(0, Date.parse(to) - Date.parse(from));
}

/** What was written for the speeches of a cut line, after the words that were heard. */
function unheardOf(line: TranscriptLine, written: ReadonlyMap<string, readonly string[]>): string {
  const whole = line.speechIds.flatMap((id) => written.get(id) ?? []).join(' ');
  return whole.startsWith(line.text) ? whole.slice(line.text.length).trim() : '';
}

/** The items, with those that are as they were before replaced by the same objects, so that they need no new render. */
function shared(
  items: readonly ConversationItem[],
  before: readonly ConversationItem[],
): readonly ConversationItem[] {
  const known = new Map(before.map((item) => [item.key, item]));
  return items.map((item) => {
    const same = known.get(item.key);
    return same !== undefined && JSON.stringify(same) === JSON.stringify(item) ? same : item;
  });
}
