/** The do-not-call list as far as it is looked at: searched in the studio, read page by page. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DoNotCallEntry } from '#shared/bridge/phone.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';

const pageSize = 200;
/** After the last key of the search. */
const waitMs = 150;

export interface DoNotCallList {
  /** Null until the first answer. */
  entries: readonly DoNotCallEntry[] | null;
  /** Of those that match. */
  total: number;
  hasMore: boolean;
  failure: string | null;
  loadMore: () => void;
  reload: () => void;
}

interface Page {
  search: string;
  entries: readonly DoNotCallEntry[];
  total: number;
  next: string | null;
}

export function useDoNotCall(search: string): DoNotCallList {
  const [page, setPage] = useState<Page | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const isLoading = useRef(false);
  const wanted = search.trim();
  const isFirst = page === null;
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        bridge.call('do-not-call.list', { search: wanted, limit: pageSize }).then(
          (answer) => {
            if (!isCurrent) return;
            setPage({ search: wanted, ...answer });
            setFailure(null);
          },
          (thrown: unknown) => {
            if (isCurrent) setFailure(errorText(thrown));
          },
        );
      },
      isFirst ? 0 : waitMs,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [wanted, attempt, isFirst]);

  const loadMore = useCallback(() => {
    if (page?.next == null || isLoading.current) return;
    isLoading.current = true;
    bridge
      .call('do-not-call.list', { search: page.search, after: page.next, limit: pageSize })
      .then(
        (answer) => {
          setPage((now) =>
            now === page ? { ...now, ...answer, entries: [...now.entries, ...answer.entries] } : now,
          );
        },
        (thrown: unknown) => {
          setFailure(errorText(thrown));
        },
      )
      .finally(() => {
        isLoading.current = false;
      });
  }, [page]);
  const reload = useCallback(() => {
    setAttempt((now) => now + 1);
  }, []);

  return {
    entries: page?.entries ?? null,
    total: page?.total ?? 0,
    hasMore: page?.next != null,
    failure,
    loadMore,
    reload,
  };
}
