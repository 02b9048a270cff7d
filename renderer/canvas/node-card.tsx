/**
 * One node as a card of fixed size: type by colour, icon and word; name; the beginning of what it says. It is drawn the
 * same at every zoom: what of it is shown, and how large, is said by the style for the `data-detail` of the canvas.
 */
import { Handle, Position, useConnection, useUpdateNodeInternals, type NodeProps } from '@xyflow/react';
import { IconAlertTriangle, IconBulb, IconCheck } from '@tabler/icons-react';
import { memo, useEffect, useState, type ReactElement } from 'react';
import type { WorkflowNode } from '#shared/domain/workflow.ts';
import type { CardNode } from './adapter.ts';
import { plural } from '../ui/plural.ts';
import { domIdOf } from './canvas-context.ts';
import { ChangeChip } from './change-chip.tsx';
import { changeWords } from './change-words.ts';
import { mayEnter, mayLeave } from './connections.ts';
import { excerptOf } from './excerpt.ts';
import { nodeKinds } from './node-kinds.ts';
import classes from './node-card.module.css';

const sides = [Position.Right, Position.Bottom, Position.Left, Position.Top] as const;

export const NodeCard = memo(function NodeCard({
  id,
  data,
  selected,
  isConnectable,
}: NodeProps<CardNode>): ReactElement {
  const { node, mark, problem, hint, count, change } = data;
  const [isUnderHand, setUnderHand] = useState(false);
  const kind = nodeKinds[node.type];
  const Icon = kind.icon;
  const name = node.data.name?.trim() ?? '';
  const excerpt = excerptOf(node);
  return (
    <div
      id={domIdOf(id)}
      role="group"
      aria-label={name === '' ? node.id : name}
      aria-description={[
        kind.word,
        change && changeWords[change],
        count === 0 && 'Never run',
        mark === 'active' && 'Here now',
        problem,
        hint,
      ]
        .filter(Boolean)
        .join('. ')}
      className={classes['card']}
      data-meaning={kind.meaning}
      data-selected={selected}
      data-mark={mark}
      data-problem={problem !== null}
      data-unused={count === 0}
      data-change={change}
      onPointerEnter={() => {
        setUnderHand(true);
      }}
      onPointerLeave={() => {
        setUnderHand(false);
      }}
    >
      <div className={classes['head']}>
        <Icon className={classes['icon']} size={14} stroke={1.8} aria-hidden />
        <span className={classes['word']}>{kind.word}</span>
        {mark === 'active' && <span className={classes['here']}>Here now</span>}
        {mark === 'visited' && (
          <IconCheck className={classes['been']} size={14} stroke={2} aria-label="Visited in this call" />
        )}
        {problem !== null && (
          <span className={classes['problem']} title={problem}>
            <IconAlertTriangle size={14} aria-label={`Problem: ${problem}`} />
          </span>
        )}
        {problem === null && hint !== null && (
          <span className={classes['hint']} title={hint}>
            <IconBulb size={14} aria-label={`Hint: ${hint}`} />
          </span>
        )}
      </div>
      {change !== null && <ChangeChip change={change} className={classes['change']} />}
      {count === 0 && <span className={classes['count']}>Never run</span>}
      {count !== null && count > 0 && (
        <span className={classes['count']} title={`Entered ${plural(count, 'time')} by runs of this version`}>
          {count}
        </span>
      )}
      <div className={classes['name']} data-missing={name === ''}>
        {name === '' ? 'No name' : name}
      </div>
      <div className={classes['excerpt']} data-missing={excerpt === ''}>
        {excerpt === '' ? 'No prompt yet' : excerpt}
      </div>
      <i
        className={`source ${classes['socket'] ?? ''}`}
        data-handleid={Position.Right}
        data-handlepos={Position.Right}
      />
      <i className={`target ${classes['socket'] ?? ''}`} data-handlepos={Position.Left} />
      {isConnectable && (isUnderHand || selected) && <Handles node={node} />}
    </div>
  );
});

/**
 * Dots to draw an edge from; while one is being drawn, the whole card takes it. They are there for the card under the hand
 * and for a selected one only: each is a subscription to all that moves on the canvas. The others keep two sockets, without
 * which React Flow draws no edge to them.
 */
function Handles({ node }: { node: WorkflowNode }): ReactElement {
  const isTarget = useConnection((connection) => connection.inProgress && connection.fromNode.id !== node.id);
  const update = useUpdateNodeInternals();
  useEffect(() => {
    update(node.id);
  }, [update, node.id]);
  return (
    <>
      {mayLeave(node.type) &&
        sides.map((side) => (
          <Handle
            key={side}
            type="source"
            id={side}
            position={side}
            className={classes['handle'] ?? ''}
            data-open={!isTarget}
          />
        ))}
      {mayEnter(node.type) && (
        <Handle
          type="target"
          position={Position.Left}
          className={classes['target'] ?? ''}
          data-open={isTarget}
          isConnectableStart={false}
        />
      )}
    </>
  );
}
