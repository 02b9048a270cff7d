import { ActionIcon, Menu } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCopy,
  IconDots,
  IconDownload,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { memo, useCallback, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { formatRoute } from '../../app/routes.ts';
import { Sketch } from '../../canvas/sketch.tsx';
import { loadDocument, useAgents } from '../../stores/agents.ts';
import { useStudio } from '../../stores/studio.ts';
import { formatAgo } from '../../ui/duration.ts';
import { plural } from '../../ui/plural.ts';
import { useNow } from '../../ui/use-now.ts';
import type { AgentActions } from './agent-actions.ts';
import classes from './agent-card.module.css';

const minuteMs = 60_000;

/** Runs `onSeen` once the element comes near the view, so that a thousand cards ask for what is looked at only. */
function useWhenSeen(onSeen: () => void): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback(
    (element) => {
      if (element === null) return undefined;
      const observer = new IntersectionObserver(
        (entries) => {
          if (!entries.some((entry) => entry.isIntersecting)) return;
          observer.disconnect();
          onSeen();
        },
        { rootMargin: '200px' },
      );
      observer.observe(element);
      return () => {
        observer.disconnect();
      };
    },
    [onSeen],
  );
}

export const AgentCard = memo(function AgentCard({
  agent,
  actions,
}: {
  agent: WorkflowSummary;
  actions: AgentActions;
}): ReactElement {
  const document = useAgents((store) => store.documents.get(agent.id)?.document);
  const timeZone = useStudio((studio) => studio.settings?.time_zone);
  const nowMs = useNow(minuteMs);
  const seen = useWhenSeen(
    useCallback(() => {
      void loadDocument(agent);
    }, [agent]),
  );
  const href = formatRoute({ screen: 'agent', id: agent.id });
  return (
    <li className={classes['card']} ref={seen}>
      <div className={classes['sketch']}>{document && <Sketch document={document} />}</div>
      <div className={classes['body']}>
        <h2 className={classes['name']}>
          <a href={href}>{agent.name}</a>
          {agent.is_sample && <span className={classes['sample']}>Sample</span>}
        </h2>
        <p className={classes['description']}>{agent.description || 'Says nothing yet.'}</p>
        <p className={classes['facts']}>
          <span>{plural(agent.node_count, 'node')}</span>
          <span>{agent.run_count === 0 ? 'Never called' : plural(agent.run_count, 'run')}</span>
          {agent.last_run_at !== null && <span>{formatAgo(agent.last_run_at, nowMs, timeZone)}</span>}
          {agent.problem_count > 0 && (
            <span className={classes['problems']}>
              <IconAlertTriangle size={13} aria-hidden />
              {plural(agent.problem_count, 'problem')}
            </span>
          )}
        </p>
      </div>
      <CardMenu agent={agent} actions={actions} href={href} />
    </li>
  );
});

function CardMenu({
  agent,
  actions,
  href,
}: {
  agent: WorkflowSummary;
  actions: AgentActions;
  href: string;
}): ReactElement {
  return (
    <Menu position="bottom-end" width={170}>
      <Menu.Target>
        <ActionIcon
          className={classes['menu'] ?? ''}
          variant="default"
          aria-label={`Actions for ${agent.name}`}
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={href} leftSection={<IconPencil size={14} />}>
          Open
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={14} />}
          onClick={() => {
            actions.duplicate(agent);
          }}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDownload size={14} />}
          onClick={() => {
            actions.exportFile(agent);
          }}
        >
          Export JSON
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="error"
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            actions.remove(agent);
          }}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
