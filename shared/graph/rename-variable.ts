/** Renaming a variable wherever it is named: where it is declared or extracted, in placeholders and in guards. */
import { templateMarks } from '../base/templates.ts';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { changeTexts, textsOf, type AgentText, type TextChange } from './edit-texts.ts';
import { replaceHits } from './find-texts.ts';
import { VariableScope } from './variables.ts';

export interface RenamedVariable {
  /** `extracted`: found in the call by nodes; `test-value`: what the call begins with. */
  source: 'extracted' | 'test-value';
  name: string;
}

const gatheredPrefix = /^gathered_context\.(?:(?:extracted_variables|spoken)\.)?/;

/** Why it cannot have that name; null when it can. */
export function renameRefusal(
  document: WorkflowDocument,
  variable: RenamedVariable,
  to: string,
): string | null {
  if (to === '') return 'Write the new name.';
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(to))
    return 'A name begins with a letter and has only letters, digits, - and _.';
  if (to === variable.name) return 'That is its name now.';
  const scope = new VariableScope(document);
  const isTaken =
    variable.source === 'extracted' ? scope.extracted.has(to) : Object.hasOwn(scope.testContext, to);
  return isTaken ? `There is a variable “${to}” already; the two would become one.` : null;
}

/** Every text that changes. The declaration of a test value is no text: `renameVariable` changes it too. */
export function renameChanges(
  document: WorkflowDocument,
  variable: RenamedVariable,
  to: string,
): TextChange[] {
  const isExtractedToo = new Set(new VariableScope(document).extracted.keys());
  return textsOf(document).flatMap((text) => {
    const after = renamedText(text, variable, to, isExtractedToo);
    return after === text.text ? [] : [{ owner: text.owner, path: text.path, before: text.text, after }];
  });
}

export function renameVariable(
  document: WorkflowDocument,
  variable: RenamedVariable,
  to: string,
): WorkflowDocument {
  const next = changeTexts(document, renameChanges(document, variable, to));
  const context = next.workflow_configurations?.test_context;
  if (variable.source !== 'test-value' || !context || !Object.hasOwn(context, variable.name)) return next;
  // In its place: the order of the values is the person's.
  const renamed = Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key === variable.name ? to : key, value]),
  );
  return { ...next, workflow_configurations: { ...next.workflow_configurations, test_context: renamed } };
}

function renamedText(
  { text, path, field, isTemplate }: AgentText,
  variable: RenamedVariable,
  to: string,
  extracted: ReadonlySet<string>,
): string {
  const last = path.at(-1);
  if (field === 'extraction_variables' && last === 'name')
    return variable.source === 'extracted' && text === variable.name ? to : text;
  if (field === 'guard') return last === 'variable' ? renamedPath(text, variable, to, extracted) : text;
  if (!isTemplate) return text;
  const hits = [...templateMarks(text)].flatMap(({ from, to: end, path: named }) => {
    if (named === null) return [];
    // A bare name in a text is what the call began with, whatever else is called so.
    const renamed = renamedPath(named, variable, to, null);
    if (renamed === named) return [];
    const at = text.indexOf(named, from);
    return at < 0 || at >= end ? [] : [{ from: at, to: at + named.length, replacement: renamed }];
  });
  return hits.length === 0 ? text : replaceHits(text, hits);
}

/** @param bare names for which a bare path means the extracted value, as in guards; null where it never does */
function renamedPath(
  path: string,
  { source, name }: RenamedVariable,
  to: string,
  bare: ReadonlySet<string> | null,
): string {
  const prefix = (source === 'extracted' ? gatheredPrefix : /^initial_context\./).exec(path)?.[0] ?? '';
  if (prefix === '') {
    const isExtracted = bare?.has(name) ?? false;
    if (isExtracted !== (source === 'extracted')) return path;
  }
  const rest = path.slice(prefix.length);
  if (rest !== name && !rest.startsWith(`${name}.`)) return path;
  return prefix + to + rest.slice(name.length);
}
