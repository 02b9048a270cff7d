/** What can be done with several things that are selected, over the canvas. */
import { ActionIcon, Divider, Tooltip } from '@mantine/core';
import {
  IconCopyPlus,
  IconFrame,
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  IconSitemap,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { Panel } from '@xyflow/react';
import type { ReactElement } from 'react';
import type { ActionTarget } from './actions/action.ts';
import { actionById } from './actions/all.ts';
import { keysOf } from './actions/chords.ts';
import { useEditorState } from './editor-context.ts';
import { notesIn } from '#shared/graph/edit/index.ts';
import classes from './editor.module.css';

/** Groups of actions with the things they need at least. */
const groups: readonly { least: number; actions: readonly [id: string, icon: Icon][] }[] = [
  {
    least: 2,
    actions: [
      ['align-left', IconLayoutAlignLeft],
      ['align-centre', IconLayoutAlignCenter],
      ['align-right', IconLayoutAlignRight],
      ['align-top', IconLayoutAlignTop],
      ['align-middle', IconLayoutAlignMiddle],
      ['align-bottom', IconLayoutAlignBottom],
    ],
  },
  {
    least: 3,
    actions: [
      ['distribute-x', IconLayoutDistributeHorizontal],
      ['distribute-y', IconLayoutDistributeVertical],
    ],
  },
  {
    least: 2,
    actions: [
      ['lay-out-selection', IconSitemap],
      ['frame', IconFrame],
      ['duplicate', IconCopyPlus],
      ['delete', IconTrash],
    ],
  },
];

export function SelectionBar({ target }: { target: ActionTarget }): ReactElement | null {
  const count = useEditorState(({ selection }) => selection.nodeIds.length + notesIn(selection).length);
  if (count < 2) return null;
  return (
    <Panel position="top-center" className={classes['selectionBar'] ?? ''}>
      <div role="toolbar" aria-label="Selected things">
        <span className={classes['selectionCount']}>{count} selected</span>
        {groups.map(({ least, actions }, index) => (
          <span key={index} className={classes['selectionGroup']}>
            <Divider orientation="vertical" className={classes['divider'] ?? ''} />
            {actions.map(([id, ButtonIcon]) => (
              <BarButton key={id} id={id} icon={ButtonIcon} isOff={count < least} target={target} />
            ))}
          </span>
        ))}
      </div>
    </Panel>
  );
}

function BarButton({
  id,
  icon: ButtonIcon,
  isOff,
  target,
}: {
  id: string;
  icon: Icon;
  isOff: boolean;
  target: ActionTarget;
}): ReactElement | null {
  const action = actionById(id);
  if (!action) return null;
  const [key] = action.keys ?? [];
  return (
    <Tooltip label={key === undefined ? action.label : `${action.label} (${keysOf(key)})`}>
      <ActionIcon
        aria-label={action.label}
        disabled={isOff}
        onClick={() => {
          action.run(target);
        }}
      >
        <ButtonIcon size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
