/** Any JSON value that a person imports as an agent: what it is, what becomes of it, and what is wrong with it. */
import type { WorkflowDocument, WorkflowProblem } from '../domain/workflow.ts';
import { importReport } from '../graph/import-report.ts';
import { defaultedLines, keptLines } from '../graph/kept-lines.ts';
import { lintWorkflow } from '../graph/lint/index.ts';
import { parseWorkflow } from '../graph/validate.ts';
import { isObject } from './json-shape.ts';
import type { ImportFormat, ImportNote } from './import-note.ts';
import { importPipecatFlow } from './pipecat/import-flow.ts';
import { isPipecatFlow } from './pipecat/read-flow.ts';
import { documentOfFile, versionOfFile, workflowFileVersion } from './workflow-file.ts';

export interface ImportedFile {
  /** Null: it is no workflow, and nothing may be saved. */
  document: WorkflowDocument | null;
  format: ImportFormat;
  /** Forbid a call. */
  problems: WorkflowProblem[];
  /** Forbid nothing. */
  hints: WorkflowProblem[];
  notes: ImportNote[];
}

const formatOf = (value: unknown): ImportFormat => {
  if (!isObject(value)) return 'parley';
  if ('schema_version' in value || 'frames' in value || 'notes' in value) return 'parley';
  return 'workflow_definition' in value || 'workflow_json' in value || !('name' in value)
    ? 'dograh'
    : 'parley';
};

/** Never throws, executes nothing and loses nothing: what is not understood stays in the document. */
export function importFile(value: unknown): ImportedFile {
  if (isPipecatFlow(value)) {
    const { workflow, notes } = importPipecatFlow(value);
    return finished('pipecat-flows', workflow, notes);
  }
  const version = versionOfFile(value);
  const notes: ImportNote[] = [];
  if (version !== null && version > workflowFileVersion)
    notes.push({
      place: null,
      message: `The file was written by a newer Parley (its format is ${version}, this Parley reads ${workflowFileVersion}). What this Parley does not know is kept and does nothing; update Parley to use all of it.`,
    });
  return finished(formatOf(value), documentOfFile(value), notes);
}

function finished(format: ImportFormat, value: unknown, notes: ImportNote[]): ImportedFile {
  const { document, problems } = parseWorkflow(value);
  if (!document) return { document, format, problems, hints: [], notes };
  const { kept, defaulted } = importReport(document);
  // A document of this studio says what its makers wanted to say.
  const unsaid = format === 'dograh' ? defaultedLines(defaulted) : [];
  return {
    document,
    format,
    problems,
    hints: lintWorkflow(document),
    notes: [...notes, ...keptLines(kept), ...unsaid],
  };
}
