/** Placeholders of values that no call has, and values that are found and read nowhere. */
import type {
  WorkflowConfigurations,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '../../domain/workflow.ts';
import { shorten } from '../../base/shorten.ts';
import { templatePaths } from '../../base/templates.ts';
import { maxPromptLength } from '../../nodes/common-fields.ts';
import { textsOf, type AgentText } from '../edit-texts.ts';
import { edgeLabel, nodeLabel } from '../functions.ts';
import { VariableScope } from '../variables.ts';
import { nameOf } from './guard-logic.ts';
import { hint, ofNode, type LintRuleId, type WorkflowHint } from './hint.ts';
import { remembered } from './remembered.ts';

const empty = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } };

/** Texts with placeholders; what is too long to be called is not read. */
const templatesOf = (document: WorkflowDocument): AgentText[] =>
  textsOf(document).filter(
    ({ isTemplate, text }) => isTemplate && text.length <= maxPromptLength && text.includes('{{'),
  );
const ofOneNode = remembered((node: WorkflowNode) => templatesOf({ ...empty, nodes: [node] }));
const ofOneEdge = remembered((edge: WorkflowEdge) => templatesOf({ ...empty, edges: [edge] }));
const ofSettings = remembered((settings: WorkflowConfigurations) =>
  templatesOf({ ...empty, workflow_configurations: settings }),
);

/** Everything that a scope is made of; while it is the same, what was found for a text stays true. */
export const scopeParts = ({
  nodes,
  edges,
  workflow_configurations: settings,
}: WorkflowDocument): unknown[] => [
  settings?.test_context,
  nodes.length,
  ...nodes.flatMap(({ id, type, data }) => [
    id,
    type,
    ...(data.extraction_enabled === true ? [data.name, data.extraction_variables] : []),
  ]),
  ...edges.flatMap(({ id, source, target }) => [id, source, target]),
];

/** Broken placeholders and zones are problems already. */
const told: Readonly<Record<string, LintRuleId>> = {
  'undefined-variable': 'undefined-variable',
  'variable-too-late': 'variable-too-late',
};

function hintsIn(texts: readonly AgentText[], scope: VariableScope, label: string): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  for (const { owner, field, text } of texts) {
    const seen = new Set<string>();
    for (const { rule, path, message } of scope.check(text, owner)) {
      const id = told[rule];
      if (id === undefined || path === null || seen.has(path)) continue;
      seen.add(path);
      hints.push(hint(id, { ...owner, field }, `${label}: ${message}`, path));
    }
  }
  return hints;
}

/** `scope` answers the same object as long as it holds. */
export function createVariableRule(
  scopeOf: (document: WorkflowDocument) => VariableScope,
): (document: WorkflowDocument) => WorkflowHint[] {
  let known = { scope: new VariableScope(empty), found: new WeakMap<object, WorkflowHint[]>() };
  return (document) => {
    const scope = scopeOf(document);
    if (scope !== known.scope) known = { scope, found: new WeakMap() };
    const { found } = known;
    const of = <T extends object>(
      thing: T,
      texts: (thing: T) => AgentText[],
      label: () => string,
    ): WorkflowHint[] => {
      const hints = found.get(thing) ?? hintsIn(texts(thing), scope, label());
      found.set(thing, hints);
      return hints;
    };
    const settings = document.workflow_configurations;
    return [
      ...document.nodes.flatMap((node) => of(node, ofOneNode, () => nodeLabel(node))),
      ...document.edges.flatMap((edge) => of(edge, ofOneEdge, () => edgeLabel(edge))),
      ...(settings ? of(settings, ofSettings, () => 'The agent') : []),
    ];
  };
}

const pathsIn = (texts: readonly AgentText[]): string[] => texts.flatMap(({ text }) => templatePaths(text));
const readByNode = remembered((node: WorkflowNode) => pathsIn(ofOneNode(node)));
const readByEdge = remembered((edge: WorkflowEdge) => [
  ...pathsIn(ofOneEdge(edge)),
  ...(edge.data.guard?.conditions ?? []).flatMap((each) => (each.kind === 'variable' ? [each.variable] : [])),
]);
const readBySettings = remembered((settings: WorkflowConfigurations) => pathsIn(ofSettings(settings)));

/** The run keeps every value; one that no text, guard or webhook reads changes nothing in the call. */
export function unusedVariables({
  nodes,
  edges,
  workflow_configurations: settings,
}: WorkflowDocument): WorkflowHint[] {
  const finders = nodes.filter(
    ({ data }) => data.extraction_enabled === true && (data.extraction_variables ?? []).length > 0,
  );
  if (finders.length === 0) return [];
  const read = new Set<string>();
  for (const path of [
    ...nodes.flatMap(readByNode),
    ...edges.flatMap(readByEdge),
    ...(settings ? readBySettings(settings) : []),
  ]) {
    // The whole of it: everything is read.
    if (/^gathered_context(?:\.(?:extracted_variables|spoken))?$/.test(path.trim())) return [];
    read.add(nameOf(path.trim().replace(/^gathered_context\.spoken\./, '')).split('.', 1)[0] ?? '');
  }
  return finders.flatMap((node) =>
    (node.data.extraction_variables ?? [])
      .filter(({ name }) => name !== '' && !read.has(name))
      .map(({ name }) =>
        ofNode(
          'unused-variable',
          node,
          'extraction_variables',
          `${nodeLabel(node)} finds “${shorten(name)}”, which no text, guard or webhook reads; it is only kept with the run. Use it, or take it out.`,
          name,
        ),
      ),
  );
}
