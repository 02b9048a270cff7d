import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { IdSource } from '../base/ids.ts';
import type { LanguageModel } from '../providers/spec/llm.ts';
import { createRehearsalModel } from '../providers/rehearsal/index.ts';
import type { RunAct } from './acts.ts';
import { createWorkflowRun, runCheckpointSchema, type RunCheckpoint, type WorkflowRun } from './index.ts';
import { testDocument, testNode } from './testing/driver.ts';
import { scriptedTools, toolDocuments } from './testing/scripted-tools.ts';
import type { ScriptedPart } from './testing/scripted-model.ts';
import { steadyModel } from './testing/steady-model.ts';
import type { OfferedTools } from './tool-port.ts';
import { addUsage } from './usage.ts';

const name = { name: 'caller_name', type: 'string' as const, prompt: 'The name of the caller' };
const graph = testDocument(
  [
    testNode('s', 'startCall', {
      allow_interrupt: true,
      greeting: 'Hello {{who}}, do you want to book?',
      prompt: 'Say: "Do you want to book?"',
      tool_uuids: ['look_up'],
    }),
    testNode('a', 'agentNode', {
      prompt: 'Say: "What is your name?"',
      extraction_enabled: true,
      extraction_variables: [name],
      tool_uuids: ['look_up'],
    }),
    testNode('b', 'agentNode', {
      prompt: 'Say: "Thank you {{gathered_context.caller_name}}. Anything else?"',
    }),
    testNode('e', 'endCall', { prompt: 'Say: "Goodbye."' }),
  ],
  ['s>a*One moment', 's>e', 'a>b', 'b>a', 'b>e'],
  { workflow_configurations: { tools: toolDocuments(['look_up']) } },
);
const examples: Record<string, string[]> = {
  's>a': ['yes please'],
  's>e': ['no thanks'],
  'a>b': ['my name is Ada', 'I am Grace'],
  'b>a': ['that is the wrong name'],
  'b>e': ['no thanks', 'goodbye'],
};
const document = {
  ...graph,
  edges: graph.edges.map((edge) => ({ ...edge, data: { ...edge.data, caller_examples: examples[edge.id] } })),
};

interface Step {
  line: string;
  /** Share of each speech that is heard; all of it when undefined, as in a text run. */
  heard: number | undefined;
}
const step: fc.Arbitrary<Step> = fc.record({
  line: fc.constantFrom(...Object.values(examples).flat(), 'what did you say', 'purple', ''),
  heard: fc.constantFrom(undefined, undefined, 0, 0.5),
});

/** Ids that go on where a run has stopped. */
class Ids implements IdSource {
  #count: number;
  constructor(count = 0) {
    this.#count = count;
  }
  next = (prefix: string): string => `${prefix}_${String((this.#count += 1))}`;
  copy = (): Ids => new Ids(this.#count);
}

/** A tool that answers at once. */
const atOnce: OfferedTools = {
  pick: (ids) =>
    ids.map((name) => ({
      function: { name, description: '', parameters: { type: 'object', properties: {} } },
      speech: 'Let me look.',
      endsCall: false,
      run: () => Promise.resolve({ result: { found: 1 } }),
    })),
};

interface Talk {
  run: WorkflowRun;
  ids: Ids;
  seen: [RunEventType | RunAct['type'], unknown][];
}

function begin(llm: LanguageModel, ids: Ids, from?: RunCheckpoint): Talk {
  const seen: Talk['seen'] = [];
  const run = createWorkflowRun({
    document,
    llm,
    emit: <T extends RunEventType>(type: T, payload: RunEventPayload<T>) => void seen.push([type, payload]),
    now: () => new Date('2026-03-05T09:00:00Z'),
    ids,
    initialContext: { who: 'you' },
    timeZone: 'UTC',
    tools: atOnce,
    from,
  });
  return { run, ids, seen };
}

/** True when the agent has hung up. */
async function take(
  { run, seen }: Talk,
  acts: AsyncIterable<RunAct>,
  heard: number | undefined,
): Promise<boolean> {
  const said = new Map<string, string>();
  let isOver = false;
  for await (const act of acts) {
    seen.push([act.type, act]);
    if (act.type === 'say') said.set(act.speechId, (said.get(act.speechId) ?? '') + act.text);
    isOver ||= act.type === 'hang-up';
  }
  for (const [id, text] of said) run.heard(id, text.slice(0, Math.round(text.length * (heard ?? 1))).trim());
  return isOver;
}

const { signal } = new AbortController();
const say = (talk: Talk, { line, heard }: Step): Promise<boolean> =>
  take(talk, talk.run.reply({ text: line, understood: line !== '' }, signal), heard);

const parts: ScriptedPart[][] = [
  [{ say: 'One two. ' }, { call: 'look_up' }],
  [{ call: 'to_a' }],
  [{ say: 'Well. ' }, { call: 'to_b' }],
  [{ call: 'to_e' }],
  [{ say: 'Three?' }],
  [{ fail: { retryable: false } }],
];
const models: [string, () => LanguageModel][] = [
  ['the rehearsal', createRehearsalModel],
  ['a model with tools and faults', () => steadyModel(parts, ['{"caller_name":"Ada"}', 'no json'])],
];

describe.each(models)('a run that goes on from a checkpoint, with %s', (_name, model) => {
  it('does and says what the run that it was taken from does and says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.nat(8), async (steps, at) => {
        const original = begin(model(), new Ids());
        let isOver = await take(original, original.run.open(signal), undefined);
        const before = steps.slice(0, at);
        for (const each of before) isOver ||= await say(original, each);
        if (isOver) return;
        const taken = await original.run.checkpoint(signal);
        const stored = runCheckpointSchema.parse(JSON.parse(JSON.stringify(taken)));
        expect(stored).toEqual(taken);
        const again = begin(model(), original.ids.copy(), stored);
        expect([again.run.node.id, again.run.gatheredContext]).toEqual([
          original.run.node.id,
          original.run.gatheredContext,
        ]);
        original.seen.length = 0;
        const spentBefore = new Map(original.run.llmUsage);
        for (const talk of [original, again]) {
          let ended = false;
          for (const each of steps.slice(at)) ended ||= await say(talk, each);
          await talk.run.finish('user_hangup', signal);
        }
        expect(again.seen).toEqual(original.seen);
        expect(again.run.gatheredContext).toEqual(original.run.gatheredContext);
        // What was spent before belongs to the original alone.
        const together = new Map(spentBefore);
        for (const [key, usage] of again.run.llmUsage) together.set(key, addUsage(together.get(key), usage));
        expect([...together]).toEqual([...original.run.llmUsage]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a checkpoint', () => {
  it('whose node is gone is refused with its name', async () => {
    const { run } = begin(createRehearsalModel(), new Ids());
    await take({ run, ids: new Ids(), seen: [] }, run.open(signal), undefined);
    const taken = { ...(await run.checkpoint(signal)), node_id: 'gone', node_name: 'Day' };
    expect(() => begin(createRehearsalModel(), new Ids(), taken)).toThrow(/step “Day”, which is no longer/);
  });

  it('holds the answer of a tool that came after the answer was cut', async () => {
    const llm = steadyModel([[{ say: 'Looking. ' }, { call: 'look_up' }]], ['{}']);
    const tools = scriptedTools([{ name: 'look_up' }]);
    const run = createWorkflowRun({
      document,
      llm,
      emit: () => undefined,
      now: () => new Date(0),
      ids: new Ids(),
      initialContext: {},
      timeZone: 'UTC',
      tools,
    });
    const abort = new AbortController();
    const answered = (async () => {
      for await (const act of run.reply({ text: 'hello', understood: true }, abort.signal))
        if (act.type === 'hang-up') return;
    })();
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await answered;
    const checkpoint = run.checkpoint(signal);
    await tools.answer('look_up', { found: 2 });
    expect((await checkpoint).arrived.map(({ result }) => result)).toEqual([{ found: 2 }]);
  });

  it('of an answer that was stopped gives its tools up, and later ones run', async () => {
    const look: ScriptedPart[] = [{ call: 'look_up' }];
    const tools = scriptedTools([{ name: 'look_up' }]);
    const run = createWorkflowRun({
      document,
      llm: steadyModel([look], ['{}']),
      emit: () => undefined,
      now: () => new Date(0),
      ids: new Ids(),
      initialContext: {},
      timeZone: 'UTC',
      tools,
    });
    const stoppedTurn = async (): Promise<number> => {
      const abort = new AbortController();
      const answered = (async () => {
        for await (const act of run.reply({ text: 'hello', understood: true }, abort.signal))
          if (act.type === 'hang-up') return;
      })();
      await new Promise((resolve) => setImmediate(resolve));
      abort.abort();
      await answered;
      return (await run.checkpoint(abort.signal)).arrived.length;
    };
    expect(await stoppedTurn()).toBe(1);
    await stoppedTurn();
    expect([tools.given.length, tools.signals.map(({ aborted }) => aborted)]).toEqual([2, [true, true]]);
    expect(tools.signals[0]).not.toBe(tools.signals[1]);
  });
});
