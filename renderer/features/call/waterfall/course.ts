/** The course of an answer as bars on a scale of time, and the figures of many. */
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import { spanText, wordsOf } from '../conversation/spoken-time.ts';

export type Waterfall = RunEventPayload<'waterfall'>;

export type StageName = 'silence' | 'words' | 'model' | 'voice';

/** One stage of an answer, in milliseconds since its anchor. */
export interface Stage {
  name: StageName;
  label: string;
  fromMs: number;
  toMs: number;
  /** `provider/model`; null where none is known. */
  provider: string | null;
}

export interface Course {
  seq: number;
  turn: number;
  marks: Waterfall;
  stages: readonly Stage[];
  /** Anchor → first frame; null when nothing was heard. */
  heardMs: number | null;
  /** How long the answer was being heard. */
  spokenMs: number | null;
  /** Parley's own share, from the `latency` event of the turn. */
  ownMs: number | null;
  /** The anchor in the recording; null outside it. */
  anchorAtMs: number | null;
}

export const stageLabels: Readonly<Record<StageName, string>> = {
  silence: 'Silence',
  words: 'Words',
  model: 'Model',
  voice: 'Voice',
};

/** The answers of a run, in order. */
export function coursesOf(events: readonly RunEvent[]): Course[] {
  const ownMs = new Map<number, number | null>();
  const firstSpeechAtMs = new Map<number, number>();
  const turnEndAtMs = new Map<number, number>();
  const courses: Course[] = [];
  for (const event of events) {
    const { turn, at_ms: atMs } = event;
    if (event.type === 'latency') ownMs.set(turn, event.payload.own_overhead_ms);
    if (event.type === 'agent-speech-start' && atMs !== null && !firstSpeechAtMs.has(turn))
      firstSpeechAtMs.set(turn, atMs);
    if (event.type === 'turn-end' && atMs !== null) turnEndAtMs.set(turn, atMs);
    if (event.type !== 'waterfall') continue;
    const marks = event.payload;
    const { first_frame_ms: heardMs, last_frame_ms: lastMs } = marks;
    const spokeAtMs = firstSpeechAtMs.get(turn);
    const endAtMs = turnEndAtMs.get(turn);
    courses.push({
      seq: event.seq,
      turn,
      marks,
      stages: stagesOf(marks),
      heardMs,
      spokenMs: heardMs === null || lastMs === null ? null : lastMs - heardMs,
      ownMs: ownMs.get(turn) ?? null,
      anchorAtMs:
        spokeAtMs !== undefined && heardMs !== null
          ? Math.max(0, spokeAtMs - heardMs)
          : endAtMs === undefined
            ? null
            : Math.max(0, endAtMs - marks.turn_decided_ms),
    });
  }
  return courses;
}

export function stagesOf(marks: Waterfall): Stage[] {
  const { providers } = marks;
  const stages: Stage[] = [];
  const add = (
    name: StageName,
    fromMs: number | null,
    toMs: number | null,
    provider: string | null,
  ): void => {
    if (fromMs !== null && toMs !== null && toMs > fromMs)
      stages.push({ name, label: stageLabels[name], fromMs, toMs, provider });
  };
  if (marks.anchor === 'voice-end') add('silence', 0, marks.turn_decided_ms, null);
  add('words', marks.turn_decided_ms, marks.stt_final_ms, providers.stt);
  add('model', marks.llm_request_ms, marks.llm_first_token_ms, providers.llm);
  add('voice', marks.tts_request_ms, marks.tts_first_byte_ms, providers.tts);
  return stages;
}

/** Every mark that happened, in order of time, for a person. */
export function markLines({ marks }: Course): { label: string; text: string }[] {
  const names = Object.keys(marks).filter((name) => name.endsWith('_ms')) as (keyof Waterfall)[];
  return names
    .flatMap((name) => {
      const atMs = marks[name];
      return typeof atMs === 'number' ? [{ name, atMs }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ name, atMs }) => ({ label: markNames[name] ?? wordsOf(name), text: spanText(atMs) }));
}

const markNames: Readonly<Record<string, string>> = {
  vad_stop_ms: 'End of voice noticed',
  turn_decided_ms: 'Turn over',
  stt_final_ms: 'Words final',
  llm_request_ms: 'Model asked',
  llm_first_token_ms: 'First token',
  first_sentence_ms: 'First clause',
  tts_request_ms: 'Voice asked',
  tts_first_byte_ms: 'First audio',
  first_frame_ms: 'First frame out',
  last_frame_ms: 'Last frame out',
};

export interface Spread {
  label: string;
  p50: number;
  p95: number;
  count: number;
}

/** Of the answers to turns: the whole wait, its stages, and our own share. Without any, nothing. */
export function spreadsOf(courses: readonly Course[]): Spread[] {
  const answers = courses.filter(({ marks }) => marks.anchor === 'voice-end');
  const heard = answers.flatMap(({ heardMs }) => heardMs ?? []);
  const of = (name: StageName): number[] =>
    answers.flatMap(({ stages }) =>
      stages.filter((stage) => stage.name === name).map(({ fromMs, toMs }) => toMs - fromMs),
    );
  return [
    spread('Heard after', heard),
    spread(stageLabels.silence, of('silence')),
    spread(stageLabels.words, of('words')),
    spread(stageLabels.model, of('model')),
    spread(stageLabels.voice, of('voice')),
    spread(
      'Parley itself',
      answers.flatMap(({ ownMs }) => ownMs ?? []),
    ),
  ].filter(({ count }) => count > 0);
}

function spread(label: string, values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { label, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), count: sorted.length };
}

/** Nearest rank; 0 of none. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The scale that all bars share: up to the longest wait, at least a second. */
export function scaleOf(courses: readonly Course[]): number {
  const ends = courses.flatMap(({ heardMs, stages }) => [heardMs ?? 0, ...stages.map(({ toMs }) => toMs)]);
  return Math.max(1000, ...ends);
}
