/**
 * `npm test`: checks, unit tests and end-to-end tests, whatever is missing being installed first. The last line alone
 * is the sum of all: `N passed, N failed`, with what was skipped after it.
 *
 * `node scripts/test.mjs unit|e2e [arguments]` runs one suite and hands the arguments to its runner.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { inRoot, rootDir, toolEnvironment, toolScript, wantedNode } from './house.mjs';
import { run } from './children.mjs';
import { check } from './check.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureElectronBinary } from './electron-binary.mjs';
import { ensureModules } from './modules.mjs';
import { totalsOf } from './report-totals.mjs';
import { ensureTestTools } from './test-tools.mjs';

const SUITE_DEADLINE_MS = 15 * 60_000;
const resultsDir = inRoot('test-results');

const suites = {
  check: () => check(),
  unit: (args) =>
    runSuite('vitest', 'vitest.json', [
      toolScript('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${inRoot('test-results', 'vitest.json')}`,
      ...args,
    ]),
  e2e,
};

const titles = { check: 'Checks', unit: 'Unit tests', e2e: 'End-to-end tests' };

async function e2e(args) {
  const missing = await ensureTestTools();
  if (missing.length > 0) {
    announce(`MISSING: ${missing.join(', ')}. The tests that need them are skipped.`);
    // A build server must not pass because its tests could not run.
    if (process.env.CI === 'true') return { passed: 0, failed: missing.length };
  }
  await ensureElectronBinary();
  await ensureBuilt();
  if (missing.includes('chromium')) return { passed: 0, failed: 0, skipped: 1 };
  return runSuite('playwright', 'playwright.json', [
    toolScript('@playwright/test', 'playwright'),
    'test',
    ...args,
  ]);
}

async function runSuite(runner, reportName, command) {
  const report = inRoot('test-results', reportName);
  mkdirSync(resultsDir, { recursive: true });
  rmSync(report, { force: true });
  const { code, timedOut } = await run(wantedNode(), command, {
    cwd: rootDir,
    deadlineMs: SUITE_DEADLINE_MS,
    env: toolEnvironment(),
  });
  if (timedOut) announce(`The ${runner} run was ended after ${SUITE_DEADLINE_MS / 60_000} minutes.`);
  return totalsOf(runner, report, code);
}

function announce(text) {
  console.log(`\n*** ${text}\n`);
}

async function main([wanted, ...args]) {
  if (wanted !== undefined && !Object.hasOwn(suites, wanted)) {
    throw new Error(`Unknown suite "${wanted}": choose ${Object.keys(suites).join(', ')}, or none for all.`);
  }
  await ensureModules();
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const name of wanted === undefined ? Object.keys(suites) : [wanted]) {
    console.log(`\n${titles[name]}`);
    const startedAt = performance.now();
    const { passed, failed, skipped = 0 } = await suites[name](args);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`${titles[name]}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  const skipped = sum.skipped === 0 ? '' : `, ${sum.skipped} skipped`;
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
  return sum.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}
