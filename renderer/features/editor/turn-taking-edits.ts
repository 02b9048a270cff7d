/** A change to an agent's turn-taking: what equals the preset is not kept, so that it follows the preset. */
import { turnTakingPresets, type TurnTaking } from '#shared/domain/turn-taking.ts';
import type { Patch } from './edits.ts';

/** A field set to `undefined` is the preset's again. Undefined when nothing is left that differs from the default. */
export function patchedTurnTaking(before: TurnTaking, patch: Patch<TurnTaking>): TurnTaking | undefined {
  const after: Record<string, unknown> = { ...before, ...patch };
  const preset: Record<string, unknown> = turnTakingPresets[patch.preset ?? before.preset ?? 'balanced'];
  const kept = Object.entries(after).filter(([key, value]) =>
    key === 'preset'
      ? value !== undefined && value !== 'balanced'
      : value !== undefined && value !== preset[key],
  );
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
