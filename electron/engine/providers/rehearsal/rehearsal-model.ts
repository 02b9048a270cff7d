/**
 * A deterministic stand-in behind the language model port: it speaks the lines that are quoted in the prompts and takes
 * the edge whose examples, label and condition fit the caller's answer. The same request always gives the same events.
 */
import { pressKeysFunctionName } from '#shared/domain/line-craft.ts';
import type { LanguageModel, LlmEvent, LlmMessage, LlmRequest } from '../spec/llm.ts';
import { pressedIn } from '../spec/pressed-keys.ts';
import { chooseFunction } from './answer-match.ts';
import { readStanding } from './conversation.ts';
import { extractValues } from './extract-values.ts';
import { choosePressed } from './pressed-choice.ts';
import { askAgain, openingOf } from './replies.ts';
import { smallTalkIn } from './sentence.ts';

export function createRehearsalModel(): LanguageModel {
  return { provider: 'rehearsal', model: 'rehearsal-1', rehearsal: true, stream };
}

/** What to do next: say something, or call a function. */
export type Decision = { say: string } | { call: string };

/** Pure; exported for tests. */
export function decide(request: LlmRequest): Decision {
  if (request.extract) return { say: JSON.stringify(extractValues(request)) };
  const { step } = request;
  // Finding the way through another machine's menu takes a model that understands it.
  const functions = request.functions.filter(({ name }) => name !== pressKeysFunctionName);
  const standing = readStanding(request.messages, step?.enteredAt);
  const answer = standing.answers.at(-1);
  if (answer === undefined && !standing.notUnderstood) return { say: openingOf(step, functions) };
  if (functions.length === 0) return { say: openingOf(step, functions) };
  const missesBefore = standing.earlier.filter((said) => smallTalkIn(said) === null).length;
  if (standing.notUnderstood || answer === undefined) {
    return { say: askAgain('not-understood', missesBefore, step, functions) };
  }
  const pressed = pressedIn(answer);
  if (pressed !== null) {
    const meant = choosePressed(pressed, functions);
    return meant ? { call: meant.name } : { say: askAgain('no-match', missesBefore, step, functions) };
  }
  const whole = standing.answers.join(' ');
  const talk = smallTalkIn(answer);
  const chosen =
    chooseFunction(answer, functions) ?? (whole === answer ? null : chooseFunction(whole, functions));
  // "Can you repeat that" is never an answer, unless the agent's author made it one.
  const asExample = chosen?.examples?.some((example) => sameWords(example, answer)) ?? false;
  if (chosen && (talk === null || asExample)) return { call: chosen.name };
  return { say: askAgain(talk ?? 'no-match', missesBefore, step, functions) };
}

const sameWords = (a: string, b: string): boolean =>
  a.toLowerCase().replace(/[^a-z0-9]+/g, '') === b.toLowerCase().replace(/[^a-z0-9]+/g, '');

async function* stream(request: LlmRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  const decision = decide(request);
  const said = 'say' in decision ? decision.say : '';
  for (const text of said.match(/\s*\S+/g) ?? []) {
    // A turn of the event loop between words, as with a model that streams over a network.
    await Promise.resolve();
    if (signal.aborted) return;
    yield { type: 'text-delta', text };
  }
  if (signal.aborted) return;
  if ('call' in decision) {
    const count = request.messages.filter((message) => message.role === 'assistant').length;
    yield {
      type: 'function-call',
      id: `rehearsal_call_${String(count + 1)}`,
      name: decision.call,
      arguments: {},
    };
  }
  const completion = 'call' in decision ? decision.call : said;
  const prompt = estimateTokens(request.messages.map(textOf).join(' '));
  const completed = estimateTokens(completion);
  yield {
    type: 'finish',
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completed,
      total_tokens: prompt + completed,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    },
  };
}

/** Nothing is tokenised here: a quarter of the characters is the usual rule of thumb for English. */
function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function textOf(message: LlmMessage): string {
  return message.content;
}
