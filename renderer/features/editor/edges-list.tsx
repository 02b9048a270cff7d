/** The edges of a node, to open one or draw another without the pointer. */
import { Select, UnstyledButton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
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
  const nameOf = (id: string): string => document.nodes.find((each) => each.id === id)?.data.name ?? id;
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
              <span className={classes['edgeTarget']}>{nameOf(edge.target)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <TargetSelect node={node} />
    </section>
  );
}

/** Most targets listed at once; typing narrows them down. */
const listedTargets = 100;

/** The nodes that may be led to, gathered when the list is opened: it may hold a thousand. */
function TargetSelect({ node }: { node: WorkflowNode }): ReactElement {
  const editor = useEditor();
  const [targets, setTargets] = useState<{ value: string; label: string }[]>([]);
  const gather = (): void => {
    const { document } = editor.store.getState().history.present;
    const open = document.nodes.filter(({ id }) => connectionRefusal(document, node.id, id) === null);
    setTargets(open.map(({ id, data }) => ({ value: id, label: data.name?.trim() || id })));
  };
  return (
    <Select
      aria-label="Draw an edge to"
      placeholder="Draw an edge to…"
      searchable
      limit={listedTargets}
      data={targets}
      value={null}
      nothingFoundMessage="No node that may be led to"
      onDropdownOpen={gather}
      onChange={(target) => {
        if (target !== null) connect(editor, node.id, target);
      }}
    />
  );
}
