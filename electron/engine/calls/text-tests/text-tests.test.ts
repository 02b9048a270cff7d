import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createRehearsalModel } from '../../providers/rehearsal/index.ts';
import type { LanguageModel } from '../../providers/spec/llm.ts';
import { startApiServer } from '../../tools/testing/api-server.ts';
import { scriptedModel, type ScriptedReply } from '../../workflow/testing/scripted-model.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import booking from '../../../../resources/workflows/appointment-booking.json' with { type: 'json' };
import { readKeptTurns } from './kept-turns.ts';
import { idleTestMs } from './text-tests.ts';
import { agentId, testBench, type TestBench } from './testing/bench.ts';

const document = booking as WorkflowDocument;
let bench: TestBench;
const opened = async (llm: () => LanguageModel = createRehearsalModel): Promise<string> => {
  bench = await testBench(document, llm);
  return (await bench.open()).state.test_id;
};
const scripted = (replies: ScriptedReply[], extracted: ScriptedReply[] = []) => {
  const llm = scriptedModel(replies, extracted);
  return () => llm;
};
afterEach(async () => {
  await bench.dispose();
});

/** Ids are counted over all runs: two talks that are the same differ in them. */
const withoutIds = (events: readonly object[]): unknown =>
  JSON.parse(
    JSON.stringify(events).replace(/"(?:speech|call)_?id":"[^"]*"|"definition_id":"[^"]*"/g, '"id":""'),
  );

test('a talk is a run of the library, pushed event by event while it goes on', async () => {
  const id = await opened();
  await bench.say(id, 'yes please');
  const { state, events } = await bench.say(id, 'a cleaning');
  expect(bench.lines(events)).toEqual([
    '(Greeting)',
    'agent: Hello, this is Maple Street Dental. Would you like to book an appointment?',
    'caller: yes please',
    'agent: Of course.',
    '(Service)',
    'agent: What would you like to come in for: a checkup, a cleaning or a filling?',
    'caller: a cleaning',
    '(Day)',
    '{"service":"cleaning"}',
    'agent: On which day would you like to come?',
  ]);
  expect(state).toMatchObject({
    phase: 'waiting',
    model: 'rehearsal/rehearsal-1',
    is_rehearsal: true,
    branches: [
      { run_id: 'run_1', branch_of: null, turn_count: 2, last_line: 'a cleaning', disposition: null },
    ],
  });
  expect(bench.pushed.map(({ event }) => event)).toEqual(events);
  expect(bench.store.events.get('run_1')).toEqual(events);
  expect(bench.words).toContain('On which day');
  expect(bench.states.map(({ phase }) => phase).slice(-3)).toEqual(['answering', 'settling', 'waiting']);
  const latency = events.filter(({ type }) => type === 'latency');
  expect(latency.map(({ turn, payload }) => [turn, payload])).toEqual([
    [1, expect.objectContaining({ llm_first_token_ms: 0, voice_to_voice_ms: null })],
    [2, expect.objectContaining({ llm_first_token_ms: 0, voice_to_voice_ms: null })],
  ]);
});

test('a rewind goes on in a new run with the newest draft, and leaves the later turns as a branch', async () => {
  const id = await opened();
  await bench.say(id, 'yes please');
  const before = await bench.say(id, 'a cleaning');
  bench.draft.document = {
    ...document,
    nodes: document.nodes.map((node) =>
      node.id === 'day' ? { ...node, data: { ...node.data, prompt: 'Say: "Which day suits you?"' } } : node,
    ),
  };
  const { state, events } = await bench.rewind(id, 1, 'a filling');
  expect(bench.lines(events).slice(5)).toEqual([
    'agent: What would you like to come in for: a checkup, a cleaning or a filling?',
    'caller: a filling',
    '(Day)',
    '{"service":"filling"}',
    'agent: Which day suits you?',
  ]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const shared = events.filter(({ turn, type }) => turn <= 1 && type !== 'run-start');
  expect(shared).toEqual(before.events.filter(({ turn, type }) => turn <= 1 && type !== 'run-start'));
  expect(events[0]).toMatchObject({ type: 'run-start', payload: { definition_id: 'definition_2' } });
  expect(state.branches).toEqual([
    { run_id: 'run_1', branch_of: null, turn_count: 2, last_line: 'a cleaning', disposition: 'branch_left' },
    {
      run_id: 'run_2',
      branch_of: { run_id: 'run_1', after_turn: 1 },
      turn_count: 2,
      last_line: 'a filling',
      disposition: null,
    },
  ]);
  expect(bench.store.runs.get('run_2')?.extra).toEqual({
    test_id: id,
    branch_of: { run_id: 'run_1', after_turn: 1 },
  });
  expect(bench.store.runs.get('run_1')).toMatchObject({
    state: 'completed',
    status: 'canceled',
    gathered_context: { call_disposition: 'branch_left', extracted_variables: { service: 'cleaning' } },
  });
  await bench.tests.close(id);
  const spent = (runId: string): number =>
    Object.values(bench.store.runs.get(runId)?.usage_info?.llm ?? {}).reduce(
      (sum, usage) => sum + usage.total_tokens,
      0,
    );
  const told = (runId: string, fromTurn: number): number =>
    (bench.store.events.get(runId) ?? []).reduce(
      (sum, { type, turn, payload }) =>
        sum + (type === 'usage' && turn >= fromTurn ? payload.usage.total_tokens : 0),
      0,
    );
  // What the shared turns cost stands in the first run.
  expect([spent('run_1'), spent('run_2')]).toEqual([told('run_1', 0), told('run_2', 2)]);
  expect(spent('run_2')).toBeGreaterThan(0);
});

test('a branch that was left is gone on with from its end, and is then shown once', async () => {
  const id = await opened();
  await bench.say(id, 'yes please');
  await bench.say(id, 'a cleaning');
  await bench.rewind(id, 1, 'a filling');
  const { state, events } = await bench.say(id, 'tomorrow', 'run_1');
  expect(bench.lines(events)).toContain('{"service":"cleaning"}');
  expect(bench.lines(events).at(-1)).toMatch(/^agent: And at what time/);
  expect(state.branches.map(({ run_id, last_line }) => [run_id, last_line])).toEqual([
    ['run_2', 'a filling'],
    ['run_3', 'tomorrow'],
  ]);
  expect(await bench.tests.branch(id, 'run_2')).toEqual(bench.store.events.get('run_2'));
  // From a turn that the branch shares with the one it came from.
  await bench.rewind(id, 0, 'no thank you', 'run_3');
  const back = await bench.say(id, 'no thank you');
  expect(bench.lines(back.events).at(-1)).toBe('end: end_call_tool');
  expect(back.state.phase).toBe('ended');
  await expect(bench.tests.say(id, 'hello?', null)).rejects.toMatchObject({ code: 'call-not-found' });
  const again = await bench.rewind(id, null);
  expect(again.state).toMatchObject({ phase: 'waiting', run_id: 'run_5' });
});

test('a turn whose step is gone cannot be gone on from, and the talk stays as it is', async () => {
  const id = await opened();
  await bench.say(id, 'yes please');
  bench.draft.document = {
    ...document,
    nodes: document.nodes.filter(({ id: node }) => node !== 'service'),
    edges: document.edges
      .filter(({ target }) => target !== 'service')
      .map((edge) => (edge.source === 'service' ? { ...edge, id: 'skip', source: 'greeting' } : edge)),
  };
  await expect(bench.rewind(id, 1)).rejects.toMatchObject({
    code: 'workflow-invalid',
    message: expect.stringContaining('“Service”, which is no longer in the graph') as string,
  });
  expect(bench.tests.get(id).state).toMatchObject({ run_id: 'run_1', phase: 'waiting' });
  expect([...bench.store.runs.keys()]).toEqual(['run_1']);
  expect((await bench.rewind(id, 0)).state.run_id).toBe('run_2');
});

test('an answer that is stopped keeps what was said of it, and the talk goes on', async () => {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const id = await opened(scripted([[{ say: 'One two ' }, { wait: gate }, { say: 'three.' }], 'Four.']));
  const spoken = new Promise<void>((resolve) => {
    bench.tests.onWords(({ said }) => {
      if (said.text === 'One two ') resolve();
    });
  });
  await bench.tests.say(id, 'hello', null);
  await spoken;
  await expect(bench.tests.say(id, 'and', null)).rejects.toMatchObject({ code: 'run-active' });
  bench.tests.stop(id);
  go();
  const { events } = await bench.phase(id, 'waiting');
  expect(bench.lines(events).at(-1)).toBe('agent: One two');
  expect(events.at(-1)).toMatchObject({ type: 'interruption', payload: { text_played: 'One two' } });
  const [kept] = (await readKeptTurns(await bench.store.runFolder('run_1'))).slice(-1);
  expect(kept?.checkpoint.history.entries.at(-1)).toMatchObject({ role: 'assistant', content: 'One two' });
  expect(bench.lines((await bench.say(id, 'go on')).events).at(-1)).toBe('agent: Four.');
});

test('a tool of an answer that is stopped is given up, and the next line is taken', async () => {
  let askedNow: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (askedNow = resolve));
  // Never answers.
  const server = await startApiServer(() => {
    askedNow();
  });
  const tool = {
    tool_uuid: 't',
    name: 'Look up',
    definition: { type: 'http_api', config: { method: 'GET', url: server.url, timeout_ms: 120_000 } },
  };
  const asking: WorkflowDocument = {
    ...document,
    nodes: document.nodes.map((node) =>
      node.type === 'startCall' ? { ...node, data: { ...node.data, tool_uuids: ['t'] } } : node,
    ),
    workflow_configurations: { ...document.workflow_configurations, tools: [tool] },
  };
  bench = await testBench(asking, scripted([[{ call: 'look_up' }], 'Go on.']));
  const id = (await bench.open()).state.test_id;
  await bench.tests.say(id, 'where is my order', null);
  await asked;
  bench.tests.stop(id);
  const { events } = await bench.phase(id, 'waiting');
  await server.abandoned();
  expect(
    events.flatMap(({ type, payload }) => (type === 'function-call-end' ? [payload.result] : [])),
  ).toEqual([{ status: 'error', error: 'It was stopped before the answer came.' }]);
  expect(bench.lines((await bench.say(id, 'never mind')).events).at(-1)).toBe('agent: Go on.');
  await server.close();
});

test('a model that fails is told in place, and the same line can be tried again', async () => {
  const id = await opened(scripted([[{ fail: { retryable: false } }], 'Now I can.']));
  const failed = await bench.say(id, 'hello');
  expect(bench.lines(failed.events).slice(-2)).toEqual([
    'error: The model is out of order.',
    'agent: Sorry, something went wrong on my side. Could you say that again?',
  ]);
  const { events } = await bench.rewind(id, 0, 'hello');
  expect(bench.lines(events).slice(-2)).toEqual(['caller: hello', 'agent: Now I can.']);
});

test('a line waits until the values of the turn before are known', async () => {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const id = await opened(
    scripted(
      [[{ call: 'book_appointment' }], 'What for?', [{ call: 'service_chosen' }], 'When?', 'Fine.'],
      [[{ wait: gate }, { say: '{"service":"cleaning"}' }]],
    ),
  );
  await bench.say(id, 'yes');
  await bench.tests.say(id, 'a cleaning', null);
  await bench.phase(id, 'settling');
  const said = bench.tests.say(id, 'tomorrow', null);
  go();
  await said;
  const { events } = await bench.phase(id, 'waiting');
  expect(bench.lines(events).slice(-4)).toEqual([
    'agent: When?',
    '{"service":"cleaning"}',
    'caller: tomorrow',
    'agent: Fine.',
  ]);
});

test('what was left alone is closed, and can be gone on with from the library, also after a crash', async () => {
  const id = await opened();
  await bench.say(id, 'yes please');
  await bench.say(id, 'a cleaning');
  expect(bench.timeline.now()).toBe(0);
  void bench.timeline.run();
  await new Promise<void>((resolve) => {
    const stop = bench.tests.onState(({ phase }) => {
      if (phase !== 'closed') return;
      stop.dispose();
      // Time stands still again.
      bench.timeline.hold();
      resolve();
    });
  });
  expect(bench.timeline.now()).toBe(idleTestMs);
  expect(bench.store.runs.get('run_1')).toMatchObject({ status: 'canceled', is_completed: true });
  await expect(bench.tests.say(id, 'hello?', null)).rejects.toMatchObject({ code: 'call-not-found' });

  const path = join(await bench.store.runFolder('run_1'), 'checkpoints.jsonl');
  const text = await readFile(path, 'utf8');
  await appendFile(path, '{"turn":3,"se');
  const { state, events } = await bench.open({ runId: 'run_1', afterTurn: null });
  expect(bench.lines(events).at(-1)).toBe('agent: On which day would you like to come?');
  expect(state).toMatchObject({ test_id: id, branches: [{ run_id: 'run_2', turn_count: 2 }] });

  await writeFile(path, text.slice(0, text.indexOf('\n') + 30));
  const back = await bench.open({ runId: 'run_1', afterTurn: 0 });
  expect(bench.lines(back.events)).toHaveLength(2);
  await expect(bench.open({ runId: 'run_1', afterTurn: 1 })).rejects.toMatchObject({ code: 'input-invalid' });
});

test('closing hangs up and looks for the last values; a run that kept nothing cannot be gone on with', async () => {
  const id = await opened();
  await bench.say(id, 'yes please');
  await bench.tests.close(id);
  expect(bench.store.runs.get('run_1')?.gathered_context.call_disposition).toBe('user_hangup');
  expect(bench.tests.list(agentId)).toEqual([]);
  const folder = await bench.store.runFolder('run_1');
  await writeFile(join(folder, 'checkpoints.jsonl'), '');
  await expect(bench.open({ runId: 'run_1', afterTurn: null })).rejects.toThrow(/did not keep/);
  await expect(bench.open({ runId: 'run_9', afterTurn: null })).rejects.toMatchObject({
    code: 'run-not-found',
  });
});

test('a draft with errors is refused with the first of them', async () => {
  bench = await testBench({ ...document, edges: [] }, createRehearsalModel);
  await expect(bench.open()).rejects.toThrow(/“Agent” cannot be tested yet: .+ more\)/);
});

test('the same lines by any way of branches give the same talk', async () => {
  const straight = await opened();
  for (const line of ['yes please', 'a cleaning', 'on Monday']) await bench.say(straight, line);
  const expected = bench.tests.get(straight).events;
  const id = (await bench.open()).state.test_id;
  await bench.say(id, 'hm');
  await bench.rewind(id, 0, 'yes please');
  await bench.say(id, 'a filling');
  await bench.rewind(id, 1, 'a cleaning');
  await bench.rewind(id, 2);
  const { events } = await bench.say(id, 'on Monday');
  expect(withoutIds(events)).toEqual(withoutIds(expected));
});
