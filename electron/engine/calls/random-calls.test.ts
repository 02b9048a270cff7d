import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '../audio/frame.ts';
import type { Disposable } from '../base/disposable.ts';
import { countingIds } from '../base/ids.ts';
import { VirtualTimeline, type TimelineTask } from '../base/timeline.ts';
import type { LlmMessage } from '../providers/spec/llm.ts';
import type { Dialogue } from '../voice/dialogue.ts';
import type { Leg, LegEvents } from '../voice/leg.ts';
import { ProviderTime, type ProviderStage } from '../voice/provider-time.ts';
import { VoiceSession } from '../voice/session.ts';
import { CollectedLog, noise, scriptedVad, silence, tone } from '../voice/testing/scripted.ts';
import { voiceSettingsOf } from '../voice/voice-settings.ts';
import { createWorkflowRun } from '../workflow/index.ts';
import { testDocument, testNode } from '../workflow/testing/driver.ts';
import { dispositions } from '#shared/domain/run.ts';
import { runEventPayloads } from '#shared/domain/run-event.ts';
import type { TurnTakingPreset } from '#shared/domain/turn-taking.ts';
import {
  faultyModel,
  faultyRecogniser,
  faultyVoice,
  type Clock,
  type Fault,
  type PlannedAnswer,
  type StreamCount,
} from './testing/faulty-providers.ts';

const extraction = {
  extraction_enabled: true,
  extraction_variables: [{ name: 'v', type: 'string' as const }],
};
const document = testDocument(
  [
    testNode('s', 'startCall', {
      allow_interrupt: true,
      greeting: 'Hello.',
      ...extraction,
    }),
    testNode('a', 'agentNode', { allow_interrupt: true, ...extraction }),
    testNode('b', 'agentNode', { allow_interrupt: false, ...extraction }),
    testNode('e', 'endCall', extraction),
  ],
  ['s>a*One moment', 's>b', 'a>b', 'b>a', 'a>e*Right', 'b>e'],
);

/** Knows which of its events are still to come. */
class CountedTimeline extends VirtualTimeline {
  readonly waiting = new Set<object>();

  /** For the caller's and the providers' doings, which are not the session's. */
  readonly outside: Clock = { now: () => this.now(), at: (dueMs, task) => super.at(dueMs, task) };

  override at(dueMs: number, task: TimelineTask): Disposable {
    const token = {};
    this.waiting.add(token);
    const event = super.at(dueMs, () => {
      this.waiting.delete(token);
      return task();
    });
    return {
      dispose: () => {
        this.waiting.delete(token);
        event.dispose();
      },
    };
  }
}

/** The providers of these calls keep the timeline themselves: their answers are on it already. */
class PlannedTime extends ProviderTime {
  override answer<T>(_stage: ProviderStage, start: () => Promise<T>): Promise<T> {
    return start();
  }

  override async *stream<T>(
    _stage: ProviderStage,
    start: () => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    yield* start();
  }
}

/** Plays the caller's sounds one after another, then silence. */
class RandomLeg implements Leg {
  readonly #timeline: CountedTimeline;
  readonly #tape: Int16Array;
  #events: LegEvents | null = null;
  #next: Disposable | undefined;
  closed = 0;

  constructor(timeline: CountedTimeline, tape: Int16Array) {
    this.#timeline = timeline;
    this.#tape = tape;
  }

  open(events: LegEvents): void {
    this.#events = events;
    this.#schedule(0);
  }

  send(): void {
    // Nobody listens.
  }

  clear(): void {
    // Nothing is buffered beyond us.
  }

  close(): void {
    this.closed += 1;
    this.#events = null;
    this.#next?.dispose();
  }

  #schedule(index: number): void {
    this.#next = this.#timeline.at((index + 1) * FRAME_MS, async () => {
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(this.#tape.subarray(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES));
      await this.#events?.frame(frame);
      if (this.#events) this.#schedule(index + 1);
    });
  }
}

const longAnswer =
  'The garden is open from nine in the morning until half past six in the evening on every day.';
const words = [
  'yes',
  'okay',
  'mm-hm',
  'no I would rather not',
  'I would like to book a table for',
  'and then I went home because it was late.',
  'wait a moment',
  '',
];
const answer: fc.Arbitrary<PlannedAnswer> = fc.record({
  delayMs: fc.constantFrom(0, 0, 120, 600, 1500),
  text: fc.constantFrom('One two three. Four five six seven?', longAnswer, longAnswer, 'Sure.', ...words),
  call: fc.constantFrom(null, null, null, 'to_a', 'to_b', 'to_e', 'ghost'),
  fault: fc.oneof(
    { weight: 9, arbitrary: fc.constant<Fault>('none') },
    { weight: 3, arbitrary: fc.constantFrom<Fault>('stall', 'error', 'late') },
  ),
  faultAfter: fc.nat(5),
});
const sound = fc.record({
  kind: fc.constantFrom('tone', 'tone', 'noise'),
  afterMs: fc.constantFrom(150, 400, 900, 1300),
  forMs: fc.constantFrom(40, 90, 300, 700, 1500),
});
const action = fc.record({
  atMs: fc.nat(9000),
  does: fc.constantFrom('type', 'mute', 'unmute', 'press'),
});
const call = fc.record({
  model: fc.array(answer, { minLength: 1, maxLength: 5 }),
  voice: fc.array(answer, { minLength: 1, maxLength: 5 }),
  recogniser: fc.array(answer, { minLength: 1, maxLength: 5 }),
  sounds: fc.array(sound, { minLength: 1, maxLength: 10 }),
  actions: fc.array(action, { maxLength: 3 }),
  /** The caller hangs up here; the longest call is 11 s. */
  hangUpAtMs: fc.oneof(fc.integer({ min: 0, max: 11_000 }), fc.constant(null)),
  preset: fc.constantFrom<TurnTakingPreset>('patient', 'balanced', 'quick'),
});
type RandomCall = typeof call extends fc.Arbitrary<infer T> ? T : never;

function tapeOf(sounds: RandomCall['sounds']): Int16Array {
  const parts = sounds.flatMap(({ kind, afterMs, forMs }) => [
    silence(afterMs),
    kind === 'tone' ? tone(forMs) : noise(forMs),
  ]);
  const tape = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    tape.set(part, at);
    at += part.length;
  }
  return tape;
}

/** After the end, answers that were under way may still come. */
const afterTheEndMs = 5000;

async function expectSound(random: RandomCall): Promise<void> {
  const timeline = new CountedTimeline();
  const streams: StreamCount = { opened: 0, closed: 0 };
  const log = new CollectedLog();
  const providerTime = new PlannedTime(timeline, null);
  const model = faultyModel(timeline.outside, random.model, streams);
  const extractions: LlmMessage[][] = [];
  const run = createWorkflowRun({
    document,
    llm: providerTime.model({
      ...model,
      stream: (request, signal) => {
        if (request.extract) extractions.push(request.messages);
        return model.stream(request, signal);
      },
    }),
    emit: (type, payload) => {
      log.write(type, payload);
    },
    now: () => new Date('2026-03-05T09:00:00Z'),
    ids: countingIds(),
    initialContext: {},
    timeZone: 'UTC',
    tools: null,
  });
  const heard: [string, string][] = [];
  const dialogue: Dialogue = {
    openingDelayMs: run.openingDelayMs,
    hints: () => run.hints(),
    open: (signal) => run.open(signal),
    reply: (turn, signal) => run.reply(turn, signal),
    prepare: (turn, signal) => run.prepare(turn, signal),
    ahead: () => run.ahead(),
    idle: (attempt, signal) => run.idle(attempt, signal),
    finish: (disposition, signal) => run.finish(disposition, signal),
    heard: (speechId, text) => {
      heard.push([speechId, text]);
      run.heard(speechId, text);
    },
  };
  const leg = new RandomLeg(timeline, tapeOf(random.sounds));
  const vad = scriptedVad().open();
  const ends: string[] = [];
  /** Events of the session still to come: at the end, and when all that was under way has come back. */
  const left: number[] = [];
  const session = new VoiceSession({
    timeline,
    leg,
    dialogue,
    vad: {
      ...vad,
      close: () => {
        streams.closed += 1;
      },
    },
    stt: faultyRecogniser(timeline.outside, random.recogniser, streams),
    tts: faultyVoice(timeline.outside, random.voice, streams),
    ttsVoice: null,
    language: 'en-US',
    providerTime,
    settings: voiceSettingsOf({ preset: random.preset }),
    recording: { write: () => undefined },
    log,
    maxUserIdleMs: 3000,
    maxCallDurationMs: 11_000,
    lockstep: true,
    onState: () => undefined,
    onEnd: (disposition) => {
      ends.push(disposition);
      timeline.outside.at(timeline.now(), () => {
        left.push(timeline.waiting.size);
      });
      timeline.outside.at(timeline.now() + afterTheEndMs, () => {
        left.push(timeline.waiting.size);
        timeline.dispose();
      });
    },
  });
  streams.opened += 1;
  timeline.outside.at(0, () => {
    session.open();
  });
  for (const { atMs, does } of random.actions)
    timeline.outside.at(atMs, () => {
      if (does === 'type') session.type('typed words');
      else if (does === 'press') session.press('1');
      else session.muteMicrophone(does === 'mute');
    });
  if (random.hangUpAtMs !== null)
    timeline.outside.at(random.hangUpAtMs, () => {
      session.hangUp();
    });
  await timeline.run();
  await session.settled();
  await run.finish(ends[0] ?? 'unknown', new AbortController().signal);

  // One end, known to the run, and nothing left behind.
  expect(ends).toHaveLength(1);
  expect(dispositions).toContain(ends[0]);
  expect(run.gatheredContext.call_disposition).toBe(ends[0]);
  expect({ left, legClosed: leg.closed, open: streams.opened - streams.closed }).toEqual({
    left: [0, 0],
    legClosed: 1,
    open: 0,
  });
  // Every event is well formed, and holds end.
  for (const { type, payload } of log.events)
    expect(() => runEventPayloads[type].parse(payload)).not.toThrow();
  const count = (type: string): number => log.events.filter((event) => event.type === type).length;
  expect(count('speech-hold')).toBeGreaterThanOrEqual(count('speech-resume'));
  // What is remembered of a speech is what was played of it.
  const played = new Map<string, string[]>();
  for (const { type, payload } of log.events) {
    if (type !== 'agent-speech-stop') continue;
    const { speech_id: id, text_played: text } = payload as { speech_id: string; text_played: string };
    if (text !== '') played.set(id, [...(played.get(id) ?? []), text]);
  }
  expect(new Set(heard.map(([id]) => id)).size).toBe(heard.length);
  for (const [id, text] of heard) expect([id, text]).toEqual([id, (played.get(id) ?? []).join(' ')]);
  const remembered = new Set(heard.map(([, text]) => text));
  const last = extractions.at(-1) ?? [];
  for (const { role, content } of last)
    if (role === 'assistant' && content !== '') expect([...remembered]).toContain(content);
}

describe('a call, whatever the caller and the providers do', () => {
  // Four lots of 250: a thousand calls, spread so that a failure names a smaller part. The seed of each is shown when it fails.
  it.each([1, 2, 3, 4])(
    'ends once, leaves nothing behind and remembers what was heard (lot %i of 4)',
    async () => {
      await fc.assert(fc.asyncProperty(call, expectSound), { numRuns: 250 });
    },
    60_000,
  );
});
