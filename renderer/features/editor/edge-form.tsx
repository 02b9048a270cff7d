import { UnstyledButton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, type ReactElement } from 'react';
import type { EdgeData, WorkflowEdge } from '#shared/domain/workflow.ts';
import { functionName, isOfferedToModel, isUsableFunctionName } from '#shared/graph/functions.ts';
import { edgeSpec } from '#shared/nodes/edge.ts';
import { patchEdge } from './edits.ts';
import { useDocument, useEditor, useFieldProblem } from './editor-context.ts';
import type { SetFields } from './fields/field-props.ts';
import { FieldSections } from './fields/field-sections.tsx';
import { KeptKeys } from './fields/kept-keys.tsx';
import { InspectorHead } from './inspector-head.tsx';
import classes from './inspector.module.css';

/** The fields of one edge: when it is taken, and what is said on the way. */
export function EdgeForm({ edge }: { edge: WorkflowEdge }): ReactElement {
  const editor = useEditor();
  const { id, data } = edge;
  const problemOf = useFieldProblem('edge', id);
  const set = useCallback<SetFields>(
    (patch, undoKey) => {
      editor.edit((now) => patchEdge(now, id, patch), undoKey === null ? null : `${id}.${undoKey}`);
    },
    [editor, id],
  );
  const form = useRef<HTMLDivElement>(null);
  // An edge just drawn waits for its name.
  useEffect(() => {
    const label = form.current?.querySelector<HTMLInputElement>('[data-field~="label"] input');
    if (label?.value === '') label.focus();
  }, []);
  return (
    <div ref={form}>
      <InspectorHead
        icon={IconArrowRight}
        meaning="transition"
        word="Edge"
        title={data.label?.trim() || 'No label'}
        help={edgeSpec.purpose}
      />
      <FieldSections
        fields={edgeSpec.fields}
        data={data}
        set={set}
        problemOf={problemOf}
        owner={{ kind: 'edge', id }}
        before={<Ends edge={edge} />}
        hints={{ label: labelHint(data) }}
      />
      <KeptKeys data={data} later={edgeSpec.later} set={set} problemOf={problemOf} />
    </div>
  );
}

/** How the model knows the edge. */
function labelHint(data: EdgeData): ReactElement | undefined {
  const name = functionName(data.label ?? '');
  if (!isOfferedToModel(data)) return <>The model does not see it: its guard alone takes it.</>;
  if (!isUsableFunctionName(name)) return undefined;
  return (
    <>
      The model calls it <code>{name}</code>.
    </>
  );
}

/** From which node to which; either may be opened. */
function Ends({ edge }: { edge: WorkflowEdge }): ReactElement {
  const editor = useEditor();
  const document = useDocument();
  const end = (id: string): ReactElement => (
    <UnstyledButton
      className={classes['end']}
      onClick={() => {
        editor.select({ nodeIds: [id], edgeIds: [] });
      }}
    >
      {document.nodes.find((node) => node.id === id)?.data.name?.trim() || id}
    </UnstyledButton>
  );
  return (
    <div className={classes['ends']}>
      {end(edge.source)}
      <IconArrowRight size={13} aria-label="to" />
      {end(edge.target)}
    </div>
  );
}
