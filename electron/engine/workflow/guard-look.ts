/** Looking at the guards of a node: which of them holds now. Used alike by the walk and by a speculation. */
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import type { CompiledEdge, CompiledNode } from './compile.ts';
import { guardValue, type GuardFacts } from './guards.ts';
import type { History } from './history.ts';
import type { RunContext } from './run-context.ts';

export interface GuardLook {
  /** Those that were looked at, in order. */
  looks: RunEventPayload<'decision'>['guards'];
  /** The edge of the first that holds; null when none does. */
  taken: CompiledEdge | null;
}

/** What has happened in the node so far. */
export interface StayInNode {
  /** Turns of the caller. */
  turns: number;
  /** Wall clock, ms. */
  enteredAtMs: number;
}

export const noGuards: GuardLook = { looks: [], taken: null };

export function lookAtGuards(
  node: CompiledNode,
  history: History,
  context: RunContext,
  { turns, enteredAtMs }: StayInNode,
): GuardLook {
  if (node.guarded.length === 0) return noGuards;
  const now = context.now();
  const clock = context.clock(now);
  const { values } = context;
  const facts: GuardFacts = {
    said: history.unanswered,
    turns,
    inNodeMs: Math.max(0, now.getTime() - enteredAtMs),
    value: (path) => guardValue(path, values, clock),
  };
  const looks: GuardLook['looks'] = [];
  for (const edge of node.guarded) {
    const verdict = edge.guard.evaluate(facts);
    looks.push({ edge_id: edge.id, label: edge.label, ...verdict });
    if (verdict.held) return { looks, taken: edge };
  }
  return { looks, taken: null };
}
