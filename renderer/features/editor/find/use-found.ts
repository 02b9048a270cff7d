import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { textsOf, type AgentText } from '#shared/graph/edit-texts.ts';
import type { TextHit } from '#shared/graph/find-texts.ts';
import { useDocument } from '../editor-context.ts';
import { useFind } from './find-state.ts';
import { search } from './search.ts';

/** Most hits that are listed and replaced at once. */
export const hitLimit = 2000;
/** Typing pauses this long before it is looked for, ms. */
const calmMs = 80;

export interface Found {
  texts: readonly AgentText[];
  hits: readonly TextHit[];
  isCut: boolean;
  /** What is wrong with the query; null while all is well. */
  problem: string | null;
}

const nothing: Found = { texts: [], hits: [], isCut: false, problem: null };

/** The hits in the present document; those of a moment ago while it is looked through again. */
export function useFound(): Found {
  const document = useDeferredValue(useDocument());
  const { query, replacement } = useFind();
  const texts = useMemo(() => textsOf(document), [document]);
  const [found, setFound] = useState<Found>(nothing);
  useEffect(() => {
    if (query.find === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      search(
        { texts: texts.map(({ text }) => text), query, replacement, limit: hitLimit },
        abort.signal,
      ).then(
        (answer) => {
          setFound(
            answer.ok
              ? { texts, hits: answer.hits, isCut: answer.isCut, problem: null }
              : { ...nothing, problem: answer.message },
          );
        },
        // Another search took its place.
        () => undefined,
      );
    }, calmMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [texts, query, replacement]);
  return query.find === '' ? nothing : found;
}
