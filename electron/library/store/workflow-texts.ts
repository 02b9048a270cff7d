/** Every text of a workflow that search looks through, kept beside its document (see migration 004). */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { Statements } from '../statements.ts';

/** A text is indexed up to here: three times its length goes into the index. */
const INDEXED_CHARACTERS = 100_000;

/** As a row of `workflow_texts`. */
interface WorkflowText {
  kind: 'workflow' | 'node' | 'edge' | 'tool' | 'note' | 'frame';
  element_id: string;
  element_name: string;
  field: string;
  title: string;
  text: string;
}

/** Keeps the rows that are still right, so that saving a large agent writes what was changed only. Part of a transaction. */
export function indexTexts(
  statements: Statements,
  workflowId: string,
  name: string,
  document: WorkflowDocument,
): void {
  const wanted = new Map<string, WorkflowText[]>();
  for (const text of textsOf(name, document)) {
    const key = JSON.stringify(Object.values(text));
    wanted.set(key, [...(wanted.get(key) ?? []), text]);
  }
  const rows = statements.all<WorkflowText & { id: number }>(
    `SELECT id, kind, element_id, element_name, field, title, text FROM workflow_texts WHERE workflow_id = @workflowId`,
    { workflowId },
  );
  for (const { id, ...text } of rows)
    if (wanted.get(JSON.stringify(Object.values(text)))?.pop() === undefined)
      statements.run('DELETE FROM workflow_texts WHERE id = @id', { id });
  for (const text of [...wanted.values()].flat())
    statements.run(
      `INSERT INTO workflow_texts (workflow_id, kind, element_id, element_name, field, title, text)
       VALUES (@workflowId, @kind, @element_id, @element_name, @field, @title, @text)`,
      { workflowId, ...text },
    );
}

/** In the order of the columns: the rows are compared as they are spelt. */
function textsOf(name: string, document: WorkflowDocument): WorkflowText[] {
  const texts: WorkflowText[] = [];
  const adder = (kind: WorkflowText['kind'], elementId: string, elementName: string) => {
    const of = (field: string, title: string, text: string): WorkflowText => ({
      kind,
      element_id: elementId,
      element_name: elementName.slice(0, INDEXED_CHARACTERS),
      field,
      title: title.slice(0, INDEXED_CHARACTERS),
      text: text.slice(0, INDEXED_CHARACTERS),
    });
    return {
      title: (field: string, title: unknown) => {
        if (isText(title)) texts.push(of(field, title, ''));
      },
      text: (field: string, text: unknown) => {
        if (isText(text)) texts.push(of(field, '', text));
      },
    };
  };
  adder('workflow', '', name).title('name', name);
  for (const { id, data } of document.nodes) {
    const add = adder('node', id, data.name ?? '');
    add.title('name', data.name);
    for (const [field, value] of Object.entries(data))
      if (field !== 'name' && !isChoice(field)) add.text(field, value);
    for (const variable of data.extraction_variables ?? [])
      add.text('extraction_variables', [variable.name, variable.prompt].filter(isText).join(': '));
  }
  for (const { id, data } of document.edges) {
    const add = adder('edge', id, data.label ?? '');
    add.title('label', data.label);
    add.text('condition', data.condition);
    add.text('transition_speech', data.transition_speech);
    add.text('caller_examples', data.caller_examples?.join('\n'));
  }
  for (const tool of document.workflow_configurations?.tools ?? []) {
    const add = adder('tool', tool.tool_uuid, tool.name ?? '');
    add.title('name', tool.name);
    add.text('description', tool.description);
  }
  for (const { id, text } of document.notes ?? []) adder('note', id, '').text('text', text);
  for (const { id, name: title } of document.frames ?? []) adder('frame', id, title).title('name', title);
  return texts;
}

/** Fields that hold one of a few words or an id: nobody looks for those. */
function isChoice(field: string): boolean {
  return /_(type|id|uuid|method|format)$/.test(field);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
