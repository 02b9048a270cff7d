/** Cards that are selected, to be organised together. */
import { useCallback, useMemo, useRef, useState } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';

export interface CardSelection {
  /** Of agents that are shown. */
  ids: ReadonlySet<string>;
  /** `withRange`: all between the one toggled before and this. */
  toggle: (id: string, withRange: boolean) => void;
  all: () => void;
  none: () => void;
}

/** The ids selected after one was toggled. A range takes the state that the toggled one gets. */
export function toggled(
  selected: ReadonlySet<string>,
  order: readonly string[],
  id: string,
  from: string | null,
): Set<string> {
  const next = new Set(selected);
  const [start, end] = [order.indexOf(from ?? id), order.indexOf(id)];
  const range = start < 0 || end < 0 ? [id] : order.slice(Math.min(start, end), Math.max(start, end) + 1);
  const isOn = !selected.has(id);
  for (const each of range) {
    if (isOn) next.add(each);
    else next.delete(each);
  }
  return next;
}

export function useCardSelection(shown: readonly WorkflowSummary[]): CardSelection {
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set());
  const order = useMemo(() => shown.map(({ id }) => id), [shown]);
  const last = useRef<string | null>(null);
  // What is not shown any more is not selected either: nobody organises what they do not see.
  const ids = useMemo(() => new Set(order.filter((id) => selected.has(id))), [order, selected]);
  const toggle = useCallback(
    (id: string, withRange: boolean) => {
      const from = withRange ? last.current : null;
      last.current = id;
      setSelected(toggled(ids, order, id, from));
    },
    [ids, order],
  );
  return {
    ids,
    toggle,
    all: () => {
      setSelected(new Set(order));
    },
    none: () => {
      setSelected(new Set());
    },
  };
}
