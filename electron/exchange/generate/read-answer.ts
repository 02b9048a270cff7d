/** A model's answer as a workflow, read leniently: prose and fences around the JSON, trailing commas, a document in place of a plan. */
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { importFile } from '#shared/exchange/import-file.ts';
import { isObject } from '#shared/exchange/json-shape.ts';
import { drawPlan } from '#shared/exchange/plan/draw-plan.ts';
import { planSchema } from '#shared/exchange/plan/plan.ts';
import { placed } from '#shared/exchange/place.ts';

export interface ReadAnswer {
  /** Null: nothing in the answer is a plan. */
  document: WorkflowDocument | null;
  problems: WorkflowProblem[];
  hints: WorkflowProblem[];
}

const issuesNamed = 10;

export function readAnswer(text: string): ReadAnswer {
  const value = jsonIn(text);
  if (value === undefined)
    return refused(['The answer holds no complete JSON object. Answer with the JSON object alone.']);
  const candidate = isObject(value) && isObject(value['plan']) ? value['plan'] : value;
  if (
    isObject(candidate) &&
    !('steps' in candidate) &&
    ('nodes' in candidate || 'workflow_definition' in candidate)
  )
    return read(withPlaces(candidate));
  const parsed = planSchema.safeParse(candidate);
  if (parsed.success) return read(drawPlan(parsed.data));
  const { issues } = parsed.error;
  return refused(
    issues.slice(0, issuesNamed).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`),
  );
}

function read(value: unknown): ReadAnswer {
  const { document, problems, hints } = importFile(value);
  return { document, problems, hints };
}

/** Models leave out where cards stand. */
function withPlaces(value: Record<string, unknown>): unknown {
  const nodes = value['nodes'];
  if (!Array.isArray(nodes) || nodes.every((node) => isObject(node) && 'position' in node)) return value;
  const { document } = importFile({
    ...value,
    nodes: nodes.map((node: unknown) => (isObject(node) ? { ...node, position: { x: 0, y: 0 } } : node)),
  });
  return document === null ? value : { ...document, nodes: placed(document.nodes, document.edges) };
}

const refused = (messages: string[]): ReadAnswer => ({
  document: null,
  problems: messages.map((message) => ({ rule: 'shape', kind: 'workflow', id: null, field: null, message })),
  hints: [],
});

/** The largest JSON object in the text; undefined when there is none. */
function jsonIn(text: string): unknown {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end <= start) return undefined;
  const body = text.slice(start, end + 1);
  for (const candidate of [body, withoutTrailingCommas(body)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return value;
    } catch {
      // The next one may be read.
    }
  }
  return undefined;
}

/** Commas before a closing bracket, outside of strings. */
const withoutTrailingCommas = (json: string): string =>
  json.replaceAll(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/gs, (found) => (found === ',' ? '' : found));
