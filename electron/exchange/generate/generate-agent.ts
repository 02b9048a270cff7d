/** Asks the model for an agent, tells it what is wrong with its answer, and gives up after a few rounds with the best there was. */
import { ConfigError } from '#engine/base/errors.ts';
import type { LanguageModel, LlmMessage } from '#engine/providers/spec/llm.ts';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { correctionPrompt, planningPrompt } from './plan-prompt.ts';
import { readAnswer, type ReadAnswer } from './read-answer.ts';

/** The first answer and two corrections: what a model has not mended by then it does not mend. */
export const mostAttempts = 3;
/** A plan has some ten thousand; an answer that never ends is cut here. */
const longestAnswer = 400_000;

export interface GenerateProgress {
  /** From 1. */
  attempt: number;
  /** Of the answer so far. */
  characters: number;
  /** What was wrong with the answer before; empty in the first round. */
  mending: number;
}

export interface GeneratedAgent {
  /** Null: no answer was a plan. */
  document: WorkflowDocument | null;
  problems: WorkflowProblem[];
  hints: WorkflowProblem[];
  attempts: number;
  /** The person stopped it; what there was until then is here. */
  isStopped: boolean;
}

/** @throws ProviderError when the model cannot be asked, ConfigError when there is none */
export async function generateAgent(
  model: LanguageModel,
  description: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: GenerateProgress) => void },
): Promise<GeneratedAgent> {
  if (model.rehearsal)
    throw new ConfigError(
      'config-invalid',
      'No language model is set up, and the rehearsal cannot plan an agent. Choose one under Settings, or use the guided form.',
    );
  const messages: LlmMessage[] = [
    { role: 'system', content: planningPrompt() },
    { role: 'user', content: description },
  ];
  let best: ReadAnswer | null = null;
  let attempt = 0;
  let mending = 0;
  const isStopped = (): boolean => signal.aborted;
  while (attempt < mostAttempts && !isStopped()) {
    attempt += 1;
    const round = attempt;
    const fixed = mending;
    const text = await answerOf(model, messages, signal, (characters) => {
      onProgress({ attempt: round, characters, mending: fixed });
    });
    if (isStopped()) break;
    const answer = readAnswer(text);
    if (best === null || badness(answer) < badness(best)) best = answer;
    const wrong = [...answer.problems, ...answer.hints];
    if (wrong.length === 0) break;
    mending = wrong.length;
    messages.push({ role: 'assistant', content: text }, { role: 'user', content: correctionPrompt(wrong) });
  }
  const { document = null, problems = [], hints = [] } = best ?? {};
  return { document, problems, hints, attempts: attempt, isStopped: isStopped() };
}

/** No document at all, then what forbids a call, then hints. */
const badness = ({ document, problems, hints }: ReadAnswer): number =>
  (document === null ? 1_000_000 : 0) + problems.length * 1000 + hints.length;

async function answerOf(
  model: LanguageModel,
  messages: LlmMessage[],
  signal: AbortSignal,
  onCharacters: (count: number) => void,
): Promise<string> {
  let text = '';
  onCharacters(0);
  for await (const event of model.stream({ messages, functions: [] }, signal)) {
    if (event.type !== 'text-delta') continue;
    text += event.text;
    onCharacters(text.length);
    if (text.length > longestAnswer) break;
  }
  return text;
}
