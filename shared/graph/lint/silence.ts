/** Warnings that an agent is not told again: `workflow_configurations.lint_ignored`. */
import type { WorkflowConfigurations, WorkflowDocument, WorkflowProblem } from '../../domain/workflow.ts';
import { patchConfigurations } from '../edit/patch.ts';

type Silenced = Pick<WorkflowProblem, 'rule' | 'id'>;

type Entry = NonNullable<WorkflowConfigurations['lint_ignored']>[number];

const ignoredIn = (document: WorkflowDocument): Entry[] =>
  document.workflow_configurations?.lint_ignored ?? [];
const isWhole = ({ id }: Entry): boolean => id === null || id === undefined;

/** An entry without an id silences its rule in the whole agent. */
export function isSilenced(document: WorkflowDocument): (warning: Silenced) => boolean {
  const ignored = ignoredIn(document);
  if (ignored.length === 0) return () => false;
  const keys = new Set(ignored.map(({ rule, id }) => `${rule} ${id ?? ''}`));
  return ({ rule, id }) => keys.has(`${rule} `) || keys.has(`${rule} ${id ?? ''}`);
}

/** `id` null: the rule in the whole agent. */
export function silence(document: WorkflowDocument, { rule, id }: Silenced): WorkflowDocument {
  if (isSilenced(document)({ rule, id })) return document;
  const others = ignoredIn(document).filter((each) => id !== null || each.rule !== rule);
  return patchConfigurations(document, { lint_ignored: [...others, { rule, id }] });
}

/** The warning is told again; a rule that was silenced as a whole is told everywhere. */
export function unsilence(document: WorkflowDocument, { rule, id }: Silenced): WorkflowDocument {
  const ignored = ignoredIn(document);
  const left = ignored.filter((each) => each.rule !== rule || !(isWhole(each) || each.id === id));
  if (left.length === ignored.length) return document;
  return patchConfigurations(document, { lint_ignored: left.length === 0 ? undefined : left });
}
