/** Extraction: the wanted values in a whole conversation. */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import { parse } from 'chrono-node/en';
import { parseIsoDate, type CalendarDate } from '../../base/english/dates.ts';
import { contentStems } from '../../base/english/tokens.ts';
import { variableWords } from '../../base/english/wanted-values.ts';
import { NOT_UNDERSTOOD, type LlmRequest } from '../spec/llm.ts';
import { pressedIn } from '../spec/pressed-keys.ts';
import { valueIn, type FoundValue } from './find-value.ts';
import { questionOf, quotedLine } from './spoken-line.ts';

interface Answer {
  text: string;
  /** What the agent had said before it. */
  question: string;
}

/**
 * Every variable of the request by name, null when it was not said. The latest answer to the question that asks for the
 * variable wins; where none of them holds it, the latest other sentence that plainly does.
 */
export function extractValues(request: LlmRequest): Record<string, FoundValue | null> {
  const answers = readAnswers(request);
  const today = todayOf(request);
  const line = quotedLine(request.step?.nodePrompt ?? '');
  const entries = (request.extract?.variables ?? []).map((variable): [string, FoundValue | null] => {
    const asked = answers.map((answer) => asksFor(answer.question, variable, line));
    for (const wanted of [true, false]) {
      for (let index = answers.length - 1; index >= 0; index -= 1) {
        const answer = answers[index];
        if (!answer || asked[index] !== wanted) continue;
        const value = valueIn(answer.text, variable, { asked: wanted, today });
        if (value !== null) return [variable.name, value];
      }
    }
    return [variable.name, null];
  });
  return Object.fromEntries(entries);
}

function readAnswers(request: LlmRequest): Answer[] {
  const answers: Answer[] = [];
  let question = '';
  let answered = false;
  for (const message of request.messages) {
    if (message.role === 'assistant') {
      question = answered ? message.content : `${question} ${message.content}`.trim();
      answered = false;
    } else if (message.role === 'user') {
      answered = true;
      // A number that was keyed in is that number.
      const text = pressedIn(message.content) ?? message.content;
      if (text !== NOT_UNDERSTOOD) answers.push({ text, question });
    }
  }
  return answers;
}

/** The node's own line, or words of the variable's name or prompt in what the agent asked. */
function asksFor(question: string, variable: ExtractionVariable, line: string | null): boolean {
  const asked = new Set(contentStems(question));
  if (asked.size === 0) return false;
  if (line !== null) {
    const own = contentStems(questionOf(line));
    const shared = own.filter((stem) => asked.has(stem)).length;
    if (own.length > 0) return shared / own.length >= 0.6;
  }
  return contentStems(variableWords(variable)).some((stem) => asked.has(stem) && !VAGUE.has(stem));
}

const VAGUE = new Set(['caller', 'customer', 'user', 'person', 'true', 'fals', 'number', 'say', 'said']);

/** `request.now`, else a date that a line of the system message gives as today's. */
function todayOf(request: LlmRequest): CalendarDate | null {
  const given = parseIsoDate(request.now?.slice(0, 10) ?? '');
  if (given) return given;
  const system =
    request.messages.find((message) => message.role === 'system')?.content.slice(0, 20_000) ?? '';
  for (const text of system.split('\n')) {
    if (!/\b(?:today|current (?:date|time)|now|date is|it is)\b/i.test(text)) continue;
    const iso = parseIsoDate(text);
    if (iso) return iso;
    for (const { start } of parse(text.slice(0, 500))) {
      if (!start.isCertain('day') || !start.isCertain('month') || !start.isCertain('year')) continue;
      const year = start.get('year');
      const month = start.get('month');
      const day = start.get('day');
      if (year !== null && month !== null && day !== null) return { year, month, day };
    }
  }
  return null;
}
