import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LlmMessage, LlmRequest } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import type { OfferedTool, OfferedTools } from './tool-port.ts';
import { drive, testDocument, testNode } from './testing/driver.ts';
import { anyGuard, withGuards } from './testing/guards.ts';
import { scriptedModel, type ScriptedPart } from './testing/scripted-model.ts';
import { toolDocuments } from './testing/scripted-tools.ts';

const loop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const tool = (name: string, turns: number, endsCall = false): OfferedTool => ({
  function: { name, description: '', parameters: { type: 'object', properties: {} } },
  speech: name === 'slow' ? 'One moment.' : null,
  endsCall,
  run: async () => {
    for (let index = 0; index < turns; index += 1) await loop();
    if (name === 'broken') throw new Error('broken');
    return { result: { status: 'success' }, ...(endsCall ? { endCall: { disposition: 'reason' } } : {}) };
  },
});
const offered = [tool('quick', 0), tool('slow', 4), tool('broken', 1), tool('bye', 0, true)];
const tools: OfferedTools = {
  pick: (ids) => offered.filter((one) => ids.includes(one.function.name)),
};
const toolIds = offered.map((one) => one.function.name);

const document = testDocument(
  [
    testNode('s', 'startCall', { allow_interrupt: true, tool_uuids: toolIds }),
    testNode('a', 'agentNode', {
      allow_interrupt: true,
      prompt: 'See {{gathered_context.v}}.',
      extraction_enabled: true,
      extraction_variables: [{ name: 'v', type: 'string' }],
    }),
    testNode('b', 'agentNode', { tool_uuids: ['slow'] }),
    testNode('e', 'endCall'),
  ],
  ['s>a*Well', 's>b', 'a>b', 'b>a*Back', 'a>a', 'b>e*Right'],
  { workflow_configurations: { tools: toolDocuments(toolIds), mute_during_tools: true } },
);

const part: fc.Arbitrary<ScriptedPart> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom({ say: 'One two. ' }, { say: ' ' }, { say: 'Three?' }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(...['to_a', 'to_b', 'to_e', 'ghost', ...toolIds].map((call) => ({ call }))),
  },
  { weight: 1, arbitrary: fc.boolean().map((retryable) => ({ fail: { retryable } })) },
);
const reply = fc.array(part, { maxLength: 4 });
/** Guards of some edges; those without a condition are the guard's alone. */
const guards = fc.dictionary(
  fc.constantFrom(...document.edges.map(({ id }) => id)),
  fc.record({ guard: anyGuard(['yes', 'answer'], ['v', 'plan']), alone: fc.boolean() }),
  { maxKeys: 4 },
);
const step = fc.record({
  text: fc.constantFrom('yes', '', 'a longer answer'),
  /** Acts after which the caller cuts in; never when undefined. */
  cutAfter: fc.option(fc.nat(6), { nil: undefined }),
  /** Leave the loop at the cut, as a session that is torn down does, instead of aborting. */
  leave: fc.boolean(),
  /** Share of what was said that is heard. */
  heard: fc.constantFrom(0, 0.5, 1),
  idle: fc.constantFrom(0, 0, 0, 1, 2),
});

/** Every function call is answered, by a result after it; nothing is answered that was not called. */
function expectConsistent({ messages }: LlmRequest): void {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') expect(open.delete(message.callId)).toBe(true);
    else {
      expect([...open]).toEqual([]);
      if (message.role === 'assistant') {
        expect(message.content !== '' || (message.functionCalls?.length ?? 0) > 0).toBe(true);
        for (const call of message.functionCalls ?? []) open.add(call.id);
      }
    }
  }
  expect([...open]).toEqual([]);
  expect(messages.map((message: LlmMessage) => message.role).indexOf('system', 1)).toBe(-1);
}

describe('whatever the model and the caller do', () => {
  it('a run terminates, its history is consistent and its speeches are well formed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(reply, { maxLength: 40 }),
        fc.array(step, { maxLength: 8 }),
        fc.oneof(fc.constant({}), guards),
        async (replies, steps, guarded) => {
          const llm = scriptedModel(replies, [
            [{ say: '{"v":"x"}' }],
            'no json',
            [{ fail: { retryable: true } }],
          ]);
          let nowMs = Date.parse('2026-03-05T09:00:00Z');
          const { run, events } = drive(withGuards(document, guarded), llm, {
            tools,
            initialContext: { plan: 'gold' },
            now: () => new Date((nowMs += 400)),
          });
          let hangUps = 0;

          const consume = async (
            acts: (signal: AbortSignal) => AsyncIterable<RunAct>,
            how: (typeof steps)[number] | null,
          ): Promise<void> => {
            const abort = new AbortController();
            const said = new Map<string, string>();
            const closed = new Set<string>();
            let count = 0;
            for await (const act of acts(abort.signal)) {
              count += 1;
              expect(count).toBeLessThan(200);
              expect(hangUps).toBe(0);
              if (act.type === 'hang-up') hangUps += 1;
              else if (act.type === 'mute') continue;
              else if (act.type === 'say-end') {
                expect(said.has(act.speechId) && !closed.has(act.speechId)).toBe(true);
                closed.add(act.speechId);
              } else {
                expect(closed.has(act.speechId)).toBe(false);
                said.set(act.speechId, (said.get(act.speechId) ?? '') + act.text);
              }
              if (how?.cutAfter === undefined || count <= how.cutAfter) continue;
              if (how.leave) break;
              abort.abort();
            }
            for (const [speechId, text] of said)
              run.heard(speechId, text.slice(0, Math.round(text.length * (how?.heard ?? 1))).trim());
          };

          await consume((signal) => run.open(signal), null);
          for (const how of steps) {
            if (hangUps > 0) break;
            const { idle } = how;
            if (idle > 0) await consume((signal) => run.idle(idle, signal), how);
            else
              await consume(
                (signal) => run.reply({ text: how.text, understood: how.text !== '' }, signal),
                how,
              );
          }
          await run.finish('user_hangup', new AbortController().signal);

          llm.requests.forEach(expectConsistent);
          const entered = events
            .filter(({ type }) => type === 'node-enter')
            .map(({ payload }) => payload['node_name']);
          expect(run.gatheredContext.nodes_visited).toEqual(entered);
          const count = (type: string): number => events.filter((event) => event.type === type).length;
          expect(count('function-call-end')).toBe(count('function-call-start'));
          expect(count('extraction-end')).toBe(count('extraction-start'));
          expect(count('node-enter')).toBe(count('transition') + 1);
          expect(run.gatheredContext.call_disposition).toBe('user_hangup');
        },
      ),
      { numRuns: 400 },
    );
  });
});
