import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { totalsOf } from './report-totals.mjs';

function report(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-report-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const green = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] };

test('a green run counts its tests', () => {
  expect(totalsOf('vitest', report(green), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
});

test('a file that could not be loaded is a failure', () => {
  const broken = { ...green, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(totalsOf('vitest', report(broken), 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

test('a run that ends badly without a failed test is a failure', () => {
  expect(totalsOf('vitest', report(green), 1).failed).toBe(1);
});

test('a run without a test, or without a report, is a failure', () => {
  const empty = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] };
  expect(totalsOf('playwright', report(empty), 0).failed).toBe(1);
  expect(totalsOf('playwright', '/nowhere/report.json', 0).failed).toBe(1);
});

test('browser tests count unexpected results and errors outside tests', () => {
  const red = { stats: { expected: 4, unexpected: 1, flaky: 0, skipped: 2 }, errors: [{}] };
  expect(totalsOf('playwright', report(red), 1)).toEqual({ passed: 4, failed: 2, skipped: 2 });
});
