/** A test turn by turn: what was said in it, and how it came to that. Read from the event log alone. */
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import type { Conversation, ConversationItem, ToolCard } from '../call/conversation/conversation.ts';

/** One time that it was decided what comes next. */
export interface Decision extends RunEventPayload<'decision'> {
  seq: number;
  nodeId: string | null;
  nodeName: string;
}

export interface VariableNow {
  name: string;
  value: unknown;
  /** Undefined: not known before the turn. */
  before: unknown;
  isChanged: boolean;
}

export interface TestTurn {
  /** 0 is the opening. */
  turn: number;
  /** What the caller said; null in the opening. */
  line: string | null;
  items: readonly ConversationItem[];
  /** Where the call stood when the turn began and where it stands after it; null before the first node. */
  from: string | null;
  to: { id: string; name: string } | null;
  decisions: readonly Decision[];
  /** All that is known after it, in the order in which it was found. */
  variables: readonly VariableNow[];
  tools: readonly ToolCard[];
  /** From the caller's line to the first word of the model, ms; null where the model said nothing, and in the opening. */
  firstWordsMs: number | null;
  /** From the caller's line to the last that happened in the turn, ms. */
  tookMs: number | null;
  /** All requests of the turn; null before the first has been answered. */
  tokens: { prompt: number; completion: number; requests: number } | null;
  /** What went wrong at the model or a tool, for a person. */
  error: string | null;
  /** The answer was stopped. */
  isStopped: boolean;
  hasAnswer: boolean;
  isEnd: boolean;
}

/** In order. Turns that are over stay the same objects from one reading to the next of a log that grows. */
export function turnsOf(
  events: readonly RunEvent[],
  conversation: Conversation,
  before: readonly TestTurn[] = [],
): TestTurn[] {
  const byTurn = new Map<number, RunEvent[]>();
  for (const event of events) {
    const list = byTurn.get(event.turn);
    if (list) list.push(event);
    else byTurn.set(event.turn, [event]);
  }
  const turnOfSeq = new Map(events.map(({ seq, turn }) => [String(seq), turn]));
  const itemsOf = new Map<number, ConversationItem[]>();
  for (const item of conversation.items) {
    const turn = 'turn' in item ? item.turn : (turnOfSeq.get(item.key) ?? 0);
    const list = itemsOf.get(turn) ?? [];
    // A request that failed is made once more, and mostly fails alike.
    const last = list.at(-1);
    if (item.kind === 'error' && last?.kind === 'error' && last.message === item.message) continue;
    itemsOf.set(turn, [...list, withoutTyped(item)]);
  }
  const turns: TestTurn[] = [];
  let known: Record<string, unknown> = {};
  let node: TestTurn['to'] = null;
  for (const [turn, own] of [...byTurn].sort(([a], [b]) => a - b)) {
    const read = readTurn(turn, own, itemsOf.get(turn) ?? [], known, node);
    known = Object.fromEntries(read.variables.map(({ name, value }) => [name, value]));
    node = read.to;
    const same = before[turns.length];
    turns.push(same && isSame(same, read) ? same : read);
  }
  return turns;
}

/** Of the end of a run, not of its last turn. */
const closing: ReadonlySet<RunEvent['type']> = new Set(['disposition', 'run-completed']);

const plain = new WeakMap<ConversationItem, ConversationItem>();

/** Every line of a text test is typed: it need not say so. The same object for the same item. */
function withoutTyped(item: ConversationItem): ConversationItem {
  if (item.kind !== 'line' || !item.typed) return item;
  const known = plain.get(item) ?? { ...item, typed: false };
  plain.set(item, known);
  return known;
}

function readTurn(
  turn: number,
  events: readonly RunEvent[],
  items: readonly ConversationItem[],
  known: Readonly<Record<string, unknown>>,
  start: TestTurn['to'],
): TestTurn {
  const decisions: Decision[] = [];
  const found: Record<string, unknown> = { ...known };
  let to = start;
  let line: string | null = null;
  let decidedAt: string | null = null;
  let firstWordsMs: number | null = null;
  const tokens = { prompt: 0, completion: 0, requests: 0 };
  let error: string | null = null;
  let isStopped = false;
  let hasAnswer = false;
  let isEnd = false;
  let lastAt: string | null = null;
  for (const event of events) {
    if (!closing.has(event.type)) lastAt = event.time;
    switch (event.type) {
      case 'transcript-final':
        line = event.payload.text;
        break;
      case 'turn-end':
        decidedAt = event.time;
        break;
      case 'decision':
        decisions.push({
          ...event.payload,
          seq: event.seq,
          nodeId: event.node_id,
          nodeName: event.node_name ?? '',
        });
        break;
      case 'node-enter':
        to = { id: event.payload.node_id, name: event.payload.node_name };
        break;
      case 'extraction-end':
        Object.assign(found, event.payload.variables);
        break;
      case 'latency':
        firstWordsMs ??= event.payload.llm_first_token_ms;
        break;
      case 'usage': {
        tokens.prompt += event.payload.usage.prompt_tokens;
        tokens.completion += event.payload.usage.completion_tokens;
        tokens.requests += 1;
        break;
      }
      case 'error':
        error ??= event.payload.message;
        break;
      case 'interruption':
        isStopped = true;
        break;
      case 'agent-text':
        hasAnswer = true;
        break;
      case 'run-completed':
        isEnd = true;
        break;
      default:
    }
  }
  return {
    turn,
    line,
    items,
    from: start?.name ?? null,
    to,
    decisions,
    variables: Object.entries(found).map(([name, value]) => ({
      name,
      value,
      before: known[name],
      isChanged: !(name in known) || JSON.stringify(known[name]) !== JSON.stringify(value),
    })),
    tools: items.filter((item) => item.kind === 'tool'),
    firstWordsMs,
    tookMs:
      decidedAt === null || lastAt === null ? null : Math.max(0, Date.parse(lastAt) - Date.parse(decidedAt)),
    tokens: tokens.requests === 0 ? null : tokens,
    error,
    isStopped,
    hasAnswer,
    isEnd,
  };
}

/** Items are shared between readings, so that a turn is the same when its items and figures are. */
function isSame(a: TestTurn, b: TestTurn): boolean {
  return (
    a.items.length === b.items.length &&
    a.items.every((item, index) => item === b.items[index]) &&
    a.decisions.length === b.decisions.length &&
    a.tokens?.prompt === b.tokens?.prompt &&
    a.tokens?.completion === b.tokens?.completion &&
    a.firstWordsMs === b.firstWordsMs &&
    a.tookMs === b.tookMs &&
    a.isStopped === b.isStopped &&
    a.variables.length === b.variables.length &&
    a.variables.every(({ value }, index) => value === b.variables[index]?.value) &&
    a.turn === b.turn
  );
}
