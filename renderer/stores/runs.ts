/** The list of runs as far as it has been loaded, newest first, and the counts for its filters. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { MethodOutput, RunFilter } from '#shared/bridge/contract.ts';
import type { Run } from '#shared/domain/run.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

export type RunFacets = MethodOutput<'runs.facets'>;

interface RunsStore {
  filter: RunFilter | null;
  runs: readonly Run[];
  /** All that match; null until the first answer. */
  total: number | null;
  /** Cursor of the next page; null at the end. */
  next: string | null;
  isLoading: boolean;
  failure: string | null;
  facets: RunFacets | null;
}

const PAGE = 200;
/** The contract's largest page. */
const LARGEST_PAGE = 500;

export const useRuns = create<RunsStore>()(() => ({
  filter: null,
  runs: [],
  total: null,
  next: null,
  isLoading: false,
  failure: null,
  facets: null,
}));

/** Answers of an earlier filter or refresh are thrown away. */
let generation = 0;

/** Shows the runs of a filter from the first page on. The rows before stay until the answer is there: nothing jumps. */
export async function openRuns(filter: RunFilter): Promise<void> {
  useRuns.setState({ filter });
  await read(PAGE);
}

/** Reads again as many rows as are shown, e.g. when the library has changed. */
export async function refreshRuns(): Promise<void> {
  await read(Math.max(PAGE, useRuns.getState().runs.length));
}

async function read(count: number): Promise<void> {
  const { filter } = useRuns.getState();
  if (filter === null) return;
  generation += 1;
  const mine = generation;
  useRuns.setState({ isLoading: true, failure: null });
  try {
    const facets = bridge.call('runs.facets');
    let runs: Run[] = [];
    let page: MethodOutput<'runs.list'>;
    let after: string | null = null;
    do {
      page = await bridge.call('runs.list', {
        ...filter,
        limit: Math.min(LARGEST_PAGE, count - runs.length),
        ...(after === null ? {} : { after }),
      });
      runs = [...runs, ...page.runs];
      after = page.next;
    } while (after !== null && runs.length < count);
    const counted = await facets;
    if (mine !== generation) return;
    useRuns.setState({
      runs,
      total: page.total,
      next: page.next,
      facets: counted,
      isLoading: false,
    });
  } catch (error) {
    if (mine === generation) useRuns.setState({ isLoading: false, failure: errorText(error) });
  }
}

/** Loads the next page behind the last row, if there is one. */
export async function loadMoreRuns(): Promise<void> {
  const { filter, next, isLoading } = useRuns.getState();
  if (filter === null || next === null || isLoading) return;
  const mine = generation;
  useRuns.setState({ isLoading: true });
  try {
    const page = await bridge.call('runs.list', { ...filter, limit: LARGEST_PAGE, after: next });
    if (mine !== generation) return;
    useRuns.setState(({ runs }) => ({
      runs: [...runs, ...page.runs],
      total: page.total,
      next: page.next,
      isLoading: false,
    }));
  } catch (error) {
    if (mine === generation) useRuns.setState({ isLoading: false, failure: errorText(error) });
  }
}

/** Deletes a run with its events and files. Rejects with the studio's reason. */
export async function deleteRun(id: string): Promise<void> {
  await bridge.call('runs.delete', { id });
  useRuns.setState(({ runs, total }) => {
    const rest = runs.filter((run) => run.id !== id);
    return { runs: rest, total: total === null || rest.length === runs.length ? total : total - 1 };
  });
}

/** Follows the library while the list is shown; answers the unsubscriber. Bursts of changes become one reading. */
export function followRuns(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stop = bridge.on('library.changed', ({ what }) => {
    if (what !== 'runs' || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void refreshRuns();
    }, 250);
  });
  return () => {
    if (timer !== null) clearTimeout(timer);
    stop();
  };
}

interface RunsView {
  /** The address's query when the list was last left. */
  address: Record<string, string>;
  selectedId: string | null;
  scrollTop: number;
}

/** Where the person was in the list, to be restored on return. */
export const useRunsView = create<RunsView>()(
  persist((): RunsView => ({ address: {}, selectedId: null, scrollTop: 0 }), {
    name: 'parley-runs-view',
    version: 1,
  }),
);
