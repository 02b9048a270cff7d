/** Numbers that are never called. What comes in has been read already: E.164, with `+`. */
import type { DoNotCallEntry } from '#shared/bridge/phone.ts';
import { first, type Parameters, type Statements } from '../statements.ts';

export interface DoNotCallQuery {
  /** Part of a number or of a reason; one that begins with `+` is the beginning of a number. Empty: all. */
  search: string;
  /** `next` of the page before. */
  after: string | null;
  limit: number;
}

export interface DoNotCallPage {
  /** Newest first. */
  entries: DoNotCallEntry[];
  /** In all pages. */
  total: number;
  next: string | null;
}

export interface DoNotCallTrailEntry {
  number: string;
  action: 'added' | 'removed';
  reason: string;
  /** ISO 8601 UTC. */
  time: string;
}

/** So many are written by one statement, which takes about 20 ms. */
const numbersAtOnce = 5_000;

export function isDoNotCall(statements: Statements, number: string): boolean {
  return first(statements.all('SELECT 1 FROM do_not_call WHERE number = @number', { number })) !== null;
}

export function listDoNotCall(statements: Statements, query: DoNotCallQuery): DoNotCallPage {
  const { limit } = query;
  const filter = filterOf(query.search.trim());
  const [total] = statements.all<{ count: number }>(
    `SELECT count(*) AS count FROM do_not_call WHERE ${filter.sql}`,
    filter.parameters,
  );
  const cursor = /^(\S+) (\S+)$/.exec(query.after ?? '');
  const entries = statements.all<DoNotCallEntry>(
    `SELECT number, reason, added_at FROM do_not_call
     WHERE ${filter.sql} ${cursor ? 'AND (added_at < @time OR (added_at = @time AND number > @number))' : ''}
     ORDER BY added_at DESC, number LIMIT @most`,
    {
      ...filter.parameters,
      ...(cursor ? { time: cursor[1] ?? '', number: cursor[2] ?? '' } : {}),
      most: limit + 1,
    },
  );
  const page = entries.slice(0, limit);
  const last = entries.length > limit ? page.at(-1) : undefined;
  return { entries: page, total: total?.count ?? 0, next: last ? `${last.added_at} ${last.number}` : null };
}

/** Answers how many were new. A number that is there keeps its reason and its date. */
export function addDoNotCall(
  statements: Statements,
  numbers: readonly string[],
  reason: string,
  time: string,
): number {
  return statements.transaction(() => {
    let added = 0;
    for (let from = 0; from < numbers.length; from += numbersAtOnce) {
      const parameters = { list: JSON.stringify(numbers.slice(from, from + numbersAtOnce)), reason, time };
      statements.run(
        `INSERT INTO do_not_call_trail (number, action, reason, time)
         SELECT DISTINCT value, 'added', @reason, @time FROM json_each(@list)
         WHERE value NOT IN (SELECT number FROM do_not_call)`,
        parameters,
      );
      added += statements.run(
        `INSERT INTO do_not_call (number, reason, added_at)
         SELECT DISTINCT value, @reason, @time FROM json_each(@list) WHERE true ON CONFLICT DO NOTHING`,
        parameters,
      );
    }
    return added;
  });
}

/** False when it was not on the list. */
export function removeDoNotCall(statements: Statements, number: string, time: string): boolean {
  return statements.transaction(() => {
    statements.run(
      `INSERT INTO do_not_call_trail (number, action, reason, time)
       SELECT number, 'removed', reason, @time FROM do_not_call WHERE number = @number`,
      { number, time },
    );
    return statements.run('DELETE FROM do_not_call WHERE number = @number', { number }) > 0;
  });
}

/** Oldest first. */
export function doNotCallTrail(statements: Statements, number: string): DoNotCallTrailEntry[] {
  return statements.all(
    'SELECT number, action, reason, time FROM do_not_call_trail WHERE number = @number ORDER BY id',
    { number },
  );
}

function filterOf(search: string): { sql: string; parameters: Parameters } {
  if (search === '') return { sql: 'true', parameters: {} };
  const digits = search.replace(/[\s()./-]/g, '');
  if (/^\+\d*$/.test(digits))
    // ':' comes after '9'.
    return { sql: 'number >= @from AND number < @to', parameters: { from: digits, to: `${digits}:` } };
  if (/^\d+$/.test(digits)) return { sql: 'instr(number, @digits) > 0', parameters: { digits } };
  return { sql: 'instr(lower(reason), lower(@text)) > 0', parameters: { text: search } };
}
