/** Finds the workflow that a person named: a file, a sample, or an agent of the library. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { StudioError, WorkflowError } from '#engine/base/errors.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import type { Library } from '#library/index.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { parseJsonText } from '../ipc/json-text.ts';
import { resourcesDir } from '../paths.ts';
import { readInputFile, UnreadableFile } from './input-file.ts';

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
  /** As the person named it: a path, a sample, an agent. */
  source: string;
  name: string;
  value: unknown;
}

/** Several agents have the name, so it says nothing. */
export class AmbiguousName extends WorkflowError {
  constructor(name: string, ids: readonly string[]) {
    super(
      'input-invalid',
      `${String(ids.length)} agents are called ${name}: ${ids.join(', ')}. Give the id of the one that is meant.`,
    );
  }
}

/** The file at that path, or the sample or template of that name; null when there is none. Throws when it is not JSON. */
export async function documentOnDisk(name: string): Promise<NamedDocument | null> {
  const path = resolve(name);
  const stats = await stat(path).catch(() => null);
  // A folder may bear the name of a sample or an agent; whatever else there is under this name is meant.
  if (stats !== null && !stats.isDirectory()) {
    const id = `file-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
    const value = await readJson(path, name);
    return { id, source: name, name: nameIn(value) ?? basename(path).replace(/\.json$/i, ''), value };
  }
  const samples = join(resourcesDir(), 'workflows');
  return (
    (await documentIn(samples, 'sample', name)) ??
    (await documentIn(join(samples, 'templates'), 'template', name))
  );
}

async function documentIn(
  folder: string,
  kind: 'sample' | 'template',
  name: string,
): Promise<NamedDocument | null> {
  const stem = name.startsWith(`${kind}-`) ? name.slice(kind.length + 1) : name;
  if (!(await readdir(folder)).includes(`${stem}.json`)) return null;
  const value = await readJson(join(folder, `${stem}.json`), name);
  return { id: `${kind}-${stem}`, source: name, name: nameIn(value) ?? stem, value };
}

/** What a file calls itself. An agent of the library is called as the studio shows it, whatever its document says. */
const nameIn = (value: unknown): string | undefined => parseWorkflow(value).document?.name;

/** By id, else by name. Throws AmbiguousName when several have it. */
export async function documentInLibrary(library: Library, name: string): Promise<NamedDocument | null> {
  const byId = await library.getWorkflow(name);
  const id = byId ? null : await agentNamed(library, name);
  const record = byId ?? (id === null ? null : await library.getWorkflow(id));
  return record && { id: record.id, source: name, name: record.name, value: record.document };
}

/** Its id; null when none has the name. Throws AmbiguousName when several have it. */
export async function agentNamed(library: Library, name: string): Promise<string | null> {
  const ids = (await library.listWorkflows()).filter((each) => each.name === name).map(({ id }) => id);
  if (ids.length > 1) throw new AmbiguousName(name, ids.sort());
  return ids[0] ?? null;
}

/** Throws InvalidWorkflow when the document may not be called. */
export function callable({ id, source, name, value }: NamedDocument): CallWorkflow {
  const { document, problems } = parseWorkflow(value);
  if (!document || problems.length > 0) throw new InvalidWorkflow(source, problems);
  return { id, name, document };
}

export function notFound(name: string): WorkflowError {
  return new WorkflowError(
    'workflow-not-found',
    `There is no workflow ${name}: neither a file, nor a sample or template, nor an agent of the library. Give the path of a workflow document, or the name of an agent as the studio shows it.`,
  );
}

/** As much as the studio imports; the largest document that anybody has drawn is a hundredth of it. */
const MAX_DOCUMENT_BYTES = 20_000_000;

async function readJson(path: string, name: string): Promise<unknown> {
  const refuse = (message: string): InvalidWorkflow =>
    new InvalidWorkflow(name, [{ rule: 'file', kind: 'workflow', id: null, field: null, message }]);
  try {
    return parseJsonText(decodeText(await readInputFile(path, MAX_DOCUMENT_BYTES)));
  } catch (error) {
    if (error instanceof UnreadableFile) throw refuse(`The file ${error.message}.`);
    if (error instanceof StudioError) throw refuse(error.message);
    throw error;
  }
}

/** UTF-8 with or without its mark, which `parseJsonText` takes off (RFC 8259 §8.1). */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new StudioError('input-invalid', 'The file is text in UTF-16. Save it as UTF-8.');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new StudioError('input-invalid', 'The file is not text in UTF-8, so it cannot be JSON.', { cause });
  }
}
