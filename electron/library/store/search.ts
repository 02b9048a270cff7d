/** Looking through the texts of all agents. */
import type { SearchHit } from '#shared/bridge/versions.ts';
import type { Statements } from '../statements.ts';
import { excerptOf } from './excerpt.ts';

/** The index knows three characters in a row and more. */
const SHORTEST_INDEXED = 3;
/** So that one large agent does not hide the others; more of one are given when there is room. */
const FIRST_OF_AN_AGENT = 5;
/** How many times the wanted number is looked at for that. */
const LOOK_AHEAD = 8;

interface TextRow {
  id: number;
  workflow_id: string;
  workflow_name: string;
  is_archived: number;
  kind: SearchHit['kind'];
  element_id: string;
  element_name: string;
  field: string;
}

/** Names first, those of agents before those in them; at most `limit`. */
export function searchWorkflows(statements: Statements, text: string, limit: number): SearchHit[] {
  const words = [...new Set(text.trim().split(/\s+/))].filter((word) => word !== '').slice(0, 12);
  if (words.length === 0) return [];
  const titles = matching(statements, 'title', words, limit);
  const rest = limit - titles.length;
  const bodies =
    rest > 0 && looksInTexts(words) ? matching(statements, 'text', words, rest * LOOK_AHEAD) : [];
  return [...titles, ...fairShare(bodies, rest)].map((row) => toHit(statements, row, words));
}

/** One or two Latin letters are in nearly every text; in a script of whole words they may be a word. */
function looksInTexts(words: readonly string[]): boolean {
  return words.some((word) => isIndexed(word) || /[^\p{ASCII}\p{Script=Latin}]/u.test(word));
}

/** The index counts code points. */
function isIndexed(word: string): boolean {
  return Array.from(word).length >= SHORTEST_INDEXED;
}

function matching(
  statements: Statements,
  column: 'title' | 'text',
  words: readonly string[],
  limit: number,
): TextRow[] {
  const indexed = words.filter(isIndexed);
  const parameters: Record<string, string | number> = { limit };
  const terms = ['w.deleted_at IS NULL'];
  if (indexed.length > 0) {
    parameters['match'] = `${column} : (${indexed.map(quoted).join(' AND ')})`;
    terms.push('workflow_search MATCH @match');
  }
  words
    .filter((word) => !isIndexed(word))
    .forEach((word, at) => {
      parameters[`word${String(at)}`] = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
      terms.push(`t.${column} LIKE @word${String(at)} ESCAPE '\\'`);
    });
  // Names are few enough to be put in order; texts come as they stand.
  const order =
    column === 'title'
      ? `ORDER BY t.kind <> 'workflow', w.archived_at IS NOT NULL, w.name COLLATE NOCASE`
      : '';
  const from =
    indexed.length > 0 ? 'workflow_search s JOIN workflow_texts t ON t.id = s.rowid' : 'workflow_texts t';
  return statements.all<TextRow>(
    `SELECT t.id, t.workflow_id, w.name AS workflow_name, w.archived_at IS NOT NULL AS is_archived,
            t.kind, t.element_id, t.element_name, t.field
     FROM ${from} JOIN workflows w ON w.id = t.workflow_id
     WHERE ${terms.join(' AND ')} ${order} LIMIT @limit`,
    parameters,
  );
}

/** A string of the query language of FTS5. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

function fairShare(rows: readonly TextRow[], limit: number): TextRow[] {
  const taken = new Map<string, number>();
  const [chosen, others]: [TextRow[], TextRow[]] = [[], []];
  for (const row of rows) {
    const already = taken.get(row.workflow_id) ?? 0;
    taken.set(row.workflow_id, already + 1);
    (already < FIRST_OF_AN_AGENT ? chosen : others).push(row);
  }
  return [...chosen, ...others].slice(0, Math.max(0, limit));
}

function toHit(statements: Statements, row: TextRow, words: readonly string[]): SearchHit {
  const [held] = statements.all<{ whole: string }>(
    'SELECT title || text AS whole FROM workflow_texts WHERE id = @id',
    { id: row.id },
  );
  return {
    workflow_id: row.workflow_id,
    workflow_name: row.workflow_name,
    is_archived: row.is_archived === 1,
    kind: row.kind,
    id: row.kind === 'workflow' ? null : row.element_id,
    name: row.element_name,
    field: row.field,
    excerpt: excerptOf(held?.whole ?? '', words),
  };
}
