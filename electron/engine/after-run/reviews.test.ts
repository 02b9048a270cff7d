import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  scriptedModel,
  usageOfOne,
  type ScriptedModel,
  type ScriptedReply,
} from '../workflow/testing/scripted-model.ts';
import { json, startApiServer } from '../tools/testing/api-server.ts';
import type { ProviderChoice } from '#shared/domain/providers.ts';
import type { NodeData } from '#shared/domain/workflow.ts';
import type { FindReviewer } from './port.ts';
import { readReview } from './review.ts';
import { qaSettingsOf, sampleOf, whyNotReviewed } from './review-due.ts';
import { libraryUnderTest, qa, webhook, type LibraryUnderTest } from './testing/finished-run.ts';

let under: LibraryUnderTest;
beforeAll(async () => {
  under = await libraryUnderTest();
});
afterEach(() => under.clear());
afterAll(() => under.close());

const asked: { choice: ProviderChoice | null; released: boolean }[] = [];
afterEach(() => {
  asked.length = 0;
});
const reviewerOf =
  (llm: ScriptedModel, rehearsal = false): FindReviewer =>
  (_document, choice) => {
    const one = { choice, released: false };
    asked.push(one);
    return Promise.resolve({
      llm: { ...llm, rehearsal },
      release: () => {
        one.released = true;
      },
    });
  };
const review = (tag: string, sentiment: string, score: number, summary: string): string =>
  JSON.stringify({ tags: [{ tag, reason: `because ${tag}` }], sentiment, score, summary });
const results = async (runId: string): Promise<unknown[]> =>
  (await under.library.getEvents(runId)).flatMap((event) =>
    event.type === 'qa-result' ? [[event.payload.outcome, event.payload.reason, event.payload.model]] : [],
  );

describe('a QA node', () => {
  it('has each step reviewed by itself, keeps the whole with the run, and webhooks may carry it', async () => {
    const server = await startApiServer(json({}));
    const llm = scriptedModel([
      review('fine', 'positive', 9, 'Greeted.'),
      review('short', 'neutral', 6, 'Left.'),
    ]);
    const payload_template = { score: '{{annotations.qa_q.score}}', tags: '{{annotations.qa_q.tags}}' };
    const runId = await under.finish([
      qa('q', {
        qa_system_prompt: 'Step {node_summary} after [{previous_conversation_summary}] {metrics} {other}',
      }),
      webhook('hook', { endpoint_url: server.url, payload_template }),
    ]);
    await under.work({ reviewer: reviewerOf(llm) }).settled();
    await server.close();

    const run = await under.library.getRun(runId);
    const tags = [
      { tag: 'fine', reason: 'because fine' },
      { tag: 'short', reason: 'because short' },
    ];
    expect(run?.annotations).toEqual({
      qa_q: {
        tags,
        sentiment: 'mixed',
        score: 8,
        summary: 'S: Greeted.\nE: Left.',
        model: 'scripted/one',
        node_results: {
          s: { node_name: 'S', tags: [tags[0]], sentiment: 'positive', score: 9, summary: 'Greeted.' },
          e: { node_name: 'E', tags: [tags[1]], sentiment: 'neutral', score: 6, summary: 'Left.' },
        },
      },
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ score: 8, tags });
    expect(llm.requests.map(({ messages }) => messages.map(({ content }) => content.split('\n')[0]))).toEqual(
      [
        [
          'Step S: Prompt of s. after [] {"agent_turns":1,"caller_turns":1,"interruptions":0,"not_understood":0,"longest_wait_ms":null} {other}',
          'Transcript of this step:',
        ],
        [
          'Step E: Prompt of e. after [S: Greeted.] {"agent_turns":1,"caller_turns":0,"interruptions":0,"not_understood":0,"longest_wait_ms":null} {other}',
          'Transcript of this step:',
        ],
      ],
    );
    expect(llm.requests[0]?.messages[1]?.content).toBe(
      'Transcript of this step:\nAgent: Hello.\nCaller: four please',
    );
    expect(run?.usage_info?.llm['scripted|||one']?.total_tokens).toBe(2 * usageOfOne.total_tokens);
    expect((await under.library.getEvents(runId)).slice(6).map(({ seq, type }) => [seq, type])).toEqual([
      [7, 'usage'],
      [8, 'qa-result'],
      [9, 'webhook-attempt'],
    ]);
    expect(asked).toEqual([{ choice: null, released: true }]);
  });

  it.each<[string, ScriptedReply[], string, string | null]>([
    [
      'asked once more for JSON',
      ['Great call!', review('ok', 'positive', 7, 'Fine.'), review('ok', 'positive', 7, 'Fine.')],
      'reviewed',
      null,
    ],
    [
      'given up after the second time',
      ['Great call!', 'Really great!'],
      'failed',
      'The model did not answer with a review in JSON, asked twice. Choose another model.',
    ],
    ['told when it fails', [[{ fail: { retryable: false } }]], 'failed', 'The model is out of order.'],
  ])('whose model does not answer with JSON is %s', async (_name, replies, outcome, reason) => {
    const runId = await under.finish([qa('q')]);
    await under.work({ reviewer: reviewerOf(scriptedModel(replies)) }).settled();
    expect(await results(runId)).toEqual([[outcome, reason, 'scripted/one']]);
  });

  it('is honest in the rehearsal, which cannot judge', async () => {
    const runId = await under.finish([qa('q')]);
    const llm = scriptedModel([]);
    await under.work({ reviewer: reviewerOf(llm, true) }).settled();
    const reason =
      'The rehearsal is no language model and cannot review a call. Choose a model in the QA node, or for the agent.';
    expect([await results(runId), llm.requests, (await under.library.getRun(runId))?.annotations]).toEqual([
      [['skipped', reason, null]],
      [],
      { qa_q: { skipped: true, reason } },
    ]);
  });

  it('says so when its model is not set up, and does not keep webhooks from being sent', async () => {
    const server = await startApiServer(json({}));
    const runId = await under.finish([
      qa('q', { qa_use_workflow_llm: false, qa_provider: 'mine', qa_model: 'judge' }),
      qa('off', { qa_enabled: false }),
      webhook('hook', { endpoint_url: server.url }),
    ]);
    await under.work({ reviewer: () => Promise.reject(new Error('“mine” is not set up here.')) }).settled();
    await server.close();
    expect([await results(runId), server.requests.length]).toEqual([
      [['failed', '“mine” is not set up here.', null]],
      1,
    ]);
  });

  it('that was done before the studio was closed is not done again', async () => {
    const runId = await under.finish([qa('a'), qa('b')]);
    let reached: () => void = () => undefined;
    const second = new Promise<void>((resolve) => (reached = resolve));
    const good = review('ok', 'positive', 7, 'Fine.');
    const llm = scriptedModel([good, good]);
    const stalled: FindReviewer = async (document, choice) => {
      if (asked.length === 0) return reviewerOf(llm)(document, choice);
      reached();
      return {
        llm: {
          provider: 'scripted',
          model: 'one',
          rehearsal: false,
          async *stream(_request, signal) {
            if (signal.aborted) return;
            await new Promise((resolve) => {
              signal.addEventListener('abort', resolve);
            });
          },
        },
        release: () => undefined,
      };
    };
    const first = under.work({ reviewer: stalled });
    await second;
    await first.dispose();
    expect(await results(runId)).toEqual([['reviewed', null, 'scripted/one']]);
    await under.work({ reviewer: reviewerOf(scriptedModel([good, good])) }).settled();
    expect((await results(runId)).length).toBe(2);
  });
});

describe('which calls are reviewed', () => {
  const run = (seconds: number, disposition: string, id = 'run_1') =>
    ({
      id,
      mode: 'web' as const,
      usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: seconds },
      gathered_context: { call_disposition: disposition },
    }) as Parameters<typeof whyNotReviewed>[0];
  const why = (data: NodeData, of = run(60, 'user_hangup')): string | null =>
    whyNotReviewed(of, qaSettingsOf(qa('q', data)));

  it('depends on length, machine and sample, with the defaults of the reference', () => {
    expect([
      why({}),
      why({}, run(14.9, 'user_hangup')),
      why({ qa_min_call_duration: 5 }, run(14.9, 'user_hangup')),
      why({}, run(60, 'voicemail_detected')),
      why({ qa_voicemail_calls: true }, run(60, 'voicemail_detected')),
      why({ qa_sample_rate: 0 }),
      why({}, { ...run(1, 'user_hangup'), mode: 'text' }),
    ]).toEqual([
      null,
      'The call was shorter (14.9 s) than what is reviewed (15 s).',
      null,
      'The call reached a machine, and those are not reviewed.',
      null,
      'Only 0 % of the calls are reviewed, and this is not one of them.',
      null,
    ]);
  });

  it('is the same for a run whenever it is asked, and evenly spread', () => {
    const samples = Array.from({ length: 2000 }, (_, index) => sampleOf(`run_${index}`));
    expect(samples.map((_, index) => sampleOf(`run_${index}`))).toEqual(samples);
    const share = samples.filter((sample) => sample < 30).length / samples.length;
    expect(share).toBeGreaterThan(0.26);
    expect(share).toBeLessThan(0.34);
  });
});

describe('what a model answers', () => {
  it.each<[string, unknown]>([
    [
      '{"tags":["a",{"tag":"b","reason":null}],"sentiment":"positive","score":"8.4","summary":"Fine."}',
      {
        tags: [
          { tag: 'a', reason: '' },
          { tag: 'b', reason: '' },
        ],
        sentiment: 'positive',
        score: 8,
        summary: 'Fine.',
      },
    ],
    [
      '```json\n{"call_quality_score": 14, "overall_sentiment": "negative", "summary": ""}\n```',
      { tags: [], sentiment: 'negative', score: 10, summary: '' },
    ],
    ['{"score": "good", "summary": "Fine."}', { tags: [], sentiment: null, score: null, summary: 'Fine.' }],
    ['{"tags": ["a"]}', null],
    ['[1]', null],
    ['no', null],
  ])('%s', (answer, expected) => {
    expect(readReview(answer)).toEqual(expected);
  });
});
