/**
 * Published versions, the revision of a draft, folders, tags and archive; and two things worked out from the rows, the
 * search over all texts and how often nodes and edges were run. What is worked out is filled in by `store/derived.ts`
 * when the owner opens the file, because it takes code that SQL has not.
 *
 * A *logic* is what versions of one workflow have in common that act the same in a call (`shared/graph/logic.ts`):
 * moving a card makes another version of the same logic. Coverage is counted a logic.
 */
import type { Migration } from './migration.ts';

export const versionsAndSearch: Migration = {
  version: 4,
  name: 'versions and search',
  sql: `
ALTER TABLE workflows ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE workflows ADD COLUMN folder TEXT;
-- a JSON list of names, sorted, each once
ALTER TABLE workflows ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE workflows ADD COLUMN archived_at TEXT;
-- the logic of the draft; null until it has been worked out
ALTER TABLE workflows ADD COLUMN logic_id INTEGER;

CREATE TABLE workflow_publications (
  workflow_id TEXT NOT NULL REFERENCES workflows (id),
  number INTEGER NOT NULL,
  version_id TEXT NOT NULL REFERENCES workflow_versions (id),
  note TEXT NOT NULL,
  published_at TEXT NOT NULL,
  PRIMARY KEY (workflow_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE workflow_logics (
  id INTEGER PRIMARY KEY,
  workflow_id TEXT NOT NULL,
  -- SHA-256 of the logic with sorted keys
  logic_hash TEXT NOT NULL,
  UNIQUE (workflow_id, logic_hash)
) STRICT;
CREATE TABLE version_logics (
  version_id TEXT PRIMARY KEY REFERENCES workflow_versions (id),
  logic_id INTEGER NOT NULL REFERENCES workflow_logics (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage_counts (
  logic_id INTEGER NOT NULL REFERENCES workflow_logics (id),
  kind TEXT NOT NULL CHECK (kind IN ('run', 'node', 'edge')),
  -- '' for kind 'run'
  element_id TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (logic_id, kind, element_id)
) STRICT, WITHOUT ROWID;

-- Every text that search looks through: names and labels in title, all else in text, the other one is ''.
CREATE TABLE workflow_texts (
  id INTEGER PRIMARY KEY,
  workflow_id TEXT NOT NULL REFERENCES workflows (id),
  kind TEXT NOT NULL,
  -- '' for the workflow itself
  element_id TEXT NOT NULL,
  element_name TEXT NOT NULL,
  field TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX workflow_texts_by_workflow ON workflow_texts (workflow_id);
CREATE VIRTUAL TABLE workflow_search USING fts5 (
  title, text, content = 'workflow_texts', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER workflow_texts_added AFTER INSERT ON workflow_texts
BEGIN INSERT INTO workflow_search (rowid, title, text) VALUES (new.id, new.title, new.text); END;
CREATE TRIGGER workflow_texts_removed AFTER DELETE ON workflow_texts
BEGIN INSERT INTO workflow_search (workflow_search, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); END;
CREATE TRIGGER workflow_texts_unchanging BEFORE UPDATE ON workflow_texts
BEGIN SELECT RAISE(ABORT, 'a text is removed and added, not changed'); END;

-- With which version of the code each derived thing was filled in; absent: never.
CREATE TABLE derived_versions (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;

DROP INDEX runs_by_definition;
CREATE INDEX runs_by_definition ON runs (definition_id, created_at);
`,
};
