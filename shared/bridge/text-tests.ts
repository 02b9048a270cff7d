/** What the bridge tells of text tests: talks with an agent's draft in writing, in which any turn can be gone back to. */
import { z } from 'zod';
import { runEventSchema, speechSources } from '../domain/run-event.ts';

const id = z.string().min(1);
const turn = z.number().int().nonnegative();
const nothing = z.undefined();
/** One turn of the caller. */
const line = z.string().trim().min(1).max(2000);

/** Where a branch comes from: the run whose turns up to this one it shares. */
export const branchOriginSchema = z.object({ run_id: id, after_turn: turn });
export type BranchOrigin = z.infer<typeof branchOriginSchema>;

/** One course of a test, which is one run of the library. */
export const testBranchSchema = z.object({
  run_id: id,
  /** Null: begun with the opening. */
  branch_of: branchOriginSchema.nullable(),
  /** Of the caller, those shared with its origin among them. */
  turn_count: turn,
  /** The caller's last line; empty when they have not said anything. */
  last_line: z.string(),
  /** How its run ended; null for the one that is open. */
  disposition: z.string().nullable(),
});
export type TestBranch = z.infer<typeof testBranchSchema>;

/**
 * `answering`: the agent is speaking; `settling`: it has spoken, and values are still being looked for; `waiting`: for the
 * caller; `ended`: the talk is over, and can be gone on with from an earlier turn; `closed`: the test is over.
 */
export const testPhases = ['answering', 'settling', 'waiting', 'ended', 'closed'] as const;
export type TestPhase = (typeof testPhases)[number];

export const testStateSchema = z.object({
  test_id: id,
  workflow_id: id,
  workflow_name: z.string(),
  phase: z.enum(testPhases),
  /** Grows with every change: of two states that arrive, the one with more is the newer. */
  change: z.number().int().nonnegative(),
  /** The run that goes on, or was the last to. */
  run_id: id,
  /** The version of the draft that this run executes. */
  definition_id: z.string(),
  initial_context: z.record(z.string(), z.unknown()),
  /** `provider/model` that answers. */
  model: z.string(),
  is_rehearsal: z.boolean(),
  /** Oldest first, without those that another one goes on from at their very end. */
  branches: z.array(testBranchSchema),
});
export type TestState = z.infer<typeof testStateSchema>;

/** A test with the log of its present run. */
export const testViewSchema = z.object({ state: testStateSchema, events: z.array(runEventSchema) });
export type TestView = z.infer<typeof testViewSchema>;

export const textTestMethods = {
  /**
   * Begins a test of the stored draft, which is validated like a call. With `from` it goes on where a turn of a run in
   * the library ended (its last one when none is named); only runs of text tests have kept that.
   */
  'tests.open': {
    input: z.object({
      workflow_id: id,
      initial_context: z.record(z.string(), z.unknown()).default({}),
      from: z.object({ run_id: id, after_turn: turn.optional() }).optional(),
    }),
    output: testViewSchema,
  },
  /** Those that are open, of one agent or of all. */
  'tests.list': { input: z.object({ workflow_id: id.optional() }), output: z.array(testStateSchema) },
  'tests.get': { input: z.object({ test_id: id }), output: testViewSchema },
  /**
   * The caller's next line; answered once it is taken, the agent's answer is pushed. On a branch that was left the talk
   * goes on from its end, in a new run.
   */
  'tests.say': {
    input: z.object({ test_id: id, run_id: id.optional(), text: line }),
    output: testViewSchema,
  },
  /** Ends the answer under way; what has been said of it stays. */
  'tests.stop': { input: z.object({ test_id: id }), output: nothing },
  /**
   * Goes on from the end of a turn (0 is the opening, null begins anew) with the newest draft, and says `text` there when
   * it is given. The turns after it stay as a branch.
   */
  'tests.rewind': {
    input: z.object({
      test_id: id,
      run_id: id.optional(),
      after_turn: turn.nullable(),
      text: line.optional(),
    }),
    output: testViewSchema,
  },
  /** The log of one branch. */
  'tests.branch': {
    input: z.object({ test_id: id, run_id: id }),
    output: z.array(runEventSchema),
  },
  /** The caller hangs up; its runs stay in the library. */
  'tests.close': { input: z.object({ test_id: id }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const textTestPushes = {
  'test.event': z.object({ test_id: id, run_id: id, event: runEventSchema }),
  /** A speech that streams, as far as it has been said; the whole of it comes as an `agent-text` event. */
  'test.words': z.object({
    test_id: id,
    run_id: id,
    turn,
    speech_id: id,
    source: z.enum(speechSources),
    text: z.string(),
  }),
  'test.state': testStateSchema,
} as const satisfies Record<string, z.ZodType>;
