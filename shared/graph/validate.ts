/** Is this a workflow document, and may it be called? */
import {
  edgeDataSchema,
  extractionVariableSchema,
  nodeDataSchema,
  workflowConfigurationsSchema,
  workflowDocumentSchema,
} from '../domain/workflow.ts';
import type { WorkflowDocument, WorkflowProblem } from '../domain/workflow.ts';
import { rules } from './rules.ts';
import { problemsOfSchema } from './schema-problems.ts';

export interface ParsedWorkflow {
  /** The document when the value has the shape of one, even with problems (a draft); else null. */
  document: WorkflowDocument | null;
  /** Empty: it may be called. */
  problems: WorkflowProblem[];
}

type JsonObject = Record<string, unknown>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value without those of the keys that hold null, which means "not set" in an export. */
function withoutNulls(value: unknown, shape: object): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key, held]) => held !== null || !Object.hasOwn(shape, key)),
  );
}

function normaliseData(value: unknown): unknown {
  const data = withoutNulls(value, nodeDataSchema.shape);
  if (!isObject(data) || !Array.isArray(data['extraction_variables'])) return data;
  const variables = data['extraction_variables'].map((variable) =>
    withoutNulls(variable, extractionVariableSchema.shape),
  );
  return { ...data, extraction_variables: variables };
}

function mapData(list: unknown, change: (data: unknown) => unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown) =>
    isObject(item) && 'data' in item ? { ...item, data: change(item['data']) } : item,
  );
}

/**
 * The document inside whatever a person imports: itself, or the `workflow_definition` of a Dograh download
 * (`{name, workflow_definition}`) or API answer. Explicit nulls of optional keys are dropped.
 */
function normalise(value: unknown): unknown {
  let document = value;
  if (isObject(value) && !('nodes' in value) && isObject(value['workflow_definition'])) {
    const { name, workflow_configurations: configurations, workflow_definition: inner } = value;
    document = {
      ...(name === undefined ? {} : { name }),
      ...(configurations === undefined ? {} : { workflow_configurations: configurations }),
      ...inner,
    };
  }
  if (!isObject(document)) return document;
  const { name, viewport, ...rest } = document;
  return {
    ...(name === undefined || name === null ? {} : { name }),
    ...rest,
    ...(viewport === undefined || viewport === null ? {} : { viewport }),
    nodes: mapData(document['nodes'], normaliseData),
    edges: mapData(document['edges'], (data) => withoutNulls(data, edgeDataSchema.shape)),
    ...('workflow_configurations' in document
      ? {
          workflow_configurations: withoutNulls(
            document['workflow_configurations'],
            workflowConfigurationsSchema.shape,
          ),
        }
      : {}),
  };
}

/**
 * Reads any JSON value as a workflow document. Never throws. Unknown keys are kept as they came; a value without the
 * shape of a document gives `document: null` and says of each misshapen part which node or edge it belongs to.
 */
export function parseWorkflow(value: unknown): ParsedWorkflow {
  const normalised = normalise(value);
  const parsed = workflowDocumentSchema.safeParse(normalised);
  if (!parsed.success) return { document: null, problems: problemsOfSchema(parsed.error.issues, normalised) };
  const document = parsed.data;
  return { document, problems: rules.flatMap((rule) => rule(document)) };
}

/** Everything that keeps a document from being published or called; empty when nothing does. Never throws. */
export function validateWorkflow(value: unknown): WorkflowProblem[] {
  return parseWorkflow(value).problems;
}
