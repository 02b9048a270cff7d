/** The values that a step's prompts name, and what they are taken to be in a preview. */
import { templateMarks } from '#shared/base/templates.ts';
import type { ExtractionVariable, WorkflowDocument } from '#shared/domain/workflow.ts';
import { VariableScope } from '#shared/graph/variables.ts';

export interface UsedValues {
  /** What the call begins with: names, and whether the test values have them. */
  given: { name: string; isDeclared: boolean }[];
  /** What earlier steps find. */
  gathered: ExtractionVariable[];
}

export function usedValues(document: WorkflowDocument, nodeId: string): UsedValues {
  const scope = new VariableScope(document);
  const given = new Map<string, boolean>();
  const gathered = new Map<string, ExtractionVariable>();
  const node = document.nodes.find(({ id }) => id === nodeId);
  const global = document.nodes.find(({ type }) => type === 'globalNode');
  const start = document.nodes.find(({ type }) => type === 'startCall');
  const addsGlobal = node?.data.add_global_prompt ?? node?.type !== 'endCall';
  for (const text of [addsGlobal ? global?.data.prompt : '', node?.data.prompt, start?.data.greeting])
    for (const { path } of templateMarks(text ?? '')) {
      if (path === null || /^current_(?:time|weekday)/.test(path)) continue;
      const found = /^gathered_context\.(?:(?:extracted_variables|spoken)\.)?([^.]+)/.exec(path)?.[1];
      const variable = found === undefined ? undefined : scope.extracted.get(found)?.variable;
      if (variable) gathered.set(variable.name, variable);
      if (path.startsWith('gathered_context')) continue;
      const name = path.replace(/^initial_context\./, '').split('.', 1)[0] ?? '';
      if (name !== '') given.set(name, Object.hasOwn(scope.testContext, name));
    }
  return {
    given: [...given].map(([name, isDeclared]) => ({ name, isDeclared })),
    gathered: [...gathered.values()],
  };
}

/** What was typed, as values of the variables' types; nothing typed, nothing found. */
export function gatheredContext(
  variables: readonly ExtractionVariable[],
  typed: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, type } of variables) {
    const text = typed[name] ?? '';
    if (text === '') continue;
    if (type === 'boolean') values[name] = text === 'true';
    else if (type === 'string') values[name] = text;
    else if (Number.isFinite(Number(text))) values[name] = Number(text);
  }
  return values;
}
