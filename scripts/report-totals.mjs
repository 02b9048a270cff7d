/** Totals of a test run, read from its JSON report. A report that is missing or disagrees with the exit code is a failure. */
import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * @param {'vitest' | 'playwright'} runner
 * @param {string} path of the report
 * @param {number} exitCode
 * @returns {Totals}
 */
export function totalsOf(runner, path, exitCode) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    const totals = runner === 'vitest' ? vitestTotals(report) : playwrightTotals(report);
    // A crash, an unhandled rejection or a run without a single test fails although no test did.
    if (totals.failed === 0 && (exitCode !== 0 || totals.passed + totals.skipped === 0)) totals.failed = 1;
    return totals;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** A file that could not be loaded has no test of its own and counts as one failure. */
export function vitestTotals(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

export function playwrightTotals({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors?.length ?? 0),
    skipped: stats.skipped,
  };
}
