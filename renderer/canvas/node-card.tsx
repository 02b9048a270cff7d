/** One node as a card of fixed size: type by colour, icon and word; name; the beginning of what it says. */
import { Handle, Position, useConnection, useStore, type NodeProps } from '@xyflow/react';
import { IconAlertTriangle, IconBulb, IconCheck } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { WorkflowNode } from '#shared/domain/workflow.ts';
import type { CardNode } from './adapter.ts';
import { plural } from '../ui/plural.ts';
import { domIdOf } from './canvas-context.ts';
import { ChangeChip } from './change-chip.tsx';
import { changeWords } from './change-words.ts';
import { mayEnter, mayLeave } from './connections.ts';
import { excerptOf } from './excerpt.ts';
import { detailAt } from './geometry.ts';
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
  const kind = nodeKinds[node.type];
  const Icon = kind.icon;
  const detail = useStore(({ transform: [, , zoom] }) => detailAt(zoom));
  const isSmall = detail !== 'full';
  const name = node.data.name?.trim() ?? '';
  const excerpt = excerptOf(node);
  const named = {
    id: domIdOf(id),
    role: 'group',
    'aria-label': name === '' ? node.id : name,
    'aria-description': [
      kind.word,
      change && changeWords[change],
      count === 0 && 'Never run',
      mark === 'active' && 'Here now',
      problem,
      hint,
    ]
      .filter(Boolean)
      .join('. '),
  };
  if (detail === 'block')
    return (
      <div
        {...named}
        className={classes['block']}
        data-meaning={kind.meaning}
        data-selected={selected}
        data-mark={mark}
        data-problem={problem !== null}
        data-unused={count === 0}
        data-change={change}
      >
        <Handles node={node} isConnectable={false} />
      </div>
    );
  return (
    <div
      {...named}
      className={classes['card']}
      data-meaning={kind.meaning}
      data-selected={selected}
      data-mark={mark}
      data-problem={problem !== null}
      data-detail={detail}
      data-unused={count === 0}
      data-change={change}
    >
      <div className={classes['head']}>
        {detail !== 'name' && <Icon size={isSmall ? 26 : 14} stroke={1.8} aria-hidden />}
        {!isSmall && <span className={classes['word']}>{kind.word}</span>}
        {mark === 'active' && !isSmall && <span className={classes['here']}>Here now</span>}
        {mark === 'visited' && detail !== 'name' && (
          <IconCheck
            className={classes['been']}
            size={isSmall ? 26 : 14}
            stroke={isSmall ? 1.8 : 2}
            aria-label="Visited in this call"
          />
        )}
        {problem !== null && (
          <span className={classes['problem']} title={problem}>
            <IconAlertTriangle size={isSmall ? 28 : 14} aria-label={`Problem: ${problem}`} />
          </span>
        )}
        {problem === null && hint !== null && !isSmall && (
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
      {!isSmall && (
        <div className={classes['excerpt']} data-missing={excerpt === ''}>
          {excerpt === '' ? 'No prompt yet' : excerpt}
        </div>
      )}
      <Handles node={node} isConnectable={isConnectable} />
    </div>
  );
});

/**
 * Dots to draw an edge from; while one is being drawn, the whole card takes it. Cards that may not have edges, or
 * stand on a canvas that only shows, keep hidden handles: React Flow draws no edge to a card without one.
 */
function Handles({ node, isConnectable }: { node: WorkflowNode; isConnectable: boolean }): ReactElement {
  const isTarget = useConnection((connection) => connection.inProgress && connection.fromNode.id !== node.id);
  const isOpenOut = isConnectable && mayLeave(node.type);
  const isOpenIn = isConnectable && mayEnter(node.type);
  return (
    <>
      {(isOpenOut ? sides : sides.slice(0, 1)).map((side) => (
        <Handle
          key={side}
          type="source"
          id={side}
          position={side}
          className={classes['handle'] ?? ''}
          data-open={isOpenOut && !isTarget}
          isConnectable={isOpenOut}
        />
      ))}
      <Handle
        type="target"
        position={Position.Left}
        className={classes['target'] ?? ''}
        data-open={isOpenIn && isTarget}
        isConnectable={isOpenIn}
        isConnectableStart={false}
      />
    </>
  );
}
