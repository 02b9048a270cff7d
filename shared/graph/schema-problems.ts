/** What zod finds wrong with a document, in words that name the node or edge meant. */
import type { z } from 'zod';
import { shorten } from '../base/shorten.ts';
import type { WorkflowProblem } from '../domain/workflow.ts';

type Issue = z.core.$ZodIssue;
type Where = Pick<WorkflowProblem, 'kind' | 'id' | 'field'> & { thing: string };

const kindsOfValue: Record<string, string> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function nameOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  // JSON can write numbers such as 1e999, which nothing can hold.
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number beyond all bounds';
  return kindsOfValue[typeof value] ?? typeof value;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}

/** `node`: the id and name of the entry, as far as they can be read; else its place in the list. */
function whereOfItem(
  root: unknown,
  list: 'nodes' | 'edges',
  index: number,
  rest: readonly PropertyKey[],
): Where {
  const kind = list === 'nodes' ? 'node' : 'edge';
  const item = at(root, [list, index]);
  const id = at(item, ['id']);
  const name = at(item, ['data', kind === 'node' ? 'name' : 'label']);
  const known = typeof id === 'string' && id !== '';
  const called = typeof name === 'string' && name.trim() !== '' ? `“${shorten(name.trim())}”` : null;
  const place = known ? shorten(id) : `${kind} ${index + 1} in the list`;
  const unnamed = known
    ? `The ${kind} ${place}`
    : `${kind === 'node' ? 'Node' : 'Edge'} ${index + 1} in the list`;
  const inData = rest[0] === 'data' && rest.length > 1;
  const field = inData ? rest[1] : rest[0];
  return {
    kind,
    id: known ? id : null,
    field: field === undefined ? null : String(field),
    thing: called ? `${called} (${place})` : unnamed,
  };
}

function whereOf(root: unknown, path: readonly PropertyKey[]): Where {
  const [top, second] = path;
  if ((top === 'nodes' || top === 'edges') && typeof second === 'number')
    return whereOfItem(root, top, second, path.slice(2));
  const field = top === 'workflow_configurations' && second !== undefined ? second : top;
  return {
    kind: 'workflow',
    id: null,
    field: field === undefined ? null : String(field),
    thing: 'The workflow',
  };
}

/** `“extraction_variables”, item 2, “name”`; empty for the thing itself. */
function fieldWords(path: readonly PropertyKey[], where: Where): string {
  const inner = where.kind === 'workflow' ? path : path.slice(2);
  return inner
    .filter((key) => key !== 'data' || inner.length === 1)
    .map((key) => (typeof key === 'number' ? `item ${key + 1}` : `“${String(key)}”`))
    .join(', ');
}

function sentence(issue: Issue, root: unknown, where: Where): string {
  const value = at(root, issue.path);
  const field = fieldWords(issue.path, where);
  const thing = where.thing;
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = kindsOfValue[issue.expected] ?? issue.expected;
      if (field === '') return `${thing} must be ${wanted}, not ${nameOfValue(value)}.`;
      if (value === undefined) return `${thing} has no ${field}; it must be ${wanted}.`;
      return `${thing}: ${field} must be ${wanted}, not ${nameOfValue(value)}.`;
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String).join(', ');
      const given = typeof value === 'string' ? `“${shorten(value)}”` : nameOfValue(value);
      if (value === undefined) return `${thing} has no ${field}; it must be one of ${allowed}.`;
      return `${thing}: ${field} is ${given}, but must be one of ${allowed}.`;
    }
    case 'too_small': {
      const limit = String(issue.minimum);
      if (issue.origin === 'string') return `${thing}: ${field} is empty; fill it in.`;
      return `${thing}: ${field} must be ${issue.inclusive ? `${limit} or more` : `more than ${limit}`}.`;
    }
    case 'too_big':
      return `${thing}: ${field} may be at most ${String(issue.maximum)}.`;
    default:
      return field === '' ? `${thing}: ${issue.message}.` : `${thing}: ${field}: ${issue.message}.`;
  }
}

/** One problem an issue; `root` is the value that was parsed. */
export function problemsOfSchema(issues: readonly Issue[], root: unknown): WorkflowProblem[] {
  return issues.map((issue) => {
    const where = whereOf(root, issue.path);
    const { kind, id, field } = where;
    return { rule: 'shape', kind, id, field, message: sentence(issue, root, where) };
  });
}
