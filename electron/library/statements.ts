/** Prepared statements, made once each, with the slow ones logged. */
import type { Database, Statement } from 'better-sqlite3';
import type { LogFields, LogLevel } from '#engine/base/logger.ts';

/** A statement slower than this is worth a line in the log. */
export const SLOW_STATEMENT_MS = 50;

export type Parameter = string | number | null;
export type Parameters = Readonly<Record<string, Parameter>>;
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** The only row of a query that gives one at most. */
export function first<Row>(rows: readonly Row[]): Row | null {
  return rows[0] ?? null;
}

/** Runs SQL by its text. Parameters never reach the log. */
export class Statements {
  readonly db: Database;
  readonly #prepared = new Map<string, Statement<[Parameters]>>();
  readonly #log: Log;
  readonly #slowMs: number;

  constructor(db: Database, log: Log, slowMs = SLOW_STATEMENT_MS) {
    this.db = db;
    this.#log = log;
    this.#slowMs = slowMs;
  }

  all<Row>(sql: string, parameters: Parameters = {}): Row[] {
    return this.#timed(sql, (statement) => statement.all(parameters)) as Row[];
  }

  /** Answers the number of rows changed. */
  run(sql: string, parameters: Parameters = {}): number {
    return this.#timed(sql, (statement) => statement.run(parameters)).changes;
  }

  /** All or nothing. Inside another transaction it is a part of that. */
  transaction<T>(work: () => T): T {
    return this.db.inTransaction ? work() : this.db.transaction(work).immediate();
  }

  #timed<T>(sql: string, use: (statement: Statement<[Parameters]>) => T): T {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare<[Parameters]>(sql);
      this.#prepared.set(sql, statement);
    }
    const startedMs = performance.now();
    try {
      return use(statement);
    } finally {
      const tookMs = performance.now() - startedMs;
      if (tookMs > this.#slowMs)
        this.#log('warn', 'slow statement', {
          sql: sql.replace(/\s+/g, ' ').trim().slice(0, 300),
          tookMs: Math.round(tookMs),
        });
    }
  }
}
