/**
 * Guards: an edge's deterministic condition, which takes the edge without asking the model (Parley's own key
 * `guard` of an edge's data).
 *
 * Order: before each request for a reply the guards of the node are looked at in the order of the document's edges; the
 * first that holds is taken, and then those of the node it leads to. `keyword` and `pattern` read the caller's last turn
 * as long as it has not been answered, `turns` and `seconds` count from when the node was entered.
 *
 * An edge with a guard and a blank condition is not offered to the model: its guard alone takes it. With both, the guard
 * is looked at first, and the model may still take the edge (`isOfferedToModel` in `shared/graph/functions.ts`).
 */
import { z } from 'zod';

export const comparisons = [
  'equals',
  'not_equals',
  'less',
  'at_most',
  'greater',
  'at_least',
  'contains',
  'is_set',
  'is_empty',
] as const;
export type Comparison = (typeof comparisons)[number];

/** Comparisons that need no value. */
export const comparisonsWithoutValue: ReadonlySet<Comparison> = new Set(['is_set', 'is_empty']);

export const guardConditionSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('variable'),
    /** A path as in a template: `order_total`, `initial_context.plan`, `gathered_context.age`. What was gathered comes before what was given. */
    variable: z.string(),
    comparison: z.enum(comparisons),
    /** Compared as a number when both are numbers, else as text without regard to case. */
    value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  }),
  z.looseObject({
    kind: z.literal('keyword'),
    /** Any of these, as whole words, without regard to case and accents. */
    words: z.array(z.string()),
  }),
  z.looseObject({
    kind: z.literal('pattern'),
    /** A regular expression without look-around and back-references, matched in linear time (`shared/graph/guard-match.ts`). */
    pattern: z.string(),
    /** Default true. */
    ignore_case: z.boolean().optional(),
  }),
  z.looseObject({
    kind: z.literal('turns'),
    /** Turns of the caller in this node, 1–1000. */
    at_least: z.number(),
  }),
  z.looseObject({
    kind: z.literal('seconds'),
    /** Since the node was entered, 1–3600 s. */
    at_least: z.number(),
  }),
]);
export type GuardCondition = z.infer<typeof guardConditionSchema>;
export type GuardConditionKind = GuardCondition['kind'];

export const guardSchema = z.looseObject({
  /** How many of the conditions must hold; default `all`. */
  match: z.enum(['all', 'any']).optional(),
  conditions: z.array(guardConditionSchema),
});
export type Guard = z.infer<typeof guardSchema>;

/** What a guard may hold; validation refuses more. */
export const guardLimits = {
  conditions: 20,
  words: 100,
  /** Characters of a word or phrase, and of a value. */
  wordLength: 200,
  /** Characters of a regular expression. */
  patternLength: 500,
  turns: { min: 1, max: 1000 },
  seconds: { min: 1, max: 3600 },
} as const;
