import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { IconFocus2, IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Following } from './follow.ts';
import classes from './workflow-canvas.module.css';

/** Cards that are painted and not put up count as hidden. */
export const fitOptions = { padding: 0.08, maxZoom: 1, includeHiddenNodes: true };
const glideMs = 120;

export function CanvasControls({
  following,
  isLive,
  onTouch,
}: {
  following: Following;
  isLive: boolean;
  /** The person chose a zoom of their own. */
  onTouch: () => void;
}): ReactElement {
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow();
  const percent = useStore((store) => Math.round(store.transform[2] * 100));
  return (
    <>
      <Panel position="bottom-left" className={classes['controls'] ?? ''}>
        <Tooltip label="Zoom out">
          <ActionIcon
            aria-label="Zoom out"
            onClick={() => {
              onTouch();
              void zoomOut({ duration: glideMs });
            }}
          >
            <IconMinus size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Actual size">
          <button
            type="button"
            className={classes['percent']}
            aria-label={`Zoom ${percent} %, set to 100 %`}
            onClick={() => {
              onTouch();
              void zoomTo(1, { duration: glideMs });
            }}
          >
            {percent} %
          </button>
        </Tooltip>
        <Tooltip label="Zoom in">
          <ActionIcon
            aria-label="Zoom in"
            onClick={() => {
              onTouch();
              void zoomIn({ duration: glideMs });
            }}
          >
            <IconPlus size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Show everything">
          <ActionIcon
            aria-label="Show everything"
            onClick={() => {
              following.stop();
              void fitView({ ...fitOptions, duration: glideMs });
            }}
          >
            <IconMaximize size={14} />
          </ActionIcon>
        </Tooltip>
      </Panel>
      {isLive && !following.isFollowing && (
        <Panel position="bottom-center">
          <Button
            variant="default"
            leftSection={<IconFocus2 size={14} />}
            className={classes['follow'] ?? ''}
            onClick={following.resume}
          >
            Follow the call
          </Button>
        </Panel>
      )}
    </>
  );
}
