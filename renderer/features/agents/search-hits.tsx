/** Under the agents that match by name: the places in all agents where the words stand. A hit leads there. */
import { Loader } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import type { SearchHit } from '#shared/bridge/versions.ts';
import { focusKinds, formatRoute, type Focus } from '../../app/routes.ts';
import { searchLimit, searchTexts } from '../../stores/agents.ts';
import { errorText } from '../../ui/error-text.ts';
import { plural } from '../../ui/plural.ts';
import { fieldWords, kindWords } from './hit-words.ts';
import classes from './search-hits.module.css';

/** Between two keystrokes of somebody who types. */
const settleMs = 120;

export interface Searched {
  /** What these are the hits of. */
  query: string;
  hits: readonly SearchHit[];
  /** There are more than were asked for. */
  isCut: boolean;
  failure: string | null;
}

/** Null while nothing was searched yet. Names of agents are left out: their cards are shown. */
export function useSearch(query: string): Searched | null {
  const [searched, setSearched] = useState<Searched | null>(null);
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === '') return undefined;
    let isOld = false;
    const tell = (result: Omit<Searched, 'query'>): void => {
      if (!isOld) setSearched({ query: wanted, ...result });
    };
    const timer = setTimeout(() => {
      searchTexts(wanted).then(
        (hits) => {
          const places = hits.filter(({ kind }) => kind !== 'workflow');
          tell({ hits: places, isCut: hits.length >= searchLimit, failure: null });
        },
        (thrown: unknown) => {
          tell({ hits: [], isCut: false, failure: errorText(thrown) });
        },
      );
    }, settleMs);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return wanted === '' ? null : searched;
}

export function SearchHits({ searched }: { searched: Searched | null }): ReactElement {
  if (searched === null)
    return (
      <div className={classes['waiting']}>
        <Loader size={14} color="muted" aria-label="Searching" />
      </div>
    );
  const { hits, isCut, failure } = searched;
  const agents = [...new Set(hits.map((hit) => hit.workflow_id))];
  return (
    <section className={classes['hits']} aria-label="Found in agents">
      <h2>
        {failure === null
          ? `${isCut ? 'The first ' : ''}${plural(hits.length, 'place')} in ${plural(agents.length, 'agent')}`
          : `The texts could not be searched: ${failure}`}
      </h2>
      {agents.map((id) => (
        <AgentHits key={id} hits={hits.filter((hit) => hit.workflow_id === id)} />
      ))}
    </section>
  );
}

function AgentHits({ hits }: { hits: readonly SearchHit[] }): ReactElement | null {
  const [first] = hits;
  if (first === undefined) return null;
  return (
    <div className={classes['agent']}>
      <h3>
        {first.workflow_name}
        {first.is_archived && <span className={classes['archived']}>In the archive</span>}
      </h3>
      <ul>
        {hits.map((hit, index) => (
          <li key={`${hit.kind} ${hit.id ?? ''} ${hit.field} ${String(index)}`}>
            <a href={addressOf(hit)}>
              <span className={classes['place']}>
                {kindWords[hit.kind]} {hit.name !== '' && <strong>{hit.name}</strong>}
                <span className={classes['field']}>{fieldWords(hit.field)}</span>
              </span>
              <span className={classes['excerpt']}>
                {hit.excerpt.before}
                <mark>{hit.excerpt.match}</mark>
                {hit.excerpt.after}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function addressOf(hit: SearchHit): string {
  const kind = focusKinds.find((each) => each === hit.kind);
  const focus: Focus | null = kind === undefined || hit.id === null ? null : { kind, id: hit.id };
  return formatRoute({ screen: 'agent', id: hit.workflow_id, ...(focus ? { focus } : {}) });
}
