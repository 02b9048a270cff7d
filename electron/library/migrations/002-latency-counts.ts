/**
 * How long answers took, counted so that a percentile over any number of runs is a sum over a few hundred rows.
 *
 * One row is one stretch of a logarithmic scale (2 % wide, see `store/latency-counts.ts`) of one stage at one provider
 * of one workflow. Written with the event that tells the time, taken back with the run.
 */
import type { Migration } from './migration.ts';

export const latencyCounts: Migration = {
  version: 2,
  name: 'latency counts',
  sql: `
CREATE TABLE latency_counts (
  workflow_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  -- 'provider/model'; '' for what is no provider's time
  provider TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (workflow_id, stage, provider, bucket)
) STRICT, WITHOUT ROWID;
`,
};
