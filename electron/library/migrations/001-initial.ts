/**
 * Workflows, their immutable versions, runs, run events and recordings.
 *
 * Documents are kept whole as JSON; what is listed or filtered by stands beside them as columns. Times are ISO 8601
 * UTC with milliseconds, so that text order is time order.
 *
 * How a million runs stay quick to list: each run points to a *facet*, one distinct combination of the four things
 * runs are filtered by. A filter becomes a short list of facets, each of which is one stretch of the index
 * `runs_by_facet`, newest first. `run_counts` holds how many runs each facet has, on each day and (day '') overall, so
 * that totals are summed, not counted.
 */
import type { Migration } from './migration.ts';

export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
CREATE TABLE workflows (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  -- SHA-256 of name and document with sorted keys
  content_hash TEXT NOT NULL,
  -- the content_hash that a sample was installed with; null for what a person made
  sample_hash TEXT,
  node_count INTEGER NOT NULL,
  problem_count INTEGER NOT NULL,
  description TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT
) STRICT;

-- Runs may be of workflows that were never saved here (the command runs files), hence no reference.
CREATE TABLE workflow_versions (
  id TEXT PRIMARY KEY,
  workflow_id TEXT NOT NULL,
  -- SHA-256 of the document with sorted keys
  document_hash TEXT NOT NULL,
  document TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (workflow_id, document_hash)
) STRICT;
CREATE INDEX workflow_versions_newest ON workflow_versions (workflow_id, created_at, id);
CREATE TRIGGER workflow_versions_immutable BEFORE UPDATE ON workflow_versions
BEGIN SELECT RAISE(ABORT, 'workflow versions are immutable'); END;

CREATE TABLE run_facets (
  id INTEGER PRIMARY KEY,
  workflow_id TEXT NOT NULL,
  -- 'running' while the run has no final status
  status TEXT NOT NULL,
  -- '' while there is none
  disposition TEXT NOT NULL,
  mode TEXT NOT NULL,
  UNIQUE (workflow_id, status, disposition, mode)
) STRICT;

CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  facet_id INTEGER NOT NULL REFERENCES run_facets (id),
  name TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  definition_id TEXT NOT NULL REFERENCES workflow_versions (id),
  mode TEXT NOT NULL,
  call_type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('initialized', 'running', 'completed')),
  status TEXT,
  is_completed INTEGER NOT NULL CHECK (is_completed IN (0, 1)),
  recording_url TEXT,
  transcript_url TEXT,
  usage_info TEXT,
  cost_info TEXT,
  initial_context TEXT NOT NULL,
  gathered_context TEXT NOT NULL,
  logs TEXT NOT NULL,
  annotations TEXT NOT NULL,
  extra TEXT NOT NULL,
  campaign_id TEXT,
  queued_run_id TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  -- the process that carries the run: see process-identity.ts
  owner_pid INTEGER NOT NULL,
  owner_started TEXT NOT NULL,
  owner_host TEXT NOT NULL,
  owner_session TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_time ON runs (created_at, id, facet_id);
CREATE INDEX runs_by_facet ON runs (facet_id, created_at, id);
CREATE INDEX runs_by_workflow ON runs (workflow_id, created_at);
CREATE INDEX runs_by_definition ON runs (definition_id);
CREATE INDEX runs_active ON runs (id) WHERE state <> 'completed';

CREATE TABLE run_counts (
  -- 'YYYY-MM-DD' of created_at; '' is all days together
  day TEXT NOT NULL,
  facet_id INTEGER NOT NULL REFERENCES run_facets (id),
  count INTEGER NOT NULL,
  PRIMARY KEY (day, facet_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_events (
  run_id TEXT NOT NULL REFERENCES runs (id),
  seq INTEGER NOT NULL,
  time TEXT NOT NULL,
  at_ms REAL,
  turn INTEGER NOT NULL,
  node_id TEXT,
  node_name TEXT,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE recordings (
  run_id TEXT PRIMARY KEY REFERENCES runs (id),
  sample_rate_hz INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  duration_ms REAL NOT NULL,
  size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Runs whose rows are gone and whose files are still to be removed.
CREATE TABLE run_folder_removals (run_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`,
};
