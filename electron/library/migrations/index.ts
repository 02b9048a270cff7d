/** Brings a database from whatever version it has to the newest, one transaction a step. */
import type { Database } from 'better-sqlite3';
import { initial } from './001-initial.ts';
import { latencyCounts } from './002-latency-counts.ts';
import { deliveries } from './003-deliveries.ts';
import { versionsAndSearch } from './004-versions-and-search.ts';
import { telephony } from './005-telephony.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  initial,
  latencyCounts,
  deliveries,
  versionsAndSearch,
  telephony,
];

export function newestVersion(list: readonly Migration[] = migrations): number {
  return list.at(-1)?.version ?? 0;
}

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** A step that fails leaves the database as it was before that step. */
export function migrate(db: Database, list: readonly Migration[] = migrations): void {
  for (const migration of list) {
    if (migration.version <= schemaVersion(db)) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${String(migration.version)}`);
    }).immediate();
  }
}
