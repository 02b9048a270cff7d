/** A short text test written down: the opening, an edge taken by the model, a line that led nowhere. */
import type { TestState } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { logOf, type LogEntry } from '../../call/conversation/testing/log.ts';

const usage = {
  provider: 'rehearsal',
  model: 'one',
  usage: {
    prompt_tokens: 100,
    completion_tokens: 5,
    total_tokens: 105,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  },
};
const latency = {
  voice_to_voice_ms: null,
  endpointing_ms: null,
  stt_final_ms: null,
  llm_first_token_ms: 7,
  tts_first_audio_ms: null,
  own_overhead_ms: null,
};

const entries: LogEntry[] = [
  [null, 'run-start'],
  [null, 'node-enter', { node_id: 'a', node_name: 'A', node_type: 'startCall' }],
  [null, 'agent-text', { speech_id: 's1', text: 'Hello.', source: 'greeting' }],
  [null, 'turn-start', {}, 1],
  [null, 'transcript-final', { text: 'yes', understood: true, typed: true }, 1],
  [null, 'turn-end', { silence_ms: 0 }, 1],
  [null, 'usage', usage, 1],
  [null, 'decision', { guards: [], offered: ['go_on', 'stop'], chosen: 'go_on' }, 1],
  [
    null,
    'transition',
    {
      edge_id: 'e1',
      label: 'Go on',
      function_name: 'go_on',
      from_node_id: 'a',
      from_node_name: 'A',
      to_node_id: 'b',
      to_node_name: 'B',
      by: 'model',
    },
    1,
  ],
  [null, 'extraction-start', { for_node_id: 'a', for_node_name: 'A' }, 1],
  [null, 'node-enter', { node_id: 'b', node_name: 'B', node_type: 'agentNode' }, 1],
  [null, 'latency', latency, 1],
  [null, 'agent-text', { speech_id: 's2', text: 'Which day?', source: 'model' }, 1],
  [null, 'usage', usage, 1],
  [null, 'decision', { guards: [], offered: [], chosen: null }, 1],
  [
    null,
    'extraction-end',
    { for_node_id: 'a', for_node_name: 'A', variables: { wants: true }, error: null },
    1,
  ],
  [null, 'turn-start', {}, 2],
  [null, 'transcript-final', { text: 'no', understood: true, typed: true }, 2],
  [null, 'turn-end', { silence_ms: 0 }, 2],
  [null, 'error', { code: 'provider-failed', message: 'Out of order.', retryable: true, stage: 'llm' }, 2],
];

/** With the node that each event happened in, as a run's log has it. */
export const bookingLog: readonly RunEvent[] = logOf(entries).map((event, index, all) => {
  const entered = all.slice(0, index + 1).findLast(({ type }) => type === 'node-enter');
  return entered?.type === 'node-enter'
    ? { ...event, node_id: entered.payload.node_id, node_name: entered.payload.node_name }
    : event;
});

export const testState = (change: Partial<TestState> = {}): TestState => ({
  test_id: 't1',
  workflow_id: 'w',
  workflow_name: 'Workflow',
  phase: 'waiting',
  change: 1,
  run_id: 'r1',
  definition_id: 'd',
  initial_context: {},
  model: 'rehearsal/rehearsal-1',
  is_rehearsal: true,
  branches: [],
  ...change,
});
