import { IconAlertTriangle, IconFolder } from '@tabler/icons-react';
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
import { AgentMenu } from './agent-menu.tsx';
import classes from './agent-card.module.css';

const minuteMs = 60_000;

/** Runs `onSeen` once the element comes near the view: what is scrolled past is not asked for. */
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

export interface AgentCardProps {
  agent: WorkflowSummary;
  actions: AgentActions;
  /** The one that keys move from; it alone is reached by Tab. */
  isActive: boolean;
  isSelected: boolean;
  /** Some card is selected: all show their boxes. */
  isSelecting: boolean;
  withFolder: boolean;
  onActive: (id: string) => void;
  onToggle: (id: string, withRange: boolean) => void;
}

export const AgentCard = memo(function AgentCard(props: AgentCardProps): ReactElement {
  const { agent, actions, isActive, isSelected, isSelecting, withFolder, onActive, onToggle } = props;
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
    <li
      className={classes['card']}
      ref={seen}
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      data-selecting={isSelecting || undefined}
      onFocus={() => {
        onActive(agent.id);
      }}
    >
      <div className={classes['sketch']}>{document && <Sketch document={document} />}</div>
      <div className={classes['body']}>
        <h2 className={classes['name']}>
          <a href={href} tabIndex={isActive ? 0 : -1}>
            {agent.name}
          </a>
          {agent.is_archived && <span className={classes['chip']}>In the archive</span>}
          {agent.is_sample && <span className={classes['chip']}>Sample</span>}
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
        <p className={classes['standing']}>
          <Published agent={agent} />
          {withFolder && agent.folder !== null && (
            <span className={classes['folder']} title={agent.folder}>
              <IconFolder size={12} aria-hidden /> {agent.folder}
            </span>
          )}
          {agent.tags.map((tag) => (
            <span key={tag} className={classes['chip']} title={tag}>
              {tag}
            </span>
          ))}
        </p>
      </div>
      <input
        type="checkbox"
        className={classes['check']}
        aria-label={`Select ${agent.name}`}
        checked={isSelected}
        tabIndex={isActive ? 0 : -1}
        // The click itself is looked at: a change does not tell whether Shift is held.
        onChange={() => undefined}
        onClick={(event) => {
          onToggle(agent.id, event.shiftKey);
        }}
      />
      <AgentMenu agent={agent} actions={actions} href={href} tabIndex={isActive ? 0 : -1} />
    </li>
  );
});

function Published({ agent }: { agent: WorkflowSummary }): ReactElement {
  if (agent.published === null) return <span className={classes['draft']}>Draft</span>;
  const { number, note } = agent.published;
  return (
    <span className={classes['published']} title={note === '' ? undefined : note}>
      <strong>v{number}</strong>
      {agent.has_unpublished_changes && ' · unpublished changes'}
    </span>
  );
}
