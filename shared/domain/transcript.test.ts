import { describe, expect, it } from 'vitest';
import type { ProviderStage } from './providers.ts';
import type { RunEvent, RunEventPayload, RunEventType } from './run-event.ts';
import { linesOf, transcriptOf, transcriptText, type TranscriptLine } from './transcript.ts';

type Step = {
  [T in RunEventType]: [type: T, atMs: number | null, payload: RunEventPayload<T>];
}[RunEventType];

/** A log from steps; a turn begins at `turn-start`. */
function log(...steps: Step[]): RunEvent[] {
  let turn = 0;
  return steps.map(([type, atMs, payload], index) => {
    if (type === 'turn-start') turn += 1;
    return {
      seq: index + 1,
      time: '2026-03-05T09:00:00.000Z',
      at_ms: atMs,
      turn,
      node_id: 'n',
      node_name: 'Node',
      type,
      payload,
    } as RunEvent;
  });
}

const speech = (id: string, atMs: number, endMs: number, text: string, played = text): Step[] => [
  ['agent-speech-start', atMs, { speech_id: id, text }],
  ['agent-speech-stop', endMs, { speech_id: id, text_played: played, interrupted: played !== text }],
];
const write = (
  id: string,
  atMs: number | null,
  text: string,
  source: TranscriptLine['source'] = 'model',
): Step => ['agent-text', atMs, { speech_id: id, text, source: source ?? 'model' }];
const fallback = (
  stage: ProviderStage,
  from: string,
  to: string | null,
  message: string,
): RunEventPayload<'provider-fallback'> => ({ stage, from, to, code: 'provider-failed', message });
const brief = (events: RunEvent[]): unknown[] =>
  linesOf(transcriptOf(events)).map(({ party, text, atMs, endMs, partial, interrupted }) => [
    party,
    text,
    atMs,
    endMs,
    ...(partial ? ['partial'] : []),
    ...(interrupted ? ['interrupted'] : []),
  ]);

const spoken = log(
  ['media-open', 0, { sample_rate_hz: 16_000 }],
  ['node-enter', 0, { node_id: 'n', node_name: 'Greeting', node_type: 'startCall' }],
  write('s1', 0, 'Hello.', 'greeting'),
  write('s1', 0, 'What now?', 'greeting'),
  ...speech('s1', 75, 600, 'Hello.'),
  ...speech('s1', 600, 1200, 'What now?'),
  ['turn-start', 2000, {}],
  ['caller-speech-start', 2000, {}],
  ['transcript-partial', 2300, { text: 'book' }],
  ['transcript-partial', 2600, { text: 'book a table' }],
  ['caller-speech-stop', 2800, { speech_ms: 800 }],
  ['turn-end', 3400, { silence_ms: 600 }],
  ['transcript-final', 3500, { text: 'book a table', understood: true, typed: false }],
  ['function-call-start', 3500, { call_id: 'c1', name: 'book', arguments: {} }],
  write('s2', 3500, 'One moment.', 'transition'),
  [
    'transition',
    3500,
    {
      edge_id: 'e',
      label: 'Book',
      function_name: 'book',
      from_node_id: 'n',
      from_node_name: 'Greeting',
      to_node_id: 'm',
      to_node_name: 'Booking',
    },
  ],
  ['node-enter', 3500, { node_id: 'm', node_name: 'Booking', node_type: 'agentNode' }],
  ['function-call-end', 3500, { call_id: 'c1', name: 'book', result: { status: 'done' } }],
  write('s3', 3500, 'For how many people?'),
  ['agent-speech-start', 3600, { speech_id: 's2', text: 'One moment.' }],
  [
    'latency',
    3600,
    {
      voice_to_voice_ms: 800,
      endpointing_ms: 600,
      stt_final_ms: 100,
      llm_first_token_ms: 0,
      tts_first_audio_ms: 90,
      own_overhead_ms: 1,
    },
  ],
  ['agent-speech-stop', 4000, { speech_id: 's2', text_played: 'One moment.', interrupted: false }],
  ...speech('s3', 4000, 4500, 'For how many people?', 'For how'),
  ['interruption', 4500, { speech_id: 's3', text_played: 'For how', onset_to_stop_ms: 120 }],
  ['turn-start', 4380, {}],
  ['caller-speech-start', 4380, {}],
  ['caller-speech-stop', 4900, { speech_ms: 520 }],
  ['turn-end', 5500, { silence_ms: 600 }],
  ['transcript-final', 5600, { text: '', understood: false, typed: false }],
  ['media-close', 6000, { duration_ms: 6000 }],
  ['run-completed', null, { status: 'completed', call_disposition: 'user_hangup' }],
);

it('names the providers that gave way, where they did, and why', () => {
  const events = log(
    [
      'provider-fallback',
      null,
      fallback('stt', 'gone/m', null, 'The connection “gone” does not exist. Choose one.'),
    ],
    ['media-open', 0, { sample_rate_hz: 16_000 }],
    write('s1', 0, 'Hello.', 'greeting'),
    ...speech('s1', 75, 600, 'Hello.'),
    [
      'provider-fallback',
      4000,
      fallback(
        'llm',
        'openai/gpt-5.4',
        'groq/llama',
        'OpenAI (gpt-5.4) did not answer within 4 s. It may be overloaded: try again.',
      ),
    ],
    write('s2', 4100, 'Which day?'),
    ...speech('s2', 4200, 5000, 'Which day?'),
    [
      'provider-fallback',
      5100,
      fallback('tts', 'cartesia/sonic', 'flite/kal16', 'It failed lately and is tried again in 20 s.'),
    ],
  );
  expect(transcriptText(transcriptOf(events))).toBe(
    [
      '~ Recognition: gone/m → nobody left, the connection “gone” does not exist',
      '[0:00] Agent: Hello.',
      '[0:04] ~ Model: openai/gpt-5.4 → groq/llama, did not answer within 4 s',
      '[0:04] Agent: Which day?',
      '[0:05] ~ Voice: cartesia/sonic → flite/kal16, failed lately and is tried again in 20 s',
      '',
    ].join('\n'),
  );
});

describe('transcriptOf a spoken run', () => {
  it('shows what was played and understood, in the order in which it began', () => {
    expect(transcriptText(transcriptOf(spoken))).toBe(
      [
        '[0:00] — Greeting —',
        '[0:00] Agent: Hello. What now?',
        '[0:02] Caller: book a table',
        '[0:03] — Booking (Book) —',
        '[0:03] Agent: One moment.',
        '[0:04] Agent: For how — (interrupted)',
        '[0:04] Caller: (not understood)',
        '— end of call: user_hangup —',
        '',
      ].join('\n'),
    );
    expect(brief(spoken)).toEqual([
      ['agent', 'Hello. What now?', 75, 1200],
      ['caller', 'book a table', 2000, 2800],
      ['agent', 'One moment.', 3600, 4000],
      ['agent', 'For how', 4000, 4500, 'interrupted'],
      ['caller', '', 4380, 4900],
    ]);
  });

  it('knows where a line comes from and how long the caller waited for it', () => {
    expect(linesOf(transcriptOf(spoken))[2]).toEqual({
      key: '22',
      kind: 'line',
      party: 'agent',
      text: 'One moment.',
      atMs: 3600,
      endMs: 4000,
      time: '2026-03-05T09:00:00.000Z',
      turn: 1,
      nodeId: 'n',
      nodeName: 'Node',
      partial: false,
      understood: true,
      typed: false,
      interrupted: false,
      source: 'transition',
      speechIds: ['s2'],
      latencyMs: 800,
    });
  });

  it('grows while the call is up, and keeps the keys of what it showed', () => {
    const after = (type: RunEventType, nth = 1): RunEvent[] => {
      let seen = 0;
      return spoken.slice(0, spoken.findIndex((event) => event.type === type && ++seen === nth) + 1);
    };
    expect(brief(after('agent-speech-start')).at(-1)).toEqual(['agent', 'Hello.', 75, null, 'partial']);
    expect(brief(after('agent-speech-start', 2)).at(-1)).toEqual([
      'agent',
      'Hello. What now?',
      75,
      null,
      'partial',
    ]);
    expect(brief(after('caller-speech-start'))).toHaveLength(1);
    expect(brief(after('transcript-partial', 2)).at(-1)).toEqual([
      'caller',
      'book a table',
      2000,
      null,
      'partial',
    ]);
    const whole = transcriptOf(spoken).map(({ key }) => key);
    for (let length = 0; length <= spoken.length; length += 1)
      for (const item of transcriptOf(spoken.slice(0, length)))
        if (item.kind !== 'tool') expect(whole).toContain(item.key);
  });

  it('leaves out speech of which nothing was heard', () => {
    const events = log(
      ['media-open', 0, { sample_rate_hz: 16_000 }],
      write('s1', 0, 'Never played.'),
      write('s2', 0, 'Cut at once.'),
      ...speech('s2', 10, 20, 'Cut at once.', ''),
    );
    expect(brief(events)).toEqual([]);
  });

  it('keeps a turn apart from the next that began before its transcript came', () => {
    const events = log(
      ['media-open', 0, { sample_rate_hz: 16_000 }],
      ['turn-start', 100, {}],
      ['caller-speech-start', 100, {}],
      ['caller-speech-stop', 400, { speech_ms: 300 }],
      ['turn-end', 900, { silence_ms: 500 }],
      ['turn-start', 950, {}],
      ['caller-speech-start', 950, {}],
      ['transcript-partial', 1000, { text: 'to' }],
      ['transcript-final', 1100, { text: 'I want', understood: true, typed: false }],
      ['caller-speech-stop', 1300, { speech_ms: 350 }],
      ['turn-end', 1900, { silence_ms: 600 }],
      ['transcript-final', 2000, { text: 'to book', understood: true, typed: false }],
    );
    expect(brief(events)).toEqual([
      ['caller', 'I want', 100, 400],
      ['caller', 'to book', 950, 1300],
    ]);
  });

  it('drops a turn that was forgotten, and shows the line typed instead', () => {
    const events = log(
      ['media-open', 0, { sample_rate_hz: 16_000 }],
      ['turn-start', 100, {}],
      ['caller-speech-start', 100, {}],
      ['transcript-partial', 200, { text: 'uh' }],
      ['turn-start', 500, {}],
      ['turn-end', 500, { silence_ms: 0 }],
      ['transcript-final', 500, { text: 'Anna', understood: true, typed: true }],
      ['turn-start', 900, {}],
      ['caller-speech-start', 900, {}],
      ['transcript-partial', 950, { text: 'er' }],
      ['caller-mute', 1000, { reason: 'opening' }],
    );
    expect(brief(events)).toEqual([['caller', 'Anna', 500, null]]);
    expect(transcriptText(transcriptOf(events))).toBe('[0:00] Caller (typed): Anna\n');
  });
});

describe('transcriptOf a text run', () => {
  it('shows what was written, tools and errors, without times', () => {
    const events = log(
      ['node-enter', null, { node_id: 'n', node_name: 'Greeting', node_type: 'startCall' }],
      write('s1', null, 'Hello.', 'greeting'),
      ['turn-start', null, {}],
      ['transcript-final', null, { text: 'What is 2 and 2?', understood: true, typed: true }],
      ['turn-end', null, { silence_ms: 0 }],
      ['function-call-start', null, { call_id: 'c', name: 'sum', arguments: { a: 2, b: 2 } }],
      ['function-call-end', null, { call_id: 'c', name: 'sum', result: 4 }],
      write('s2', null, 'Four.'),
      write('s3', null, 'Anything else?'),
      ['error', null, { code: 'provider-failed', message: 'Out of order.', retryable: false, stage: 'llm' }],
      ['run-completed', null, { status: 'failed', call_disposition: 'pipeline_error' }],
    );
    expect(transcriptText(transcriptOf(events))).toBe(
      [
        '— Greeting —',
        'Agent: Hello.',
        'Caller (typed): What is 2 and 2?',
        '* sum({"a":2,"b":2}) → 4',
        'Agent: Four. Anything else?',
        '! llm: Out of order.',
        '— end of call: pipeline_error —',
        '',
      ].join('\n'),
    );
  });
});

it('marks what was played from a recording', () => {
  const events = log(
    ['agent-text', null, { speech_id: 's1', text: 'Hello.', source: 'greeting', recording_id: 'rec' }],
    ['agent-text', null, { speech_id: 's2', text: 'How are you?', source: 'model' }],
  );
  expect(transcriptOf(events).map((item) => item.kind === 'line' && [item.text, item.recorded])).toEqual([
    ['Hello.', true],
    ['How are you?', undefined],
  ]);
});

it('tells an edge that a guard has taken', () => {
  const edge = {
    edge_id: 'x',
    label: 'Stop',
    function_name: 'stop',
    from_node_id: 's',
    from_node_name: 'Start',
  };
  const events = log(
    ['transition', null, { ...edge, to_node_id: 'e', to_node_name: 'End', by: 'guard' }],
    ['node-enter', null, { node_id: 'e', node_name: 'End', node_type: 'endCall' }],
  );
  const items = transcriptOf(events);
  expect([items.map((item) => item.kind === 'node' && item.guarded), transcriptText(items)]).toEqual([
    [true],
    '— End (Stop, by its guard) —\n',
  ]);
});

it('reads five thousand events in a few milliseconds', () => {
  const events: RunEvent[] = [];
  while (events.length < 5000) {
    const base = events.length;
    for (const event of spoken.slice(0, -2)) events.push({ ...event, seq: base + event.seq });
  }
  transcriptOf(events);
  const times = Array.from({ length: 50 }, () => {
    const started = performance.now();
    transcriptOf(events);
    return performance.now() - started;
  });
  // Measured 0.7 ms; the best of fifty, since a busy machine slows any one of them.
  expect(Math.min(...times)).toBeLessThan(5);
});
