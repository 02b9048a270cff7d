import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../base/timeline.ts';
import type { LanguageModel, LlmEvent } from '../providers/spec/llm.ts';
import { drive, testDocument, testNode, type DrivenRun } from './testing/driver.ts';
import { scriptedModel, usageOfOne, type ScriptedReply } from './testing/scripted-model.ts';
import { scriptedTools, toolDocuments } from './testing/scripted-tools.ts';
import { createWorkflowRun } from './index.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

/** start → ask → end; `ask` extracts, and `recall` shows what was gathered. */
const document = testDocument(
  [
    testNode('s', 'startCall', { greeting: 'Hello.', tool_uuids: ['look_up'] }),
    testNode('ask', 'agentNode', {
      allow_interrupt: true,
      extraction_enabled: true,
      extraction_variables: [{ name: 'size', type: 'number' }],
    }),
    testNode('recall', 'agentNode', { prompt: 'Size {{gathered_context.size}}.' }),
    testNode('e', 'endCall'),
  ],
  ['s>ask*One moment.', 's>e', 'ask>recall', 'recall>e', 'ask>e'],
  { workflow_configurations: { tools: toolDocuments(['look_up']) } },
);

interface Speculating extends DrivenRun {
  /** Prepares and collects the words, until there are none for now. */
  prepare: (text: string, signal?: AbortSignal) => Promise<string>;
  /** What became of the speculations. */
  outcomes: () => unknown[];
  /** Moves the clock, ms. */
  pass: (ms: number) => void;
}

async function opened(replies: ScriptedReply[], extracted: ScriptedReply[] = []): Promise<Speculating> {
  let nowMs = Date.parse('2026-03-05T09:00:00Z');
  const driven = drive(document, scriptedModel(replies, extracted), {
    now: () => new Date(nowMs),
    tools: scriptedTools([{ name: 'look_up' }]),
  });
  await driven.open();
  driven.events.length = 0;
  return {
    ...driven,
    prepare: async (text, signal = never) => {
      let words = '';
      const reading = (async () => {
        for await (const more of driven.run.prepare({ text, understood: true }, signal)) words += more;
      })();
      await Promise.race([reading, turn()]);
      return words;
    },
    outcomes: () =>
      driven.events
        .filter(({ type }) => type === 'speculation')
        .map(({ payload }) => {
          const { step, outcome, saved_ms, reason, usage } = payload;
          return [step, outcome, saved_ms ?? reason, ...(usage === null ? [] : ['counted'])];
        }),
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

describe('a prepared answer', () => {
  it('is taken by a reply to the same words, and nothing is asked again', async () => {
    const driven = await opened(['Which size?']);
    expect(await driven.prepare('shoes please')).toBe('Which size?');
    expect(driven.events).toEqual([]);
    driven.pass(300);
    expect(await driven.say('Shoes, please!')).toEqual(['model!: Which size?']);
    expect(driven.llm.requests).toHaveLength(1);
    expect(driven.events.map(({ type }) => type)).toEqual(['speculation', 'usage', 'decision']);
    expect(driven.events[0]?.payload).toEqual({
      text: 'shoes please',
      step: 0,
      outcome: 'used',
      // The answer was there at once, so this is all that asking ahead could win.
      saved_ms: 0,
      reason: null,
      usage: null,
    });
    await driven.say('next');
    expect(driven.llm.requests[1]?.messages.slice(2)).toEqual([
      { role: 'user', content: 'Shoes, please!' },
      { role: 'assistant', content: 'Which size?' },
      { role: 'user', content: 'next' },
    ]);
  });

  it('is taken in the middle of its stream, and tells what that saved', async () => {
    let release: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (release = resolve));
    const driven = await opened([[{ wait }, { say: 'Which size?' }]]);
    expect(await driven.prepare('shoes')).toBe('');
    driven.pass(280);
    const answer = driven.say('shoes');
    await turn();
    driven.pass(286);
    release();
    expect(await answer).toEqual(['model!: Which size?']);
    expect(driven.outcomes()).toEqual([[0, 'used', 280]]);
  });

  it('goes on through an edge: its speech, then the next step under its own prompt', async () => {
    const driven = await opened([[{ say: 'Sure.' }, { call: 'to_ask' }], 'Which size?']);
    expect(await driven.prepare('shoes')).toBe('Sure.\nOne moment.\nWhich size?');
    expect([driven.run.node.id, driven.events]).toEqual(['s', []]);
    expect(await driven.say('shoes')).toEqual([
      'model!: Sure.',
      'transition!: One moment.',
      'model: Which size?',
    ]);
    expect(driven.llm.requests).toHaveLength(2);
    expect(driven.outcomes()).toEqual([
      [0, 'used', 0],
      [1, 'used', 0],
    ]);
    expect(driven.run.gatheredContext.nodes_visited).toEqual(['S', 'ASK']);
  });

  it('stops before a tool, before a prompt that waits for what is extracted, and before too many edges', async () => {
    const tool = await opened([[{ say: 'Let me see.' }, { call: 'look_up' }], 'unused']);
    expect(await tool.prepare('where is it')).toBe('Let me see.');
    const gathered = await opened([[{ call: 'to_ask' }], [{ call: 'to_recall' }], 'unused']);
    expect(await gathered.prepare('forty two')).toBe('One moment.\n');
    const end = await opened([[{ call: 'to_e' }], 'Bye.', 'unused']);
    expect(await end.prepare('bye')).toBe('Bye.');
    expect([tool, gathered, end].map(({ llm }) => llm.requests.length)).toEqual([1, 2, 2]);
  });

  it('is thrown away with its tokens counted when the caller goes on', async () => {
    const driven = await opened(['Which size?', 'In blue?']);
    const abort = new AbortController();
    await driven.prepare('shoes', abort.signal);
    abort.abort();
    expect(driven.events.map(({ type }) => type)).toEqual(['usage', 'speculation']);
    expect(driven.events[1]?.payload).toMatchObject({
      outcome: 'discarded',
      reason: 'caller-went-on',
      usage: usageOfOne,
    });
    expect(await driven.say('shoes in blue')).toEqual(['model!: In blue?']);
    expect(driven.run.llmUsage.get('scripted|||one')?.total_tokens).toBe(2 * usageOfOne.total_tokens);
  });

  it('is cut at the model when it is thrown away, and no tokens are made up', async () => {
    const driven = await opened([[{ say: 'Which ' }, { wait: new Promise(() => undefined) }], 'In blue?']);
    const abort = new AbortController();
    expect(await driven.prepare('shoes', abort.signal)).toBe('Which ');
    abort.abort();
    expect(driven.outcomes()).toEqual([[0, 'discarded', 'caller-went-on']]);
    expect(driven.run.llmUsage.size).toBe(0);
  });

  it.each<[string, (driven: Speculating) => unknown, string, string]>([
    ['other words came', () => undefined, 'shoes in blue', 'other-words'],
    [
      'the caller has not heard what the model thinks it said',
      ({ run }) => {
        run.heard('speech_1', 'Hel');
      },
      'shoes',
      'context-changed',
    ],
    ['another is prepared', ({ prepare }) => prepare('shoes in'), 'shoes in', 'replaced'],
    ['the caller was silent', ({ idle }) => idle(1), 'shoes', 'unused'],
    ['the run is over', ({ run }) => run.finish('user_hangup', never), 'shoes', 'unused'],
  ])('is not used when %s', async (_when, happens, text, reason) => {
    const driven = await opened(['First.', 'Second.']);
    await driven.prepare('shoes');
    await happens(driven);
    expect(await driven.say(text)).toEqual(['model!: Second.']);
    expect(driven.outcomes()[0]).toEqual([0, 'discarded', reason, 'counted']);
  });

  it('that failed is asked for anew', async () => {
    const driven = await opened([[{ fail: { retryable: false } }], 'Which size?']);
    await driven.prepare('shoes');
    expect(await driven.say('shoes')).toEqual(['model!: Which size?']);
    expect(driven.outcomes()).toEqual([[0, 'discarded', 'failed']]);
    expect(driven.events.some(({ type }) => type === 'error')).toBe(false);
  });

  it('that is taken ends with the reply that took it', async () => {
    const signals: AbortSignal[] = [];
    const driven = await opened([[{ say: 'Which ' }, { wait: new Promise(() => undefined) }]]);
    const stream = driven.llm.stream.bind(driven.llm);
    driven.llm.stream = (request, signal) => {
      signals.push(signal);
      return stream(request, signal);
    };
    await driven.prepare('shoes');
    const abort = new AbortController();
    const answer = driven.say('shoes', abort.signal);
    await turn();
    abort.abort();
    expect(await answer).toEqual(['model!: Which ', '(cut)']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('is not begun when the caller has already gone on', async () => {
    const driven = await opened([]);
    expect(await driven.prepare('shoes', AbortSignal.abort())).toBe('');
    expect(driven.llm.requests).toEqual([]);
  });
});

describe('what preparing wins on the virtual clock', () => {
  /** First token 566 ms after the request (the field's median). */
  const model = (timeline: VirtualTimeline): LanguageModel => ({
    provider: 'scripted',
    model: 'slow',
    rehearsal: true,
    async *stream(): AsyncGenerator<LlmEvent> {
      await new Promise<void>((resolve) => timeline.at(timeline.now() + 566, resolve));
      yield { type: 'text-delta', text: 'Which size?' };
      yield { type: 'finish', usage: usageOfOne };
    },
  });

  /** Milliseconds from the reply to its first words, asked `leadMs` ahead; null: not asked ahead. */
  async function waitMs(leadMs: number | null): Promise<[number, unknown]> {
    const timeline = new VirtualTimeline();
    let saved: unknown = null;
    const run = createWorkflowRun({
      document,
      llm: model(timeline),
      emit: (type, payload) => {
        if (type === 'speculation' && 'saved_ms' in payload) saved = payload.saved_ms;
      },
      now: () => new Date(timeline.now()),
      ids: { next: (prefix) => prefix },
      initialContext: {},
      timeZone: 'UTC',
      tools: null,
    });
    let waited = Number.NaN;
    const text = { text: 'shoes', understood: true };
    timeline.at(1000 - (leadMs ?? 0), () => {
      if (leadMs !== null) run.prepare(text, never);
    });
    timeline.at(1000, () => {
      void (async () => {
        for await (const act of run.reply(text, never)) {
          if (act.type === 'say') waited = timeline.now() - 1000;
        }
        timeline.dispose();
      })();
    });
    await timeline.run();
    return [waited, saved];
  }

  it('is the lead, up to the whole wait for the first token', async () => {
    expect(await Promise.all([null, 0, 200, 400, 700].map(waitMs))).toEqual([
      [566, null],
      [566, 0],
      [366, 200],
      [166, 400],
      [0, 566],
    ]);
  });
});
