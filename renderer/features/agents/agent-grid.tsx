/** The cards, moved through by keys: arrows, Home and End; Space selects, Ctrl/Cmd-A all, Escape none. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { AgentActions } from './agent-actions.ts';
import { AgentCard } from './agent-card.tsx';
import { cardPx, gapPx, gridHeightPx, useGridWindow } from './grid-window.ts';
import type { CardSelection } from './card-selection.ts';
import classes from './agents-screen.module.css';

export interface AgentGridProps {
  agents: readonly WorkflowSummary[];
  actions: AgentActions;
  selection: CardSelection;
  /** Folders are told on the cards. */
  withFolder: boolean;
  /** The scrolling element around it; null while it is not there yet. */
  scroller: HTMLElement | null;
}

export function AgentGrid({
  agents,
  actions,
  selection,
  withFolder,
  scroller,
}: AgentGridProps): ReactElement {
  const grid = useRef<HTMLUListElement>(null);
  const { columns, start, end } = useGridWindow(scroller, grid, agents.length);
  const [activeId, setActiveId] = useState<string | null>(null);
  const active = Math.max(
    0,
    agents.findIndex(({ id }) => id === activeId),
  );
  const mustFocus = useRef(false);
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    grid.current?.querySelector<HTMLElement>('[data-active] a')?.focus({ preventScroll: true });
  });

  const go = (index: number): void => {
    const target = Math.max(0, Math.min(agents.length - 1, index));
    const agent = agents[target];
    if (agent === undefined) return;
    mustFocus.current = true;
    setActiveId(agent.id);
    bringIntoView(scroller, grid.current, Math.floor(target / columns));
  };
  const press = (event: KeyboardEvent): void => {
    // Menus and check boxes of a card have keys of their own.
    if (!(event.target instanceof HTMLAnchorElement)) return;
    const moves: Record<string, number> = {
      ArrowRight: active + 1,
      ArrowLeft: active - 1,
      ArrowDown: active + columns,
      ArrowUp: active - columns,
      Home: 0,
      End: agents.length - 1,
    };
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const target = moves[event.key];
    const agent = agents[active];
    if (target !== undefined && isPlain) go(target);
    else if (event.key === ' ' && agent !== undefined) selection.toggle(agent.id, event.shiftKey);
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) selection.all();
    else if (event.key === 'Escape' && selection.ids.size > 0) selection.none();
    else return;
    event.preventDefault();
  };
  return (
    <ul
      ref={grid}
      className={classes['grid']}
      aria-label="Agents"
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridAutoRows: cardPx,
        height: gridHeightPx(columns, agents.length),
        paddingTop: Math.floor(start / columns) * (cardPx + gapPx),
      }}
      onKeyDown={press}
    >
      {agents.slice(start, end).map((agent, offset) => (
        <AgentCard
          key={agent.id}
          agent={agent}
          actions={actions}
          isActive={start + offset === active}
          isSelected={selection.ids.has(agent.id)}
          isSelecting={selection.ids.size > 0}
          withFolder={withFolder}
          onActive={setActiveId}
          onToggle={selection.toggle}
        />
      ))}
    </ul>
  );
}

function bringIntoView(view: HTMLElement | null, grid: HTMLElement | null, row: number): void {
  if (view === null || grid === null) return;
  const barPx = view.querySelector('header')?.clientHeight ?? 0;
  const top = grid.getBoundingClientRect().top - view.getBoundingClientRect().top + row * (cardPx + gapPx);
  if (top < barPx) view.scrollTop += top - barPx - gapPx / 2;
  else if (top + cardPx > view.clientHeight) view.scrollTop += top + cardPx - view.clientHeight + gapPx;
}
