import { useCallback, type ReactElement } from 'react';
import type { WorkflowNode } from '#shared/domain/workflow.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { nodeKinds } from '../../canvas/node-kinds.ts';
import { EdgesList } from './edges-list.tsx';
import { patchNode } from './edits.ts';
import { useEditor, useFieldProblem } from './editor-context.ts';
import type { SetFields } from './fields/field-props.ts';
import { FieldSections } from './fields/field-sections.tsx';
import { KeptKeys } from './fields/kept-keys.tsx';
import { InspectorHead } from './inspector-head.tsx';
import classes from './inspector.module.css';

/** The fields of one node, as the specification of its type lists them. */
export function NodeForm({ node }: { node: WorkflowNode }): ReactElement {
  const editor = useEditor();
  const { id, type, data } = node;
  const problemOf = useFieldProblem('node', id);
  const { icon, meaning, word, purpose } = nodeKinds[type];
  const { fields, later, notice } = nodeSpecs[type];
  const set = useCallback<SetFields>(
    (patch, undoKey) => {
      editor.edit((now) => patchNode(now, id, patch), undoKey === null ? null : `${id}.${undoKey}`);
    },
    [editor, id],
  );
  return (
    <>
      <InspectorHead
        icon={icon}
        meaning={meaning}
        word={`${word} node`}
        title={data.name?.trim() || 'No name'}
        help={purpose}
      />
      <FieldSections
        fields={fields}
        data={data}
        set={set}
        problemOf={problemOf}
        owner={{ kind: 'node', id }}
      />
      {notice !== null && (
        <section className={classes['section']}>
          <p className={classes['note']}>{notice}</p>
        </section>
      )}
      <KeptKeys data={data} later={later} set={set} problemOf={problemOf} />
      <EdgesList node={node} />
    </>
  );
}
