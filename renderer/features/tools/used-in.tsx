import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import type { UsedIn as Use } from '#shared/bridge/tools.ts';
import { plural } from '../../ui/plural.ts';
import classes from './tools.module.css';

/** In how many agents; which ones stands in the tooltip. */
export function UsedIn({ agents }: { agents: readonly Use[] }): ReactElement {
  return (
    <Tooltip
      label={agents.map(({ workflow_name: name }) => name).join(', ')}
      disabled={agents.length === 0}
      multiline
      maw={280}
    >
      <span className={classes['usedIn']}>
        {agents.length === 0 ? 'In no agent' : `In ${plural(agents.length, 'agent')}`}
      </span>
    </Tooltip>
  );
}
