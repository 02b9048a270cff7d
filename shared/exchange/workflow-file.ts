/**
 * An agent as a JSON file that Dograh opens too. Dograh's upload reads `{name, workflow_definition: {nodes, edges,
 * viewport}}` and keeps the definition as it came, so what only Parley knows of the whole document stands in
 * `workflow_definition.extra`; the keys of nodes and edges stay where they are.
 */
import type { WorkflowDocument } from '../domain/workflow.ts';
import { isObject, without, type JsonObject } from './json-shape.ts';

/** Of the file, not of the app; raised when an older Parley would read a file wrongly. */
export const workflowFileVersion = 1;

const ofDefinition = ['nodes', 'edges', 'viewport'] as const;
const ofDocument: ReadonlySet<string> = new Set(['name', 'workflow_configurations', ...ofDefinition]);
const ofFile: ReadonlySet<string> = new Set([
  'name',
  'schema_version',
  'workflow_configurations',
  'workflow_definition',
  'workflow_json',
  'template_context_variables',
]);

export interface WorkflowFile {
  schema_version: number;
  name: string;
  workflow_definition: JsonObject;
  workflow_configurations?: NonNullable<WorkflowDocument['workflow_configurations']>;
}

export function toWorkflowFile(name: string, document: WorkflowDocument): WorkflowFile {
  const { nodes, edges, viewport, workflow_configurations: configurations } = document;
  const extra = without(document, ofDocument);
  return {
    schema_version: workflowFileVersion,
    name,
    workflow_definition: {
      nodes,
      edges,
      viewport,
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    ...(configurations === undefined || configurations === null
      ? {}
      : { workflow_configurations: configurations }),
  };
}

export const workflowFileText = (name: string, document: WorkflowDocument): string =>
  `${JSON.stringify(toWorkflowFile(name, document), null, 2)}\n`;

/** The version that a file says it has; null when it says none. */
export function versionOfFile(value: unknown): number | null {
  const version = isObject(value) ? value['schema_version'] : undefined;
  return typeof version === 'number' && Number.isFinite(version) ? version : null;
}

/**
 * The document in a file of `toWorkflowFile`, a Dograh download or API answer (`workflow_json`), or a bare document, as one
 * object for `parseWorkflow`. Keys of the file that are no part of a document are kept under `extra`. Anything else comes
 * back as it is.
 */
export function documentOfFile(value: unknown): unknown {
  if (!isObject(value)) return value;
  const inner = [value['workflow_definition'], value['workflow_json']].find(isObject);
  if ('nodes' in value || inner === undefined) return spreadExtra(value);
  const { name } = value;
  const configurations = configurationsOf(value, inner);
  const rest = without(value, ofFile);
  const document = spreadExtra({
    ...(name === undefined || name === null ? {} : { name }),
    ...without(inner, new Set(['workflow_configurations'])),
    ...(configurations === undefined ? {} : { workflow_configurations: configurations }),
  });
  if (Object.keys(rest).length === 0) return document;
  const extra = isObject(document['extra']) ? document['extra'] : {};
  return { ...document, extra: { ...rest, ...extra } };
}

/** Dograh keeps the values of a test call as `template_context_variables` beside the definition. */
function configurationsOf(file: JsonObject, inner: JsonObject): unknown {
  const given = file['workflow_configurations'] ?? inner['workflow_configurations'];
  const testValues = file['template_context_variables'];
  if (!isObject(testValues) || Object.keys(testValues).length === 0) return given ?? undefined;
  if (given === undefined || given === null) return { test_context: testValues };
  return isObject(given) && !('test_context' in given) ? { ...given, test_context: testValues } : given;
}

/** Puts what stands under `extra` back in its place; what would cover a key that is there stays under `extra`. */
function spreadExtra(document: JsonObject): JsonObject {
  const { extra } = document;
  if (!isObject(extra)) return document;
  const covers = (key: string): boolean =>
    ofDocument.has(key) || (key !== 'extra' && Object.hasOwn(document, key));
  const kept = Object.keys(extra).filter(covers);
  // An `extra` inside `extra` can only come out when nothing else has to stay there.
  const stays = new Set(kept.length === 0 ? [] : [...kept, 'extra']);
  const entries = Object.entries(extra);
  return {
    ...without(document, new Set(['extra'])),
    ...Object.fromEntries(entries.filter(([key]) => !stays.has(key))),
    ...(stays.size === 0 ? {} : { extra: Object.fromEntries(entries.filter(([key]) => stays.has(key))) }),
  };
}
