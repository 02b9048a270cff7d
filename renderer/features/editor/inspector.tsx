/** The right panel: the fields of what is selected, of the whole agent when nothing is. */
import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { plural } from '../../ui/plural.ts';
import { EdgeForm } from './edge-form.tsx';
import { useDocument, useEditor, useEditorState } from './editor-context.ts';
import { removeSelected } from './edits.ts';
import { NodeForm } from './node-form.tsx';
import { WorkflowForm } from './workflow-form.tsx';
import classes from './inspector.module.css';

export const Inspector = memo(function Inspector(): ReactElement {
  const document = useDocument();
  const { nodeIds, edgeIds } = useEditorState((state) => state.selection);
  const count = nodeIds.length + edgeIds.length;
  const node = count === 1 ? document.nodes.find(({ id }) => id === nodeIds[0]) : undefined;
  const edge = count === 1 ? document.edges.find(({ id }) => id === edgeIds[0]) : undefined;
  return (
    <div className={classes['inspector']} data-document-fields>
      {node && <NodeForm key={node.id} node={node} />}
      {edge && <EdgeForm key={edge.id} edge={edge} />}
      {count === 0 && <WorkflowForm />}
      {count > 1 && <ManySelected nodeCount={nodeIds.length} edgeCount={edgeIds.length} />}
    </div>
  );
});

function ManySelected({ nodeCount, edgeCount }: { nodeCount: number; edgeCount: number }): ReactElement {
  const editor = useEditor();
  const parts = [nodeCount > 0 && plural(nodeCount, 'node'), edgeCount > 0 && plural(edgeCount, 'edge')];
  return (
    <section className={classes['section']}>
      <h2 className={classes['title']}>{parts.filter(Boolean).join(' and ')} selected</h2>
      <p className={classes['note']}>
        Drag them together, move them with the arrow keys, or select one to see its fields.
      </p>
      <div>
        <Button
          variant="outline"
          color="error"
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            editor.edit((now) => removeSelected(now, editor.store.getState().selection));
          }}
        >
          Delete all
        </Button>
      </div>
    </section>
  );
}
