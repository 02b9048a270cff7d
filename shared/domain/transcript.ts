/**
 * The transcript, read from the run event log: who said what and when, which node the call was in, which tools ran.
 * The live view, the review, the export and the command all read it from here, so that they cannot disagree.
 *
 * Of the agent it shows what was *played* (`agent-speech-stop.text_played`) when the run has media, and what was
 * written (`agent-text`) in a text run. Segments of one speech are one line.
 */
import { fallbackWords } from './fallback-words.ts';
import type { ProviderStage } from './providers.ts';
import type { RunEvent, SpeechSource } from './run-event.ts';

interface ItemBase {
  /** Stable while the log grows. */
  key: string;
  /** Milliseconds of recording where it begins; null in text runs and outside the media. */
  atMs: number | null;
  /** Wall clock, ISO 8601 UTC. */
  time: string;
  turn: number;
}

export interface TranscriptLine extends ItemBase {
  kind: 'line';
  party: 'caller' | 'agent';
  /** Empty when not understood. */
  text: string;
  /** Milliseconds of recording where it ends; null while it lasts and in text runs. */
  endMs: number | null;
  nodeId: string | null;
  nodeName: string | null;
  /** Still growing: words that are not final, or speech that is being played. */
  partial: boolean;
  /** Caller: false for speech that the recogniser could not place. */
  understood: boolean;
  /** Caller: written instead of spoken. */
  typed: boolean;
  /** Agent: the caller spoke over it; `text` is what was heard of it. */
  interrupted: boolean;
  /** Agent: what made it speak. */
  source: SpeechSource | null;
  speechIds: string[];
  /** Agent's side: a person at the studio spoke in its place. */
  operator?: true;
  /** Agent: some of it was played from a recording. */
  recorded?: true;
  /** Agent: from the caller's last sound to the first of this answer; null when it answers no speech. */
  latencyMs: number | null;
}

/** The call moved into a node. */
export interface TranscriptNode extends ItemBase {
  kind: 'node';
  nodeId: string;
  nodeName: string;
  /** The edge that led here; null at the start. */
  edgeId: string | null;
  edgeLabel: string | null;
  /** A guard took the edge, not the model. */
  guarded?: true;
  fromNodeName: string | null;
}

/** A tool call; taking an edge is a `node`, not one of these. */
export interface TranscriptTool extends ItemBase {
  kind: 'tool';
  callId: string;
  name: string;
  arguments: Record<string, unknown>;
  /** Undefined while it runs. */
  result: unknown;
  done: boolean;
}

/** One provider gave way to another. */
export interface TranscriptFallback extends ItemBase {
  kind: 'fallback';
  stage: ProviderStage;
  /** `provider/model` each; `to` is null when nobody was left. */
  from: string;
  to: string | null;
  /** Of the error for which it was left. */
  message: string;
}

export interface TranscriptError extends ItemBase {
  kind: 'error';
  stage: string;
  message: string;
}

export interface TranscriptEnd extends ItemBase {
  kind: 'end';
  disposition: string;
}

export type TranscriptItem =
  TranscriptLine | TranscriptNode | TranscriptTool | TranscriptFallback | TranscriptError | TranscriptEnd;

type OfType<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

class TranscriptReader {
  readonly items: TranscriptItem[] = [];
  /** Items that (so far) show nothing: a turn without words, the call of an edge. */
  readonly hidden = new Set<TranscriptItem>();
  #media = false;
  /** The caller's turn under way, and those that are over and wait for their final transcript. */
  #open: TranscriptLine | null = null;
  readonly #awaiting: TranscriptLine[] = [];
  /** The agent's last line, and its text before the segment that is being played. */
  #agent: TranscriptLine | null = null;
  #before = '';
  readonly #sources = new Map<string, SpeechSource>();
  /** Speeches with a recording in them. */
  readonly #recorded = new Set<string>();
  readonly #tools = new Map<string, TranscriptTool>();
  #edge: OfType<'transition'> | null = null;

  read(event: RunEvent): void {
    switch (event.type) {
      case 'media-open':
        this.#media = true;
        break;
      case 'turn-start':
        this.#drop();
        this.#open = this.#callerLine(event);
        break;
      case 'caller-speech-start':
        this.#open ??= this.#callerLine(event);
        this.#open.endMs = null;
        break;
      case 'caller-speech-stop':
        if (this.#open) this.#open.endMs = event.at_ms;
        break;
      case 'transcript-partial': {
        const line = (this.#open ??= this.#callerLine(event));
        line.text = event.payload.text;
        if (line.text !== '') this.hidden.delete(line);
        break;
      }
      case 'turn-end':
        if (this.#open) this.#awaiting.push(this.#open);
        this.#open = null;
        break;
      case 'caller-mute':
        this.#drop();
        break;
      case 'transcript-final':
        this.#final(event);
        break;
      case 'agent-text':
        this.#sources.set(event.payload.speech_id, event.payload.source);
        if (event.payload.recording_id !== undefined) this.#recorded.add(event.payload.speech_id);
        if (!this.#media) this.#segmentStart(event);
        break;
      case 'agent-speech-start':
        this.#segmentStart(event);
        break;
      case 'agent-speech-stop':
        this.#segmentStop(event);
        break;
      case 'operator-text':
        this.#operator(event);
        break;
      case 'latency':
        if (this.#agent && this.#agent.turn === event.turn)
          this.#agent.latencyMs ??= event.payload.voice_to_voice_ms;
        break;
      default:
        this.#mark(event);
    }
  }

  /** What is no line. */
  #mark(event: RunEvent): void {
    switch (event.type) {
      case 'transition':
        this.#edge = event;
        for (const tool of this.#tools.values())
          if (!tool.done && tool.name === event.payload.function_name) this.hidden.add(tool);
        break;
      case 'node-enter':
        this.#enter(event);
        break;
      case 'function-call-start': {
        const { call_id: callId, name, arguments: given } = event.payload;
        const tool: TranscriptTool = {
          ...base(event),
          kind: 'tool',
          callId,
          name,
          arguments: given,
          result: undefined,
          done: false,
        };
        this.items.push(tool);
        this.#tools.set(callId, tool);
        break;
      }
      case 'function-call-end': {
        const tool = this.#tools.get(event.payload.call_id);
        if (!tool) break;
        tool.result = event.payload.result;
        tool.done = true;
        this.#tools.delete(tool.callId);
        break;
      }
      case 'provider-fallback': {
        const { stage, from, to, message } = event.payload;
        this.items.push({ ...base(event), kind: 'fallback', stage, from, to, message });
        break;
      }
      case 'error': {
        const { stage, message } = event.payload;
        this.items.push({ ...base(event), kind: 'error', stage, message });
        break;
      }
      case 'run-completed':
        this.#drop();
        this.items.push({ ...base(event), kind: 'end', disposition: event.payload.call_disposition });
        break;
      default:
      // Everything else has no place in a transcript.
    }
  }

  #enter(event: OfType<'node-enter'>): void {
    const { node_id: nodeId, node_name: nodeName } = event.payload;
    const edge = this.#edge?.payload.to_node_id === nodeId ? this.#edge.payload : null;
    this.#edge = null;
    this.items.push({
      ...base(event),
      kind: 'node',
      nodeId,
      nodeName,
      edgeId: edge?.edge_id ?? null,
      edgeLabel: edge?.label ?? null,
      ...(edge?.by === 'guard' ? { guarded: true } : {}),
      fromNodeName: edge?.from_node_name ?? null,
    });
  }

  /** The turn under way was forgotten: a mute, or a line typed instead. */
  #drop(): void {
    if (this.#open) this.hidden.add(this.#open);
    this.#open = null;
  }

  #callerLine(event: RunEvent): TranscriptLine {
    const line: TranscriptLine = { ...newLine(event, 'caller'), partial: true, understood: true };
    this.items.push(line);
    this.hidden.add(line);
    return line;
  }

  #final(event: OfType<'transcript-final'>): void {
    const { text, understood, typed } = event.payload;
    const line = this.#awaiting.shift() ?? this.#open ?? this.#callerLine(event);
    if (line === this.#open) this.#open = null;
    this.hidden.delete(line);
    Object.assign(line, { text, understood, typed, partial: false });
  }

  #segmentStart(event: OfType<'agent-text' | 'agent-speech-start'>): void {
    const { speech_id: speechId, text } = event.payload;
    const source = this.#sources.get(speechId) ?? null;
    let line = this.#agent;
    if (!line?.speechIds.includes(speechId)) {
      if (!line || !this.#continues(line, event, source)) {
        line = { ...newLine(event, 'agent'), source };
        this.items.push(line);
        this.#agent = line;
      }
      line.speechIds.push(speechId);
    }
    if (this.#recorded.has(speechId)) line.recorded = true;
    this.hidden.delete(line);
    this.#before = line.text;
    line.text = joined(this.#before, text);
    line.partial = this.#media;
    line.endMs = null;
  }

  #segmentStop(event: OfType<'agent-speech-stop'>): void {
    const { speech_id: speechId, text_played: text, interrupted } = event.payload;
    const line = this.#agent;
    if (!line?.partial || !line.speechIds.includes(speechId)) return;
    line.text = joined(this.#before, text);
    line.partial = false;
    line.endMs = event.at_ms;
    line.interrupted ||= interrupted;
    if (line.text === '') this.hidden.add(line);
  }

  /** Known only when it is over: it is put where it began. */
  #operator(event: OfType<'operator-text'>): void {
    const { text, understood, speech_ms: speechMs } = event.payload;
    const atMs = event.at_ms;
    const endMs = atMs === null ? null : atMs + speechMs;
    const line: TranscriptLine = { ...newLine(event, 'agent'), text, understood, operator: true, endMs };
    const after = this.items.findLastIndex(
      (item) => atMs === null || item.atMs === null || item.atMs <= atMs,
    );
    this.items.splice(after + 1, 0, line);
  }

  /** Is a new speech the continuation of this line: same turn, same source, nothing shown since? */
  #continues(line: TranscriptLine, event: RunEvent, source: SpeechSource | null): boolean {
    if (line.turn !== event.turn || line.source !== source || line.interrupted) return false;
    return this.items.findLast((item) => !this.hidden.has(item)) === line;
  }
}

function base(event: RunEvent): ItemBase {
  return { key: String(event.seq), atMs: event.at_ms, time: event.time, turn: event.turn };
}

function newLine(event: RunEvent, party: TranscriptLine['party']): TranscriptLine {
  return {
    ...base(event),
    kind: 'line',
    party,
    text: '',
    endMs: null,
    nodeId: event.node_id,
    nodeName: event.node_name,
    partial: false,
    understood: true,
    typed: false,
    interrupted: false,
    source: null,
    speechIds: [],
    latencyMs: null,
  };
}

function joined(before: string, more: string): string {
  return before === '' || more === '' ? before + more : `${before} ${more}`;
}

/** The whole transcript, in the order in which things began. Linear in the number of events. */
export function transcriptOf(events: readonly RunEvent[]): TranscriptItem[] {
  const reader = new TranscriptReader();
  for (const event of events) reader.read(event);
  return reader.items.filter((item) => !reader.hidden.has(item));
}

/** Who said it, for a reader. */
export function speakerOf({ party, operator }: Pick<TranscriptLine, 'party' | 'operator'>): string {
  if (party === 'caller') return 'Caller';
  return operator ? 'Operator' : 'Agent';
}

/** The spoken lines only. */
export function linesOf(items: readonly TranscriptItem[]): TranscriptLine[] {
  return items.filter((item) => item.kind === 'line');
}

function clock(atMs: number | null): string {
  if (atMs === null) return '';
  const seconds = Math.floor(atMs / 1000);
  return `[${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}] `;
}

function textOf(item: TranscriptItem): string {
  switch (item.kind) {
    case 'line': {
      const who = item.typed ? 'Caller (typed)' : speakerOf(item);
      const words = item.understood ? item.text : '(not understood)';
      return `${who}: ${words}${item.interrupted ? ' — (interrupted)' : ''}`;
    }
    case 'node':
      return item.edgeLabel === null
        ? `— ${item.nodeName} —`
        : `— ${item.nodeName} (${item.edgeLabel}${item.guarded ? ', by its guard' : ''}) —`;
    case 'tool':
      return `* ${item.name}(${JSON.stringify(item.arguments)}) → ${item.done ? JSON.stringify(item.result) : '…'}`;
    case 'fallback': {
      const { stage, change, reason } = fallbackWords(item);
      return `~ ${stage}: ${change}, ${reason}`;
    }
    case 'error':
      return `! ${item.stage}: ${item.message}`;
    case 'end':
      return `— end of call: ${item.disposition} —`;
  }
}

/** `transcript.txt`: a line an item, with the time in the recording where there is one. */
export function transcriptText(items: readonly TranscriptItem[]): string {
  return items.map((item) => `${clock(item.atMs)}${textOf(item)}\n`).join('');
}
