/** What happens after a run: reviews by QA nodes, then webhooks. */
export { AfterRuns, type AfterRunsOptions } from './after-runs.ts';
export { wallClock, type FindReviewer, type Reviewer } from './port.ts';
export { firstAttempts, hasAfterRun, type FirstAttempts } from './first-attempts.ts';
