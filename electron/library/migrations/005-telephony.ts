/**
 * Numbers that are never called, with a trail of who came on and off the list when and why; and the index by which the
 * calls of a trunk since midnight are added up (`store/trunk-use.ts`).
 */
import type { Migration } from './migration.ts';

export const telephony: Migration = {
  version: 5,
  name: 'telephony',
  sql: `
CREATE TABLE do_not_call (
  -- E.164, with +
  number TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX do_not_call_newest ON do_not_call (added_at DESC, number);

-- Entries are written and never changed.
CREATE TABLE do_not_call_trail (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('added', 'removed')),
  -- of the entry that was added or removed
  reason TEXT NOT NULL,
  time TEXT NOT NULL
) STRICT;
CREATE INDEX do_not_call_trail_by_number ON do_not_call_trail (number, id);

CREATE INDEX runs_by_trunk ON runs (json_extract(extra, '$.trunk_id'), created_at) WHERE mode = 'phone';
`,
};
