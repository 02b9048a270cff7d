/**
 * A plan of a conversation: what a person says of it in a form, or a model answers, before it is drawn. Fewer words than a
 * document, so that a model makes fewer mistakes in it.
 */
import { z } from 'zod';
import { guardSchema } from '../../domain/guard.ts';
import { variableTypes } from '../../domain/workflow.ts';

const words = z.string().trim();

export const planVariableSchema = z.object({
  name: words.min(1).max(60),
  type: z.enum(variableTypes).catch('string'),
  /** What it is, e.g. `The day of the visit, as YYYY-MM-DD`. */
  prompt: words.default(''),
  /** Values allowed; empty: any. */
  options: z.array(words).default([]),
});

export const planExitSchema = z.object({
  /** Id of a step. */
  to: words.min(1),
  /** Two to four words. */
  label: words.default(''),
  /** When the model takes it. */
  condition: words.default(''),
  /** What a caller may say to take it. */
  examples: z.array(words).default([]),
  /** Said on the way. */
  speech: words.default(''),
  /** Takes it without the model. */
  guard: guardSchema.optional().catch(undefined),
});

export const planStepSchema = z.object({
  id: words.min(1).max(60),
  kind: z.enum(['start', 'step', 'end']),
  name: words.default(''),
  /** Start only: the first words of the call. */
  greeting: words.default(''),
  prompt: words.default(''),
  /** The question or sentence of the step, word for word. */
  say: words.default(''),
  variables: z.array(planVariableSchema).default([]),
  exits: z.array(planExitSchema).default([]),
  /** End only: the outcome that is written down, e.g. `appointment_booked`. */
  outcome: words.default(''),
});

export const planSchema = z.object({
  name: words.default(''),
  /** Who speaks, how, and what holds in every step. */
  persona: words.default(''),
  steps: z.array(planStepSchema).min(1).max(200),
});

export type PlanVariable = z.input<typeof planVariableSchema>;
export type PlanStep = z.input<typeof planStepSchema>;
export type Plan = z.input<typeof planSchema>;
export type ReadPlan = z.output<typeof planSchema>;
