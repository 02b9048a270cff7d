import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LlmMessage } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import { drive, testDocument, testNode, type DrivenRun } from './testing/driver.ts';
import { anyGuard, withGuards, type GuardsByEdge } from './testing/guards.ts';
import type { ScriptedModel, ScriptedPart } from './testing/scripted-model.ts';
import { steadyModel } from './testing/steady-model.ts';

const document = testDocument(
  [
    testNode('s', 'startCall', { greeting: 'Hello.', allow_interrupt: true }),
    testNode('a', 'agentNode', {
      allow_interrupt: true,
      extraction_enabled: true,
      extraction_variables: [{ name: 'v', type: 'string' }],
    }),
    testNode('b', 'agentNode', { prompt: 'See {{gathered_context.v}}.' }),
    testNode('e', 'endCall'),
  ],
  ['s>a*Well', 's>b', 'a>b', 'b>a*Back', 'a>a', 'b>e*Right'],
);

const part: fc.Arbitrary<ScriptedPart> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom({ say: 'One two. ' }, { say: ' ' }, { say: 'Three?' }) },
  { weight: 5, arbitrary: fc.constantFrom(...['to_a', 'to_b', 'to_e', 'ghost'].map((call) => ({ call }))) },
  { weight: 1, arbitrary: fc.boolean().map((retryable) => ({ fail: { retryable } })) },
);
const texts = ['yes', 'no', 'a longer answer'];
const guards = fc.dictionary(
  fc.constantFrom(...document.edges.map(({ id }) => id)),
  fc.record({ guard: anyGuard(['yes', 'no', 'longer'], ['v', 'plan']), alone: fc.boolean() }),
  { maxKeys: 3 },
);
const speculation = fc.record({
  text: fc.constantFrom('same', 'same', 'punctuated', 'begun', 'other'),
  /** Turns of the event loop before the next thing happens, so that answers are taken at every stage. */
  turns: fc.nat(2),
  /** Let microtasks only pass instead. */
  short: fc.boolean(),
  abort: fc.boolean(),
});
const step = fc.record({
  text: fc.constantFrom(...texts),
  speculations: fc.array(speculation, { maxLength: 3 }),
  cutAfter: fc.option(fc.nat(4), { nil: undefined }),
  heard: fc.constantFrom(0, 0.5, 1),
});
type Step = (typeof step extends fc.Arbitrary<infer T> ? T : never) & { text: string };

const loops = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};
const wording = {
  same: (text: string) => text,
  punctuated: (text: string) => `${text.toUpperCase()} !`,
  begun: (text: string) => text.slice(0, 2),
  other: () => 'something else',
};

interface Told {
  acts: RunAct[];
  events: unknown[];
  extractions: unknown[];
  gathered: unknown;
  /** What the model remembers in the end. */
  history: LlmMessage[];
}

async function play(
  replies: ScriptedPart[][],
  steps: Step[],
  guarded: GuardsByEdge,
  speculate: boolean,
): Promise<Told & { used: number }> {
  const llm = steadyModel(replies, ['{"v":"x"}', '{}', 'no json']);
  const driven: DrivenRun = drive(withGuards(document, guarded), llm as unknown as ScriptedModel, {
    initialContext: { plan: 'gold' },
  });
  const { run, events } = driven;
  const acts: RunAct[] = [];
  const consume = async (
    spoken: (signal: AbortSignal) => AsyncIterable<RunAct>,
    how: Step | null,
  ): Promise<void> => {
    const abort = new AbortController();
    const said = new Map<string, string>();
    let count = 0;
    for await (const act of spoken(abort.signal)) {
      acts.push(act);
      if (act.type === 'say') said.set(act.speechId, (said.get(act.speechId) ?? '') + act.text);
      count += 1;
      if (how?.cutAfter !== undefined && count > how.cutAfter) abort.abort();
    }
    for (const [speechId, text] of said)
      run.heard(speechId, text.slice(0, Math.round(text.length * (how?.heard ?? 1))).trim());
  };
  const hungUp = (): boolean => acts.some(({ type }) => type === 'hang-up');

  await consume((signal) => run.open(signal), null);
  for (const how of steps) {
    if (hungUp()) break;
    // Extraction is the same in both, whenever it is done: let it be done.
    await loops(3);
    if (speculate)
      for (const { text, turns, short, abort } of how.speculations) {
        const going = new AbortController();
        run.prepare({ text: wording[text](how.text), understood: true }, going.signal);
        if (short) for (let tick = 0; tick < 3 * turns; tick += 1) await Promise.resolve();
        else await loops(turns);
        if (abort) going.abort();
      }
    await consume((signal) => run.reply({ text: how.text, understood: true }, signal), how);
  }
  await loops(3);
  await run.finish('user_hangup', new AbortController().signal);
  const gathered = run.gatheredContext;
  const seen = events.filter(({ type }) => type !== 'usage' && type !== 'speculation');
  const own = ({ type }: { type: string }): boolean => type.startsWith('extraction');
  const told = {
    acts: [...acts],
    events: seen.filter((event) => !own(event)),
    extractions: seen.filter(own),
    gathered,
  };
  const used = events.filter(
    ({ type, payload }) => type === 'speculation' && payload['outcome'] === 'used',
  ).length;
  await consume((signal) => run.reply({ text: 'probe', understood: true }, signal), null);
  const probe = llm.requests.findLast(({ messages }) => messages.some(({ content }) => content === 'probe'));
  const until = probe?.messages.findIndex(({ content }) => content === 'probe') ?? 0;
  return { ...told, history: probe?.messages.slice(0, until) ?? [], used };
}

describe('with and without speculation', () => {
  it('a run does, tells and remembers the same', async () => {
    let used = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }),
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.oneof(fc.constant({}), guards),
        async (replies, steps, guarded) => {
          const { used: none, ...without } = await play(replies, steps, guarded, false);
          const { used: some, ...ahead } = await play(replies, steps, guarded, true);
          expect(none).toBe(0);
          used += some;
          expect(ahead).toEqual(without);
        },
      ),
      { numRuns: 250 },
    );
    // Not for want of being used.
    expect(used).toBeGreaterThan(100);
  });
});
