import type { WorkflowDocument } from '../../domain/workflow.ts';

/** Every id of a document: nodes, edges, frames and notes share one space, so that a selection can name any of them. */
function idsOf({ nodes, edges, frames = [], notes = [] }: WorkflowDocument): Set<string> {
  return new Set([...nodes, ...edges, ...frames, ...notes].map(({ id }) => id));
}

/** The first of `agent-1`, `agent-2` … that nothing in the document has. */
export function freeId(document: WorkflowDocument, stem: string): string {
  return createIds(document).next(stem);
}

export interface Ids {
  /** The id itself where it is free, else the next of its kind. */
  keepOrNext: (id: string) => string;
  next: (stem: string) => string;
}

/** Gives out ids, each once, that the document does not have. */
export function createIds(document: WorkflowDocument): Ids {
  const taken = idsOf(document);
  const counts = new Map<string, number>();
  const next = (stem: string): string => {
    for (let count = counts.get(stem) ?? 1; ; count += 1) {
      const id = `${stem}-${count}`;
      if (taken.has(id)) continue;
      taken.add(id);
      counts.set(stem, count + 1);
      return id;
    }
  };
  return {
    next,
    keepOrNext: (id) => {
      if (taken.has(id)) return next(id.replace(/-\d+$/, ''));
      taken.add(id);
      return id;
    },
  };
}
