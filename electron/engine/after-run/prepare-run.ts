/** The work after one run, up to what is to be sent: its reviews, then its webhooks, which may carry them. */
import { toStudioError } from '../base/errors.ts';
import { costOf } from '../calls/cost.ts';
import type { LlmFinish } from '../providers/spec/llm.ts';
import { addUsage } from '../workflow/usage.ts';
import { machineTimeZone } from '#shared/base/time-zones.ts';
import { qaAnnotationKey } from '#shared/domain/after-run.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import { usageKey, type LlmUsage, type Run, type UsageInfo } from '#shared/domain/run.ts';
import type { WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import type { AfterRunEvent, AfterRunRecord, AfterRunStore, FindReviewer, NewDelivery } from './port.ts';
import { reviewRun } from './review.ts';
import { enabledReviews, qaSettingsOf, whyNotReviewed } from './review-due.ts';
import { runFacts, templateFacts } from './run-facts.ts';
import { enabledWebhooks, makeRequest } from './webhook-node.ts';

export interface PrepareOptions {
  store: AfterRunStore;
  reviewer: FindReviewer;
  prices: () => Promise<PriceBook>;
  newId: () => string;
  date: () => Date;
  signal: AbortSignal;
}

/** Done twice (after a crash), what has been reviewed is not reviewed again. */
export async function prepareRun(runId: string, options: PrepareOptions): Promise<void> {
  const { store, signal } = options;
  const document = await store.getRunDocument(runId);
  const run = await store.getRun(runId);
  if (!document || !run) return;
  for (const node of enabledReviews(document)) {
    if (Object.hasOwn(run.annotations, qaAnnotationKey(node.id))) continue;
    await store.recordAfterRun(runId, await reviewed(node, document, run, options));
    signal.throwIfAborted();
  }
  const now = await store.getRun(runId);
  if (now) await store.recordAfterRun(runId, await prepared(document, now, options));
}

const noModel =
  'The rehearsal is no language model and cannot review a call. Choose a model in the QA node, or for the agent.';

async function reviewed(
  node: WorkflowNode,
  document: WorkflowDocument,
  run: Run,
  options: PrepareOptions,
): Promise<AfterRunRecord> {
  const key = qaAnnotationKey(node.id);
  const about = { node_id: node.id, node_name: node.data.name ?? node.id };
  const settings = qaSettingsOf(node);
  const skipped = (reason: string, model: string | null = null): AfterRunRecord => ({
    events: [{ type: 'qa-result', payload: { ...about, outcome: 'skipped', reason, review: null, model } }],
    annotations: { [key]: { skipped: true, reason } },
  });
  const failed = (reason: string, model: string | null, spent: AfterRunRecord): AfterRunRecord => ({
    ...spent,
    events: [
      ...spent.events,
      { type: 'qa-result', payload: { ...about, outcome: 'failed', reason, review: null, model } },
    ],
    annotations: { [key]: { error: reason } },
  });
  const why = whyNotReviewed(run, settings);
  if (why !== null) return skipped(why);
  const found = await options.reviewer(document, settings.choice).catch(toStudioError);
  if (found instanceof Error) return failed(found.message, null, { events: [] });
  const { llm, release } = found;
  const model = `${llm.provider}/${llm.model}`;
  const usage = new Map<string, LlmUsage>();
  try {
    if (llm.rehearsal) return skipped(noModel);
    const events = await options.store.getEvents(run.id);
    const annotation = await reviewRun({
      llm,
      events,
      document,
      prompt: settings.prompt,
      signal: options.signal,
      onUsage: (finish) => {
        count(usage, llm, finish);
      },
    });
    if (!annotation) return skipped('Nothing was said in it.');
    const spent = await spentOn(run, usage, options);
    const { tags, sentiment, score, summary } = annotation;
    const review = { tags, sentiment, score, summary };
    const result: AfterRunEvent = {
      type: 'qa-result',
      payload: { ...about, outcome: 'reviewed', reason: null, review, model },
    };
    return { ...spent, events: [...spent.events, result], annotations: { [key]: annotation } };
  } catch (thrown) {
    options.signal.throwIfAborted();
    return failed(toStudioError(thrown).message, model, await spentOn(run, usage, options));
  } finally {
    release();
  }
}

function count(
  usage: Map<string, LlmUsage>,
  llm: { provider: string; model: string },
  { usage: more, provider = llm.provider, model = llm.model }: LlmFinish,
): void {
  const key = usageKey({ provider, model });
  usage.set(key, addUsage(usage.get(key), more));
}

/** What a review used is a part of what the run cost. */
async function spentOn(
  run: Run,
  used: ReadonlyMap<string, LlmUsage>,
  { store, prices }: PrepareOptions,
): Promise<AfterRunRecord> {
  if (used.size === 0) return { events: [] };
  // A review before this one may have been counted meanwhile.
  const before = (await store.getRun(run.id))?.usage_info ?? nothingUsed;
  const llm = { ...before.llm };
  const events: AfterRunEvent[] = [];
  for (const [key, usage] of used) {
    llm[key] = addUsage(llm[key], usage);
    const [provider = key, model = ''] = key.split('|||');
    events.push({ type: 'usage', payload: { provider, model, usage } });
  }
  const usage_info: UsageInfo = { ...before, llm };
  return { events, usage: { usage_info, cost_info: costOf(usage_info, await prices()) } };
}

const nothingUsed: UsageInfo = { llm: {}, tts: {}, stt: {}, call_duration_seconds: 0 };

async function prepared(
  document: WorkflowDocument,
  run: Run,
  { store, newId, date }: PrepareOptions,
): Promise<AfterRunRecord> {
  const nodes = enabledWebhooks(document);
  if (nodes.length === 0) return { events: [], prepared: [] };
  const events = await store.getEvents(run.id);
  const clock = { now: date(), timeZone: machineTimeZone() };
  const time = clock.now.toISOString();
  const told: AfterRunEvent[] = [];
  const deliveries = nodes.map((node): NewDelivery => {
    const delivery_uuid = newId();
    const facts = runFacts(run, events, delivery_uuid);
    const { request, problem } = makeRequest(node, templateFacts(facts, run), facts, clock);
    const about = { node_id: node.id, node_name: node.data.name ?? node.id };
    if (problem !== null)
      told.push({
        type: 'webhook-attempt',
        payload: {
          ...about,
          delivery_uuid,
          attempt: 0,
          state: 'dead_letter',
          status_code: null,
          error: problem,
          duration_ms: 0,
          next_attempt_at: null,
        },
      });
    return {
      delivery_uuid,
      run_id: run.id,
      ...about,
      state: request ? 'pending' : 'dead_letter',
      attempts: 0,
      next_attempt_at: request ? time : null,
      method: request?.method ?? '',
      url: request?.url ?? '',
      status_code: null,
      error: problem,
      created_at: time,
      updated_at: time,
      request: request ?? { method: '', url: '', headers: [], body: null, credential_uuid: null },
    };
  });
  return { events: told, prepared: deliveries };
}
