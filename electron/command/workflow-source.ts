/** Finds the workflow that a person named: a file, a sample, or an agent of the library. */
import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { WorkflowError } from '#engine/base/errors.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import type { Library } from '#library/index.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { parseJsonText } from '../ipc/json-text.ts';
import { resourcesDir } from '../paths.ts';

/** A document that cannot run; every reason is kept. */
export class InvalidWorkflow extends WorkflowError {
  readonly problems: readonly WorkflowProblem[];

  constructor(source: string, problems: readonly WorkflowProblem[]) {
    super('workflow-invalid', `${source} is not a valid workflow.`);
    this.problems = problems;
  }
}

/** A document by its name, with the id under which its runs are kept. `value` is any JSON value. */
export interface NamedDocument {
  id: string;
  name: string;
  value: unknown;
}

/** The file at that path, or the sample of that name; null when there is neither. Throws when it is not JSON. */
export async function documentOnDisk(name: string): Promise<NamedDocument | null> {
  const path = resolve(name);
  const isFile = (await stat(path).catch(() => null))?.isFile() ?? false;
  if (isFile) {
    const id = `file-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
    return { id, name: basename(path).replace(/\.json$/i, ''), value: await readJson(path, name) };
  }
  const folder = join(resourcesDir(), 'workflows');
  const stem = name.replace(/^sample-/, '');
  if (!(await readdir(folder)).includes(`${stem}.json`)) return null;
  return { id: `sample-${stem}`, name: stem, value: await readJson(join(folder, `${stem}.json`), name) };
}

/** By id, else by name. */
export async function documentInLibrary(library: Library, name: string): Promise<NamedDocument | null> {
  const byId = await library.getWorkflow(name);
  const summary = byId ? null : (await library.listWorkflows()).find((workflow) => workflow.name === name);
  const record = byId ?? (summary ? await library.getWorkflow(summary.id) : null);
  return record && { id: record.id, name: record.name, value: record.document };
}

/** Throws InvalidWorkflow when the document may not be called. */
export function callable({ id, name, value }: NamedDocument): CallWorkflow {
  const { document, problems } = parseWorkflow(value);
  if (!document || problems.length > 0) throw new InvalidWorkflow(name, problems);
  return { id, name: document.name ?? name, document };
}

export function notFound(name: string): WorkflowError {
  return new WorkflowError(
    'workflow-not-found',
    `There is no workflow ${name}: neither a file, nor a sample, nor an agent of the library. \`parley runs\` and the studio show what there is.`,
  );
}

async function readJson(path: string, name: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return parseJsonText(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidWorkflow(name, [{ kind: 'workflow', id: null, field: null, message: reason }]);
  }
}
