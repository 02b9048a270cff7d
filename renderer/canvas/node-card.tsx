/** One node as a card of fixed size: type by colour, icon and word; name; the beginning of what it says. */
import { Handle, Position, useConnection, useStore, type NodeProps } from '@xyflow/react';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { WorkflowNode } from '#shared/domain/workflow.ts';
import type { CardNode } from './adapter.ts';
import { mayEnter, mayLeave } from './connections.ts';
import { nodeKinds } from './node-kinds.ts';
import classes from './node-card.module.css';

/** Below this zoom a card shows its type and name only: more could not be read. */
const detailZoom = 0.45;

const sides = [Position.Right, Position.Bottom, Position.Left, Position.Top] as const;

/** What the card quotes: the words that are spoken first, else the prompt. */
function excerptOf(node: WorkflowNode): string {
  const greeting = node.data.greeting?.trim() ?? '';
  if (node.type === 'startCall' && greeting !== '') return `“${greeting}”`;
  const prompt = node.data.prompt?.trim() ?? '';
  return prompt.slice(0, 160);
}

export const NodeCard = memo(function NodeCard({
  data,
  selected,
  isConnectable,
}: NodeProps<CardNode>): ReactElement {
  const { node, mark, problem } = data;
  const kind = nodeKinds[node.type];
  const Icon = kind.icon;
  const isSmall = useStore((store) => store.transform[2] < detailZoom);
  const name = node.data.name?.trim() ?? '';
  const excerpt = excerptOf(node);
  return (
    <div
      className={classes['card']}
      data-meaning={kind.meaning}
      data-selected={selected}
      data-mark={mark}
      data-problem={problem !== null}
      data-small={isSmall}
    >
      <div className={classes['head']}>
        <Icon size={isSmall ? 26 : 14} stroke={1.8} aria-hidden />
        {!isSmall && <span className={classes['word']}>{kind.word}</span>}
        {mark === 'active' && <span className={classes['here']}>Here now</span>}
        {mark === 'visited' && (
          <IconCheck className={classes['been']} size={14} aria-label="Visited in this call" />
        )}
        {problem !== null && (
          <span className={classes['problem']} title={problem}>
            <IconAlertTriangle size={14} aria-label={`Problem: ${problem}`} />
          </span>
        )}
      </div>
      <div className={classes['name']} data-missing={name === ''}>
        {name === '' ? 'No name' : name}
      </div>
      {!isSmall && (
        <div className={classes['excerpt']} data-missing={excerpt === ''}>
          {excerpt === '' ? 'No prompt yet' : excerpt}
        </div>
      )}
      {isConnectable && <Handles node={node} />}
    </div>
  );
});

/** Dots to draw an edge from; while one is being drawn, the whole card takes it. */
function Handles({ node }: { node: WorkflowNode }): ReactElement {
  const isTarget = useConnection((connection) => connection.inProgress && connection.fromNode.id !== node.id);
  return (
    <>
      {mayLeave(node.type) &&
        !isTarget &&
        sides.map((side) => (
          <Handle key={side} type="source" id={side} position={side} className={classes['handle'] ?? ''} />
        ))}
      {mayEnter(node.type) && (
        <Handle
          type="target"
          id={Position.Left}
          position={Position.Left}
          className={classes['target'] ?? ''}
          data-open={isTarget}
          isConnectableStart={false}
        />
      )}
    </>
  );
}
