import { expect, test } from 'vitest';
import { activeNodeOf, conversationOf, emptyConversation } from './conversation.ts';
import { logOf, type LogEntry } from './testing/log.ts';

const transition = {
  edge_id: 'e1',
  label: 'book',
  function_name: 'book',
  from_node_id: 'a',
  from_node_name: 'A',
  to_node_id: 'b',
  to_node_name: 'B',
};
const entries: LogEntry[] = [
  [null, 'run-start'],
  [0, 'media-open', { sample_rate_hz: 16_000 }],
  [0, 'node-enter', { node_id: 'a', node_name: 'A', node_type: 'startCall' }],
  [5, 'agent-text', { speech_id: 's1', text: 'Welcome to the shop.', source: 'greeting' }],
  [6, 'agent-text', { speech_id: 's1', text: 'How may I help?', source: 'greeting' }],
  [10, 'agent-speech-start', { speech_id: 's1', text: 'Welcome to the shop.' }],
  [400, 'caller-speech-start', {}, 1],
  [500, 'agent-speech-stop', { speech_id: 's1', text_played: 'Welcome to', interrupted: true }, 1],
  [500, 'interruption', { speech_id: 's1', text_played: 'Welcome to', onset_to_stop_ms: 100 }, 1],
  [500, 'turn-start', {}, 1],
  [600, 'transcript-partial', { text: 'I want' }, 1],
  [900, 'caller-speech-stop', { speech_ms: 500 }, 1],
  [1200, 'turn-end', { silence_ms: 300 }, 1],
  [1210, 'transcript-final', { text: 'I want to book', understood: true, typed: false }, 1],
  [1215, 'function-call-start', { call_id: 'c1', name: 'look_up', arguments: {} }, 1],
  [1415, 'function-call-end', { call_id: 'c1', name: 'look_up', result: 1 }, 1],
  [1420, 'transition', transition, 1],
  [1420, 'extraction-start', { for_node_id: 'a', for_node_name: 'A' }, 1],
  [1421, 'node-enter', { node_id: 'b', node_name: 'B', node_type: 'agentNode' }, 1],
  [
    1500,
    'extraction-end',
    { for_node_id: 'a', for_node_name: 'A', variables: { item: 'cake' }, error: null },
    1,
  ],
  [1510, 'agent-text', { speech_id: 's2', text: 'Which day?', source: 'model' }, 1],
  [1520, 'agent-speech-start', { speech_id: 's2', text: 'Which day?' }, 1],
  [
    1521,
    'latency',
    {
      voice_to_voice_ms: 620,
      endpointing_ms: 300,
      stt_final_ms: 10,
      llm_first_token_ms: 5,
      tts_first_audio_ms: 80,
      own_overhead_ms: 0.4,
    },
    1,
  ],
  [2000, 'agent-speech-stop', { speech_id: 's2', text_played: 'Which day?', interrupted: false }, 1],
  [2000, 'agent-text', { speech_id: 's3', text: 'We are open till five.', source: 'tool' }, 1],
  [2020, 'agent-speech-start', { speech_id: 's3', text: 'We are open till five.' }, 1],
];
const log = logOf(entries);

test('both sides, the cut, the step, the tool and the values are there in order', () => {
  const { items, path, variables } = conversationOf(log);
  expect(
    items.map((item) => {
      switch (item.kind) {
        case 'line':
          return `${item.party}: ${item.text}${item.unheard === '' ? '' : ` | ${item.unheard}`}`;
        case 'node':
          return `node ${item.nodeName} by ${item.edgeLabel ?? 'the start'}`;
        case 'tool':
          return `tool ${item.name} ${String(item.tookMs)}`;
        case 'extraction':
          return `extraction ${JSON.stringify(item.variables)} ${String(item.tookMs)}`;
        default:
          return item.kind;
      }
    }),
  ).toEqual([
    'node A by the start',
    'agent: Welcome to | the shop. How may I help?',
    'caller: I want to book',
    'tool look_up 200',
    'extraction {"item":"cake"} 80',
    'node B by book',
    'agent: Which day?',
    'agent: We are open till five.',
  ]);
  expect(path).toEqual([
    { nodeId: 'a', nodeName: 'A', atMs: 0, edgeId: null, edgeLabel: null },
    { nodeId: 'b', nodeName: 'B', atMs: 1421, edgeId: 'e1', edgeLabel: 'book' },
  ]);
  expect(variables).toEqual({ item: 'cake' });
});

test('the latency is shown once, at the first line of the answer', () => {
  const lines = conversationOf(log).items.filter((item) => item.kind === 'line');
  expect(lines.map((line) => line.latency?.voice_to_voice_ms ?? null)).toEqual([null, null, 620, null]);
});

test('words are partial until final, at every length of the log', () => {
  const lineAfter = (count: number) => {
    const line = conversationOf(log.slice(0, count)).items.findLast(
      (item) => item.kind === 'line' && item.party === 'caller',
    );
    return line?.kind === 'line' ? [line.text, line.partial] : null;
  };
  expect([10, 11, 13, 14].map(lineAfter)).toEqual([
    null,
    ['I want', true],
    ['I want', true],
    ['I want to book', false],
  ]);
});

test('reading on keeps the items that have not changed', () => {
  let conversation = emptyConversation;
  for (let count = 1; count <= log.length; count += 1) {
    const before = conversation.items;
    conversation = conversationOf(log.slice(0, count), conversation);
    for (const item of before) {
      const now = conversation.items.find(({ key }) => key === item.key);
      if (JSON.stringify(now) === JSON.stringify(item)) expect(now).toBe(item);
    }
  }
  expect(conversation).toEqual(conversationOf(log));
});

test('the active node is gone when the run has completed', () => {
  expect(activeNodeOf(conversationOf(log))).toBe('b');
  const ended = conversationOf(
    logOf([...entries, [null, 'run-completed', { status: 'completed', call_disposition: 'user_hangup' }, 1]]),
  );
  expect([activeNodeOf(ended), ended.status, ended.callDisposition]).toEqual([
    null,
    'completed',
    'user_hangup',
  ]);
});
