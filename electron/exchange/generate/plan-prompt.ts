/** What the model is told when it is to plan an agent. */
import { z } from 'zod';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { planSchema } from '#shared/exchange/plan/plan.ts';

/** More would not be read, and would hide the first ones. */
const problemsTold = 20;

export function planningPrompt(): string {
  const schema = JSON.stringify(z.toJSONSchema(planSchema, { io: 'input', unrepresentable: 'any' }));
  return `You design phone conversations. From a description you write the plan of a voice agent as one JSON object, and nothing else.

The plan is a graph. Each step is a part of the call with a prompt of its own; each exit of a step leads to another step when its condition holds.

Rules:
- Exactly one step of kind "start", at least one of kind "end". No exit leads to the start. An end has no exits. Every step can be reached from the start, and from every step an end can be reached.
- A step asks for one thing. "prompt" says what the agent does there; "say" is its question, word for word, short, as it is spoken.
- "greeting" is the first sentence of the call.
- Every exit has a short "label" of two to four words with letters a-z, no two alike in one step, a "condition" that says when it is taken, and three to six "examples" of what a caller says to take it.
- What is found out goes into "variables" of the step that asks: names in snake_case, a prompt that says the form ("as YYYY-MM-DD", "digits only", "the name of the caller"). Use it later as {{gathered_context.NAME}}.
- What the caller of the agent is given before the call is used as {{name}}; {{current_time}} and {{current_weekday}} are always there.
- An end says goodbye in "say" and has an "outcome" in snake_case.
- "persona" says who the agent is, how it speaks and what it must never do: one or two short sentences at a time, no lists.
- Use the language of the description for everything that is spoken.

JSON schema of the plan:
${schema}`;
}

/** Sent back after an answer that cannot be used as it is. */
export function correctionPrompt(problems: readonly Pick<WorkflowProblem, 'message'>[]): string {
  const told = problems.slice(0, problemsTold).map(({ message }) => `- ${message}`);
  const more = problems.length - told.length;
  if (more > 0) told.push(`- and ${more} more`);
  return `That plan has problems:\n${told.join('\n')}\n\nAnswer with the whole corrected plan as one JSON object, and nothing else.`;
}
