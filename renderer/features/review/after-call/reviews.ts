/** What the QA nodes of a run came to, read from its log and its annotations. */
import {
  qaAnnotationKey,
  qaAnnotationSchema,
  type QaAnnotation,
  type Review,
} from '#shared/domain/after-run.ts';
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

export interface QaOutcome {
  nodeId: string;
  name: string;
  outcome: RunEventPayload<'qa-result'>['outcome'] | 'waiting';
  /** Why it was skipped or failed. */
  reason: string | null;
  review: Review | null;
  model: string | null;
  steps: { nodeId: string; name: string; review: Review }[];
}

/** One a QA node that is switched on, in the order of the document; what the log tells of others comes behind. */
export function qaOutcomesOf(
  run: Pick<Run, 'annotations'>,
  document: WorkflowDocument | null,
  events: readonly RunEvent[],
  isWaiting: boolean,
): QaOutcome[] {
  const told = new Map(
    events.flatMap((event) => (event.type === 'qa-result' ? [[event.payload.node_id, event.payload]] : [])),
  );
  const drawn = (document?.nodes ?? []).filter(
    ({ type, data }) => type === 'qa' && data.qa_enabled !== false,
  );
  const ids = new Set([...drawn.map(({ id }) => id), ...told.keys()]);
  return [...ids].flatMap((nodeId): QaOutcome[] => {
    const result = told.get(nodeId);
    if (result) {
      const { node_name: name, outcome, reason, review, model } = result;
      return [{ nodeId, name, outcome, reason, review, model, steps: stepsOf(annotationOf(run, nodeId)) }];
    }
    if (!isWaiting) return [];
    const name = drawn.find(({ id }) => id === nodeId)?.data.name ?? nodeId;
    return [{ nodeId, name, outcome: 'waiting', reason: null, review: null, model: null, steps: [] }];
  });
}

function annotationOf({ annotations }: Pick<Run, 'annotations'>, nodeId: string): QaAnnotation | null {
  return qaAnnotationSchema.safeParse(annotations[qaAnnotationKey(nodeId)]).data ?? null;
}

/** A conversation of one step is told by the whole. */
function stepsOf(annotation: QaAnnotation | null): QaOutcome['steps'] {
  const steps = Object.entries(annotation?.node_results ?? {}).map(
    ([nodeId, { node_name: name, ...review }]) => ({
      nodeId,
      name,
      review,
    }),
  );
  return steps.length > 1 ? steps : [];
}
