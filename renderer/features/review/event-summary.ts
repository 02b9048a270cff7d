/** An event of the log on one line, and whose colour it takes. */
import type { RunEvent, RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import { spanText, valueText, waitText } from '../call/conversation/spoken-time.ts';

export type EventGroup = 'speech' | 'graph' | 'work' | 'timing' | 'life';
export type EventMeaning = 'caller' | 'agent' | 'tool' | 'transition' | 'extraction' | 'error' | 'muted';

interface EventKind {
  group: EventGroup;
  meaning: EventMeaning;
}

export const eventKinds: Record<RunEventType, EventKind> = {
  'run-start': { group: 'life', meaning: 'muted' },
  'media-open': { group: 'life', meaning: 'muted' },
  'node-enter': { group: 'graph', meaning: 'transition' },
  transition: { group: 'graph', meaning: 'transition' },
  decision: { group: 'graph', meaning: 'muted' },
  'caller-speech-start': { group: 'speech', meaning: 'caller' },
  'caller-speech-stop': { group: 'speech', meaning: 'caller' },
  'turn-start': { group: 'speech', meaning: 'caller' },
  'turn-end': { group: 'speech', meaning: 'caller' },
  'transcript-partial': { group: 'speech', meaning: 'caller' },
  'transcript-final': { group: 'speech', meaning: 'caller' },
  'agent-text': { group: 'speech', meaning: 'agent' },
  'agent-speech-start': { group: 'speech', meaning: 'agent' },
  'agent-speech-stop': { group: 'speech', meaning: 'agent' },
  'speech-hold': { group: 'speech', meaning: 'caller' },
  'speech-resume': { group: 'speech', meaning: 'agent' },
  interruption: { group: 'speech', meaning: 'error' },
  dtmf: { group: 'speech', meaning: 'caller' },
  'answering-machine': { group: 'life', meaning: 'muted' },
  'caller-mute': { group: 'speech', meaning: 'muted' },
  'caller-unmute': { group: 'speech', meaning: 'muted' },
  'function-call-start': { group: 'work', meaning: 'tool' },
  'function-call-end': { group: 'work', meaning: 'tool' },
  'extraction-start': { group: 'work', meaning: 'extraction' },
  'extraction-end': { group: 'work', meaning: 'extraction' },
  'idle-prompt': { group: 'speech', meaning: 'muted' },
  speculation: { group: 'timing', meaning: 'muted' },
  latency: { group: 'timing', meaning: 'muted' },
  waterfall: { group: 'timing', meaning: 'muted' },
  usage: { group: 'timing', meaning: 'muted' },
  'provider-fallback': { group: 'life', meaning: 'error' },
  'call-progress': { group: 'life', meaning: 'muted' },
  'call-hold': { group: 'life', meaning: 'muted' },
  'call-transfer': { group: 'life', meaning: 'transition' },
  operator: { group: 'life', meaning: 'tool' },
  'operator-text': { group: 'speech', meaning: 'tool' },
  'media-quality': { group: 'timing', meaning: 'muted' },
  error: { group: 'life', meaning: 'error' },
  disposition: { group: 'life', meaning: 'muted' },
  'media-close': { group: 'life', meaning: 'muted' },
  'run-completed': { group: 'life', meaning: 'muted' },
  'qa-result': { group: 'work', meaning: 'extraction' },
  'webhook-attempt': { group: 'work', meaning: 'tool' },
};

export const eventGroups: Record<EventGroup, string> = {
  speech: 'Speech',
  graph: 'Graph',
  work: 'Functions',
  timing: 'Timing',
  life: 'Call',
};

export function eventSummary(event: RunEvent): string {
  switch (event.type) {
    case 'run-start':
      return event.payload.workflow_name;
    case 'media-open':
      return `${event.payload.sample_rate_hz} Hz`;
    case 'node-enter':
      return event.payload.node_name;
    case 'transition':
      return `${event.payload.label} → ${event.payload.to_node_name}${event.payload.by === 'guard' ? ' (guard)' : ''}`;
    case 'decision':
      return decisionSummary(event.payload);
    case 'caller-speech-stop':
      return spanText(event.payload.speech_ms);
    case 'turn-end':
      return `after ${spanText(event.payload.silence_ms)} of silence${event.payload.reason === undefined ? '' : `: ${event.payload.reason}`}`;
    case 'transcript-partial':
      return event.payload.text;
    case 'transcript-final':
    case 'operator-text':
      return event.payload.understood ? event.payload.text : 'not understood';
    case 'agent-text': {
      const { text, recording_id: recording } = event.payload;
      return recording === undefined ? text : `${text} (recording ${recording})`;
    }
    case 'agent-speech-start':
      return event.payload.text;
    case 'agent-speech-stop':
      return event.payload.interrupted
        ? `cut after “${event.payload.text_played}”`
        : event.payload.text_played;
    case 'interruption':
      return `silent ${spanText(event.payload.onset_to_stop_ms)} after the caller's onset`;
    case 'speech-hold':
      return `${spanText(event.payload.onset_to_hold_ms)} after the caller's onset`;
    case 'speech-resume':
      return `after ${spanText(event.payload.held_ms)}: ${event.payload.text === '' ? event.payload.reason : `“${event.payload.text}”`}`;
    case 'caller-mute':
      return event.payload.reason;
    case 'function-call-start':
    case 'function-call-end':
      return event.payload.name;
    case 'extraction-start':
      return event.payload.for_node_name;
    case 'extraction-end':
      return (
        event.payload.error ??
        Object.entries(event.payload.variables)
          .map(([name, value]) => `${name}: ${valueText(value)}`)
          .join(', ')
      );
    case 'dtmf':
      return event.payload.direction === 'in'
        ? `the caller pressed ${event.payload.digits}`
        : `the agent pressed ${event.payload.digits}`;
    case 'answering-machine':
      return `${event.payload.result}: ${event.payload.reason}`;
    case 'idle-prompt':
      return `attempt ${event.payload.attempt}`;
    case 'speculation':
      return speculationSummary(event.payload);
    case 'waterfall':
      return waterfallText(event.payload);
    case 'latency':
      return latencySummary(event.payload);
    case 'usage':
      return `${event.payload.usage.total_tokens} tokens`;
    case 'provider-fallback':
      return `${event.payload.from} → ${event.payload.to ?? 'nobody left'}: ${event.payload.message}`;
    case 'error':
      return event.payload.message;
    case 'disposition':
      return event.payload.call_disposition;
    case 'media-close':
      return spanText(event.payload.duration_ms);
    case 'run-completed':
      return event.payload.status;
    case 'qa-result':
      return reviewSummary(event.payload);
    case 'call-progress':
      return [event.payload.state, event.payload.sip_status, event.payload.reason]
        .filter(Boolean)
        .join(' · ');
    case 'call-hold':
      return `${event.payload.held ? 'held' : 'taken back'} by the ${event.payload.by}`;
    case 'call-transfer':
      return [`${event.payload.kind} to ${event.payload.target}`, event.payload.stage, event.payload.reason]
        .filter(Boolean)
        .join(' · ');
    case 'operator':
      return event.payload.text === null
        ? event.payload.action
        : `${event.payload.action}: “${event.payload.text}”`;
    case 'media-quality':
      return `${event.payload.codec} · ${percent(event.payload.loss)} lost · jitter ${event.payload.jitter_ms.toFixed(0)} ms · MOS ${event.payload.mos.toFixed(1)}`;
    case 'webhook-attempt':
      return attemptSummary(event.payload);
    case 'caller-speech-start':
    case 'turn-start':
    case 'caller-unmute':
      return '';
  }
}

/** In writing nobody waits for a voice, but for the model. */
function latencySummary(latency: RunEventPayload<'latency'>): string {
  const { voice_to_voice_ms: heardMs, llm_first_token_ms: wordsMs } = latency;
  if (heardMs !== null) return waitText(heardMs);
  return wordsMs === null ? '' : `first words after ${spanText(wordsMs)}`;
}

function decisionSummary({ guards, offered, chosen }: RunEventPayload<'decision'>): string {
  const held = guards.find((guard) => guard.held);
  if (held) return `guard ${held.label}: ${held.why}`;
  const did = chosen === null ? 'spoke' : `called ${chosen}`;
  return offered.length === 0 ? did : `${did}, of ${offered.length} offered`;
}

function reviewSummary({ node_name, reason, review }: RunEventPayload<'qa-result'>): string {
  if (!review) return `${node_name}: ${reason ?? ''}`;
  return [node_name, ...(review.score === null ? [] : [`${review.score} of 10`]), review.summary].join(': ');
}

function attemptSummary(attempt: RunEventPayload<'webhook-attempt'>): string {
  const answer = attempt.status_code === null ? '' : ` (${attempt.status_code})`;
  if (attempt.state === 'succeeded') return `${attempt.node_name}: delivered${answer}`;
  const what = attempt.state === 'pending' ? 'will be tried again' : 'given up';
  return `${attempt.node_name}: ${what}, ${attempt.error ?? 'no answer'}`;
}

function speculationSummary({ outcome, saved_ms, reason }: RunEventPayload<'speculation'>): string {
  if (outcome === 'used') return saved_ms === null ? 'used' : `used, ${spanText(saved_ms)} sooner`;
  return `thrown away${reason === null ? '' : `: ${reason.replaceAll('-', ' ')}`}`;
}

function waterfallText(course: RunEventPayload<'waterfall'>): string {
  const first =
    course.first_frame_ms === null ? 'nothing heard' : `heard after ${spanText(course.first_frame_ms)}`;
  return [first, ...(course.speculated ? ['asked ahead'] : []), ...(course.cut ? ['cut'] : [])].join(', ');
}

/** Events of the chosen groups (all when none is chosen) in which the words occur. */
export function filterEvents(
  events: readonly RunEvent[],
  groups: ReadonlySet<EventGroup>,
  search: string,
): RunEvent[] {
  const words = search.trim().toLowerCase();
  return events.filter(
    (event) =>
      (groups.size === 0 || groups.has(eventKinds[event.type].group)) &&
      (words === '' ||
        event.type.includes(words) ||
        JSON.stringify(event.payload).toLowerCase().includes(words)),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;
}
