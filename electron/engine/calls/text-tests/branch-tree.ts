/** The branches of a test as a person sees them, and how they are found again in the library. */
import { StudioError } from '../../base/errors.ts';
import { branchOriginSchema, type TestBranch } from '#shared/bridge/text-tests.ts';
import type { Run } from '#shared/domain/run.ts';
import type { KeptTurn } from './kept-turns.ts';

/** A branch, open or in the library. */
export interface KnownBranch extends TestBranch {
  createdAt: string;
}

/** The test that a run belongs to; null for every other run. */
export function testOfRun({ extra }: Pick<Run, 'extra'>): string | null {
  const id = extra['test_id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

export function branchOfRun(run: Run, turns: readonly KeptTurn[]): KnownBranch {
  const origin = branchOriginSchema.safeParse(run.extra['branch_of']);
  const last = turns.at(-1);
  return {
    run_id: run.id,
    branch_of: origin.success ? origin.data : null,
    turn_count: last?.turn ?? 0,
    last_line: last?.line ?? '',
    disposition: run.gathered_context.call_disposition ?? 'unknown',
    createdAt: run.created_at,
  };
}

/** Oldest first, without those that another goes on from at their end: all that they are is in that one. */
export function shownBranches(branches: readonly KnownBranch[]): TestBranch[] {
  const isGoneOnWith = ({ run_id: id, turn_count: turns, disposition }: KnownBranch): boolean =>
    disposition !== null &&
    branches.some(({ branch_of: origin }) => origin?.run_id === id && origin.after_turn >= turns);
  return branches
    .filter((branch) => !isGoneOnWith(branch))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.run_id.localeCompare(b.run_id))
    .map(({ createdAt: _createdAt, ...branch }) => branch);
}

/** The turns up to this one (all when null), which is the last of them. */
export function turnsUpTo(turns: readonly KeptTurn[], afterTurn: number | null): KeptTurn[] {
  const at = afterTurn === null ? turns.length - 1 : turns.findLastIndex(({ turn }) => turn === afterTurn);
  if (at >= 0) return turns.slice(0, at + 1);
  throw new StudioError(
    'input-invalid',
    turns.length === 0
      ? 'This run did not keep what it knew after each turn, so it cannot be gone on with. Only text tests do.'
      : `What was known after turn ${String(afterTurn)} was not kept. Go back to an earlier turn, or start over.`,
  );
}
