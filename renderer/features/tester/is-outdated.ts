import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { logicOf } from '#shared/graph/logic.ts';

const words = new WeakMap<WorkflowDocument, string>();

function logicText(document: WorkflowDocument): string {
  const known = words.get(document);
  if (known !== undefined) return known;
  const text = JSON.stringify(logicOf(document));
  words.set(document, text);
  return text;
}

/** Does the draft act otherwise than the one a run was begun with? False where that one is not known. */
export function isOutdated(begun: WorkflowDocument | null, draft: WorkflowDocument): boolean {
  return begun !== null && begun !== draft && logicText(begun) !== logicText(draft);
}
