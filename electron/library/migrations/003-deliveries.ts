/**
 * What is still to be done after a run.
 *
 * `after_runs` holds the runs whose reviews and webhooks have not been made: a row comes with the end of the run, in the
 * same transaction, and goes when its deliveries are written. A delivery is what one webhook sends, made once.
 */
import type { Migration } from './migration.ts';

export const deliveries: Migration = {
  version: 3,
  name: 'deliveries',
  sql: `
CREATE TABLE after_runs (run_id TEXT PRIMARY KEY REFERENCES runs (id)) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  delivery_uuid TEXT NOT NULL UNIQUE,
  run_id TEXT NOT NULL REFERENCES runs (id),
  node_id TEXT NOT NULL,
  node_name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'dead_letter')),
  attempts INTEGER NOT NULL,
  next_attempt_at TEXT,
  -- see DeliveryRequest in shared/domain/after-run.ts
  request TEXT NOT NULL,
  status_code INTEGER,
  error TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_by_run ON deliveries (run_id, id);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending';
`,
};
