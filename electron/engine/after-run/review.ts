/**
 * The review of a run by a model: its transcript is split by the steps of the conversation, each is judged by itself with
 * what the earlier ones came to, and the whole is read from them.
 */
import { z } from 'zod';
import type { QaAnnotation, Review } from '#shared/domain/after-run.ts';
import { linesOf, speakerOf, transcriptOf, type TranscriptLine } from '#shared/domain/transcript.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { LanguageModel, LlmFinish, LlmMessage } from '../providers/spec/llm.ts';
import { parseJsonObject } from '../workflow/extraction.ts';

/** Steps of a conversation that are judged; a call that wanders through more is judged by its first. */
const maxSteps = 20;
/** One answer, ms: nobody waits on the line for it, and a server of one's own may have to load its model. */
const reviewTimeoutMs = 120_000;
/** Most of a step that the model is shown, characters. */
const maxTranscriptLength = 40_000;

export interface ReviewedStep {
  nodeId: string;
  nodeName: string;
  lines: TranscriptLine[];
}

/** What was said in each node, in the order in which they were first spoken in. */
export function stepsOf(events: readonly RunEvent[]): ReviewedStep[] {
  const steps = new Map<string, ReviewedStep>();
  for (const line of linesOf(transcriptOf(events))) {
    const nodeId = line.nodeId ?? '';
    const step = steps.get(nodeId) ?? { nodeId, nodeName: line.nodeName ?? 'The call', lines: [] };
    step.lines.push(line);
    steps.set(nodeId, step);
  }
  return [...steps.values()].slice(0, maxSteps);
}

export interface ReviewOptions {
  llm: LanguageModel;
  events: readonly RunEvent[];
  document: WorkflowDocument;
  /** The QA node's own instructions; empty for the usual ones. */
  prompt: string;
  signal: AbortSignal;
  onUsage: (finish: LlmFinish) => void;
}

/** Answers null when nothing was said. Throws what the model throws, or a BadReview. */
export async function reviewRun(options: ReviewOptions): Promise<QaAnnotation | null> {
  const { llm, events, document, prompt } = options;
  const steps = stepsOf(events);
  if (steps.length === 0) return null;
  const results: (Review & { node_id: string; node_name: string })[] = [];
  for (const { nodeId, nodeName, lines } of steps) {
    const node = document.nodes.find(({ id }) => id === nodeId);
    const transcript = transcriptOfStep(lines);
    const filled: Record<string, string> = {
      node_summary: `${nodeName}: ${node?.data.prompt ?? ''}`.trim(),
      previous_conversation_summary: results.map((each) => `${each.node_name}: ${each.summary}`).join('\n'),
      transcript,
      metrics: JSON.stringify(metricsOf(lines)),
    };
    const instructions = (prompt === '' ? usualPrompt : prompt).replace(
      /\{(node_summary|previous_conversation_summary|transcript|metrics)\}/g,
      (_all, name: string) => filled[name] ?? '',
    );
    const messages: LlmMessage[] = [
      { role: 'system', content: `${instructions}\n\n${answerFormat}` },
      { role: 'user', content: `Transcript of this step:\n${transcript}` },
    ];
    const review = await judge(messages, options);
    results.push({ ...review, node_id: nodeId, node_name: nodeName });
  }
  return { ...wholeOf(results), model: `${llm.provider}/${llm.model}`, node_results: byNode(results) };
}

const usualPrompt = [
  'You review one step of a phone call between a caller and a voice agent.',
  'What the agent had to do in this step:\n{node_summary}',
  'What happened before:\n{previous_conversation_summary}',
  'Figures of this step: {metrics}',
  'Judge whether the agent did what the step asks, understood the caller, kept to the facts and was polite. Set a tag only for what is worth looking at, such as misunderstood, repeated-itself, off-script, caller-upset or goal-reached.',
].join('\n\n');

const answerFormat =
  'Answer with one JSON object and nothing else: {"tags": [{"tag": "short-name", "reason": "why"}], "sentiment": "positive, neutral, negative or mixed", "score": a whole number from 1 (bad) to 10, "summary": "one or two sentences"}.';

const standInAnswered =
  'The model could not be asked, and the rehearsal behind it is no language model and cannot review a call.';

/** The model has twice answered with something that is no review, or not in time. */
export class BadReview extends Error {}

async function judge(messages: LlmMessage[], { llm, signal, onUsage }: ReviewOptions): Promise<Review> {
  for (let asked = messages, attempt = 1; ; attempt += 1) {
    const deadline = AbortSignal.timeout(reviewTimeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    let answer = '';
    for await (const event of llm.stream({ messages: asked, functions: [] }, either)) {
      if (event.type === 'text-delta') answer += event.text;
      else if (event.type === 'finish') {
        if (event.provider === 'rehearsal') throw new BadReview(standInAnswered);
        onUsage(event);
      }
    }
    signal.throwIfAborted();
    if (deadline.aborted)
      throw new BadReview(
        `The model did not answer within ${reviewTimeoutMs / 1000} s. Choose a faster one.`,
      );
    const review = readReview(answer);
    if (review) return review;
    if (attempt > 1)
      throw new BadReview(
        'The model did not answer with a review in JSON, asked twice. Choose another model.',
      );
    asked = [
      ...messages,
      { role: 'assistant', content: answer === '' ? '(no answer)' : answer },
      { role: 'user', content: `That is not the JSON object that was asked for. ${answerFormat}` },
    ];
  }
}

const tagSchema = z.union([
  z.string().transform((tag) => ({ tag, reason: '' })),
  z
    .object({ tag: z.string(), reason: z.string().nullish() })
    .transform(({ tag, reason }) => ({ tag, reason: reason ?? '' })),
]);
const words = z.string().nullish().catch(null);
const number = z.coerce.number().nullish().catch(null);

/** Prompts that come from Dograh name sentiment and score otherwise. */
const answerSchema = z.looseObject({
  tags: z.array(tagSchema).catch([]).optional(),
  sentiment: words,
  overall_sentiment: words,
  score: number,
  call_quality_score: number,
  summary: words,
});

/** Null when there is neither a score nor a summary in it. */
export function readReview(answer: string): Review | null {
  const parsed = answerSchema.safeParse(parseJsonObject(answer));
  if (!parsed.success) return null;
  const { tags, sentiment, overall_sentiment, score, call_quality_score, summary } = parsed.data;
  const points = score ?? call_quality_score ?? null;
  if (points === null && (summary ?? '') === '') return null;
  return {
    tags: tags ?? [],
    sentiment: sentiment ?? overall_sentiment ?? null,
    score: points === null || !Number.isFinite(points) ? null : Math.min(10, Math.max(1, Math.round(points))),
    summary: summary ?? '',
  };
}

/** Tags of all steps, each once; the mean of the scores; the sentiment that all share, or `mixed`. */
function wholeOf(results: readonly (Review & { node_name: string })[]): Review {
  const tags = new Map(results.flatMap((each) => each.tags).map((tag) => [tag.tag, tag]));
  const scores = results.flatMap(({ score }) => (score === null ? [] : [score]));
  const sentiments = new Set(results.flatMap(({ sentiment }) => (sentiment === null ? [] : [sentiment])));
  const [only] = results;
  return {
    tags: [...tags.values()],
    sentiment: sentiments.size > 1 ? 'mixed' : ([...sentiments][0] ?? null),
    score:
      scores.length === 0 ? null : Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length),
    summary:
      results.length === 1
        ? (only?.summary ?? '')
        : results.map(({ node_name, summary }) => `${node_name}: ${summary}`).join('\n'),
  };
}

function byNode(
  results: readonly (Review & { node_id: string; node_name: string })[],
): QaAnnotation['node_results'] {
  return Object.fromEntries(results.map(({ node_id, ...review }) => [node_id, review]));
}

function transcriptOfStep(lines: readonly TranscriptLine[]): string {
  const text = lines
    .map((line) => {
      const { text: said, understood, interrupted } = line;
      return `${speakerOf(line)}: ${understood ? said : '(not understood)'}${interrupted ? ' (interrupted)' : ''}`;
    })
    .join('\n');
  return text.length <= maxTranscriptLength ? text : `${text.slice(0, maxTranscriptLength)}\n(cut)`;
}

function metricsOf(lines: readonly TranscriptLine[]): Record<string, unknown> {
  const waits = lines.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
  return {
    agent_turns: lines.filter(({ party, operator }) => party === 'agent' && !operator).length,
    caller_turns: lines.filter(({ party }) => party === 'caller').length,
    interruptions: lines.filter(({ interrupted }) => interrupted).length,
    not_understood: lines.filter(({ understood }) => !understood).length,
    longest_wait_ms: waits.length === 0 ? null : Math.round(Math.max(...waits)),
  };
}
