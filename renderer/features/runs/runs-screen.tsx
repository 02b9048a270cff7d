/** All runs, newest first: filtered by chips, moved through by keys, kept up to date while calls come and go. */
import { Button } from '@mantine/core';
import { IconFilterOff, IconHistory } from '@tabler/icons-react';
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import type { Run } from '#shared/domain/run.ts';
import { navigate, useRoute } from '../../app/router.ts';
import { formatRoute } from '../../app/routes.ts';
import { followRuns, loadMoreRuns, openRuns, refreshRuns, useRuns, useRunsView } from '../../stores/runs.ts';
import { useStudio } from '../../stores/studio.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { DeleteRun } from './delete-run.tsx';
import { FilterBar } from './filter-bar.tsx';
import { addressOfQuery, anyRun, filterOfQuery, isAny, queryFromAddress } from './run-filter.ts';
import { ROW_PX, rowId, RunRow } from './run-row.tsx';
import { useRowWindow } from './use-window.ts';
import classes from './runs.module.css';

export function RunsScreen(): ReactElement {
  const route = useRoute();
  const address = useMemo(() => (route.screen === 'runs' ? route.query : {}), [route]);
  const query = useMemo(() => queryFromAddress(address), [address]);
  const { runs, total, facets, failure, next } = useRuns();
  const [doomed, setDoomed] = useState<Run | null>(null);

  // Coming back without an address (from the rail): the list is as it was left.
  const [restored] = useState(() => useRunsView.getState().address);
  const mustRestore = Object.keys(address).length === 0 && Object.keys(restored).length > 0;
  const hasRestored = useRef(false);
  useEffect(() => {
    if (mustRestore && !hasRestored.current) {
      hasRestored.current = true;
      navigate({ screen: 'runs', query: restored }, { replace: true });
      return;
    }
    hasRestored.current = true;
    useRunsView.setState({ address: addressOfQuery(query) });
    void openRuns(filterOfQuery(query, new Date()));
  }, [mustRestore, restored, query]);
  useEffect(followRuns, []);

  const choose = (changed: typeof query): void => {
    useRunsView.setState({ scrollTop: 0, selectedId: null });
    navigate({ screen: 'runs', query: addressOfQuery(changed) }, { replace: true });
  };

  return (
    <main className={classes['screen']} aria-label="Runs">
      <FilterBar query={query} facets={facets} total={total} onChange={choose} />
      {failure !== null && runs.length === 0 ? (
        <Failure
          title="The runs could not be read"
          detail={failure}
          onRetry={() => {
            void refreshRuns();
          }}
        />
      ) : total === 0 ? (
        isAny(query) ? (
          <NoRuns />
        ) : (
          <NoMatch
            onClear={() => {
              choose(anyRun);
            }}
          />
        )
      ) : (
        <RunsList runs={runs} total={total} hasMore={next !== null} onDelete={setDoomed} />
      )}
      <DeleteRun
        run={doomed}
        onClose={() => {
          setDoomed(null);
        }}
      />
    </main>
  );
}

interface RunsListProps {
  runs: readonly Run[];
  /** Null until the first answer: the list then shows empty rows. */
  total: number | null;
  hasMore: boolean;
  onDelete: (run: Run) => void;
}

function RunsList({ runs, total, hasMore, onDelete }: RunsListProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const timeZone = useStudio((studio) => studio.settings?.time_zone ?? '');
  const selectedId = useRunsView((view) => view.selectedId);
  const count = total ?? 24;
  const { start, end } = useRowWindow(scroller, ROW_PX, count);
  const selected = runs.findIndex((run) => run.id === selectedId);

  useEffect(() => {
    if (hasMore && end >= runs.length) void loadMoreRuns();
  }, [hasMore, end, runs.length]);

  const hasRows = runs.length > 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (hasRows && element !== null) element.scrollTop = useRunsView.getState().scrollTop;
  }, [hasRows]);
  useKeepPlace(scroller, runs);

  const select = (index: number): void => {
    const run = runs[Math.max(0, Math.min(runs.length - 1, index))];
    const element = scroller.current;
    if (run === undefined || element === null) return;
    useRunsView.setState({ selectedId: run.id });
    const top = runs.indexOf(run) * ROW_PX;
    const viewHeight = element.clientHeight - ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + viewHeight - ROW_PX) element.scrollTop = top - viewHeight + ROW_PX;
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const moves: Record<string, number> = {
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      PageDown: selected + page,
      PageUp: selected - page,
      Home: 0,
      End: runs.length - 1,
    };
    const target = moves[event.key];
    const run = runs[selected];
    if (target !== undefined) select(target);
    else if (event.key === 'Enter' && run !== undefined) navigate({ screen: 'run', id: run.id });
    else if (event.key === 'Delete' && run?.state === 'completed') onDelete(run);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className={classes['list']}
      role="grid"
      aria-label="Runs"
      aria-rowcount={count + 1}
      aria-activedescendant={selectedId === null || selected === -1 ? undefined : rowId(selectedId)}
      tabIndex={0}
      onKeyDown={press}
      onScroll={({ currentTarget }) => {
        useRunsView.setState({ scrollTop: currentTarget.scrollTop });
      }}
    >
      <div className={classes['header']} role="row" aria-rowindex={1}>
        {['Status', 'Agent', 'Outcome', 'Gathered', 'Kind'].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
        <span role="columnheader" className={classes['number']}>
          Length
        </span>
        <span role="columnheader" className={classes['number']}>
          Started
        </span>
      </div>
      <div className={classes['rows']} style={{ height: count * ROW_PX }}>
        {Array.from({ length: end - start }, (_, offset) => start + offset).map((index) => {
          const run = runs[index];
          return run === undefined ? (
            <div
              key={`empty-${index}`}
              className={classes['blank']}
              style={{ transform: `translateY(${index * ROW_PX}px)` }}
              aria-hidden
            />
          ) : (
            <RunRow
              key={run.id}
              run={run}
              index={index}
              isSelected={run.id === selectedId}
              timeZone={timeZone}
              onDelete={onDelete}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Runs that come in above must not push away what is being looked at. */
function useKeepPlace(scroller: React.RefObject<HTMLDivElement | null>, runs: readonly Run[]): void {
  const before = useRef<readonly Run[]>([]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const topBefore = before.current[0];
    before.current = runs;
    if (element === null || topBefore === undefined || element.scrollTop === 0) return;
    const moved = runs.findIndex((run) => run.id === topBefore.id);
    if (moved > 0) element.scrollBy({ top: moved * ROW_PX, behavior: 'instant' });
  }, [scroller, runs]);
}

function NoRuns(): ReactElement {
  return (
    <EmptyState
      art={<IconHistory size={40} stroke={1.25} aria-hidden />}
      title="No runs yet"
      actions={
        <Button component="a" href={formatRoute({ screen: 'agents' })}>
          Choose an agent to call
        </Button>
      }
    >
      Every call is kept here with its recording, transcript and path through the graph. Open an agent, press
      Call and talk to it; or call from a terminal:
      <code className={classes['command']}>npm run -s parley -- call WORKFLOW --say &quot;Hello&quot;</code>
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }): ReactElement {
  return (
    <EmptyState
      art={<IconFilterOff size={40} stroke={1.25} aria-hidden />}
      title="No run matches these filters"
      actions={
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      }
    >
      Take one of the chips above away, or choose a longer time.
    </EmptyState>
  );
}
