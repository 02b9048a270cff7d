import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRehearsalModel } from '../../providers/rehearsal/index.ts';
import { branchOriginSchema } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import booking from '../../../../resources/workflows/appointment-booking.json' with { type: 'json' };
import { readKeptTurns } from './kept-turns.ts';
import { testBench } from './testing/bench.ts';

const line = fc.constantFrom(
  'yes please',
  'no thank you',
  'a cleaning',
  'tomorrow',
  'at ten',
  'hm',
  'goodbye',
);
/** `back` and `branch` are picked from what there is. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), line }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('rewind' as const),
      branch: fc.nat(5),
      back: fc.nat(5),
      line: fc.option(line, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('branch' as const), branch: fc.nat(5), line }) },
);

/** All but the number, which differs from run to run. */
const content = ({ seq: _seq, ...event }: RunEvent): object => event;

test('whatever is said and wherever it is gone back to, every run is whole and begins as the one it came from', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const bench = await testBench(booking as WorkflowDocument, createRehearsalModel);
      const { state } = await bench.open();
      const id = state.test_id;
      for (const each of steps) {
        const view = bench.tests.get(id);
        const { branches, phase } = view.state;
        if (each.do === 'say') {
          if (phase === 'ended') await expect(bench.say(id, each.line)).rejects.toThrow(/is over/);
          else await bench.say(id, each.line);
          continue;
        }
        const branch = branches[each.branch % branches.length];
        if (!branch) throw new Error('a test has a branch');
        const kept = await readKeptTurns(await bench.store.runFolder(branch.run_id));
        const at = kept[kept.length - 1 - (each.do === 'rewind' ? each.back % kept.length : 0)];
        if (each.do === 'branch' && branch.run_id !== view.state.run_id)
          await bench.say(id, each.line, branch.run_id);
        else await bench.rewind(id, at?.turn ?? 0, each.line, branch.run_id);
      }
      await bench.tests.close(id);
      for (const run of bench.store.runs.values()) {
        const events = bench.store.events.get(run.id) ?? [];
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        expect(events.map(({ type }) => type === 'run-completed').filter(Boolean)).toHaveLength(1);
        expect(run).toMatchObject({ is_completed: true, state: 'completed' });
        const turns = await readKeptTurns(await bench.store.runFolder(run.id));
        expect(turns.map(({ turn }) => turn)).toEqual(turns.map((_, index) => index));
        const origin = branchOriginSchema.safeParse(run.extra['branch_of']);
        if (!origin.success) continue;
        const before = bench.store.events.get(origin.data.run_id) ?? [];
        const last = turns[origin.data.after_turn]?.seq ?? 0;
        expect(events.slice(1, last).map(content)).toEqual(before.slice(1, last).map(content));
      }
      await bench.dispose();
    }),
    { numRuns: 40 },
  );
});
