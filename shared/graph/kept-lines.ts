/** What an import keeps without using it, and what it does not say, in lines for a person: one a key, not one a node. */
import type { DefaultedFields, KeptKeys } from './import-report.ts';

export interface KeptLine {
  /** Where the key stands; null for the workflow itself. */
  place: string | null;
  message: string;
}

/** Places that a line names; more are counted. */
const namedPlaces = 3;

function placesOf(kept: readonly Pick<KeptKeys, 'kind' | 'where'>[]): string | null {
  const places = [...new Set(kept.filter(({ kind }) => kind !== 'workflow').map(({ where }) => where))];
  if (places.length === 0) return null;
  const named = places.slice(0, namedPlaces);
  if (places.length > namedPlaces) named.push(`${places.length - namedPlaces} more`);
  return named.join(', ');
}

export function keptLines(kept: readonly KeptKeys[]): KeptLine[] {
  const groups = new Map<string, KeptKeys[]>();
  for (const each of kept) {
    // What another editor drew is one matter, whatever the keys.
    const group = each.reason === 'later' ? `later ${each.keys.join(' ')}` : each.reason;
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const keys = [...new Set(group.flatMap((each) => each.keys))].map((key) => `“${key}”`);
    const names =
      keys.length > 6 ? [...keys.slice(0, 5), `${keys.length - 5} more`].join(', ') : keys.join(', ');
    return { place: placesOf(group), message: messageOf(group[0], names, keys.length > 1) };
  });
}

function messageOf(first: KeptKeys | undefined, names: string, areMany: boolean): string {
  const are = areMany ? 'are' : 'is';
  switch (first?.reason) {
    case 'later':
      return `${names} ${are} kept, and not used in calls yet: ${first.meaning}.`;
    case 'drawing':
      return `${names} ${are} how another editor drew it; kept, and not used here.`;
    default:
      return `${names} ${are} not known here; kept as it came.`;
  }
}

/** What holds where the document says nothing. */
export function defaultedLines(defaulted: readonly DefaultedFields[]): KeptLine[] {
  const groups = new Map<string, { message: string; places: DefaultedFields[] }>();
  for (const place of defaulted)
    for (const { key, label, value } of place.fields) {
      const group = groups.get(`${key} ${value}`);
      if (group) group.places.push(place);
      else groups.set(`${key} ${value}`, { message: `“${label}” is not set: ${value}.`, places: [place] });
    }
  return [...groups.values()].map(({ message, places }) => ({ place: placesOf(places), message }));
}
