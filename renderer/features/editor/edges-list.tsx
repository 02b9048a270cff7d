/** The edges of a node, to open one or draw another without the pointer. */
import { Select, UnstyledButton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowNode } from '#shared/domain/workflow.ts';
import { outgoingEdges } from '#shared/graph/functions.ts';
import { connectionRefusal, mayLeave } from '../../canvas/connections.ts';
import { connect } from './canvas-edits.ts';
import { useDocument, useEditor } from './editor-context.ts';
import classes from './inspector.module.css';

export function EdgesList({ node }: { node: WorkflowNode }): ReactElement | null {
  const editor = useEditor();
  const document = useDocument();
  if (!mayLeave(node.type)) return null;
  const names = new Map(document.nodes.map(({ id, data }) => [id, data.name ?? id]));
  const targets = document.nodes
    .filter(({ id }) => connectionRefusal(document, node.id, id) === null)
    .map(({ id }) => ({ value: id, label: names.get(id) ?? id }));
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>Where it leads</h3>
      <ul className={classes['edges']}>
        {outgoingEdges(document, node.id).map((edge) => (
          <li key={edge.id}>
            <UnstyledButton
              className={classes['edge']}
              onClick={() => {
                editor.select({ nodeIds: [], edgeIds: [edge.id] });
              }}
            >
              <span className={classes['edgeLabel']}>{edge.data.label?.trim() || 'No label'}</span>
              <IconArrowRight size={13} aria-label="leads to" />
              <span className={classes['edgeTarget']}>{names.get(edge.target) ?? edge.target}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <Select
        aria-label="Draw an edge to"
        placeholder="Draw an edge to…"
        searchable
        data={targets}
        value={null}
        nothingFoundMessage="No node that may be led to"
        onChange={(target) => {
          if (target !== null) connect(editor, node.id, target);
        }}
      />
    </section>
  );
}
