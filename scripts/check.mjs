/**
 * `npm run check`: compiler, linter, formatter, import rules and unused code, side by side on the cores there are.
 * Names after `--` choose steps: `npm run check -- eslint knip`.
 */
import { mkdirSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir, rootDir, toolEnvironment, toolScript, wantedNode } from './house.mjs';
import { run } from './children.mjs';
import { ensureModules } from './modules.mjs';

const STEP_DEADLINE_MS = 600_000;

const programs = ['shared', 'node', 'electron', 'renderer', 'renderer-tests', 'e2e'];

/** The longest first, so that the last core is not left alone with it. Read when run: node_modules may not be there yet. */
const steps = [
  {
    name: 'eslint',
    command: () => [
      toolScript('eslint'),
      '--max-warnings=0',
      '--cache',
      '--cache-strategy=content',
      `--cache-location=${join(cacheDir, 'eslint')}`,
      '.',
    ],
  },
  ...programs.map((program) => ({
    name: `tsc ${program}`,
    command: () => [
      toolScript('typescript', 'tsc'),
      '--project',
      `tsconfig.${program}.json`,
      '--incremental',
      '--tsBuildInfoFile',
      join(cacheDir, `${program}.tsbuildinfo`),
    ],
  })),
  {
    name: 'dependency-cruiser',
    command: () => [
      toolScript('dependency-cruiser', 'depcruise'),
      'electron',
      'renderer',
      'shared',
      'scripts',
      'e2e',
    ],
  },
  {
    name: 'knip',
    command: () => [toolScript('knip'), '--cache', `--cache-location=${join(cacheDir, 'knip')}`],
  },
  {
    name: 'prettier',
    command: () => [
      toolScript('prettier'),
      '--check',
      '--log-level=warn',
      '--cache',
      `--cache-location=${join(cacheDir, 'prettier')}`,
      '.',
    ],
  },
];

/**
 * Runs the steps, printing each as it ends, and what it said when it failed.
 *
 * @param {string[]} [wanted] steps whose name begins with one of these; all where empty
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function check(wanted = []) {
  mkdirSync(cacheDir, { recursive: true });
  const queue = steps.filter(
    ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
  );
  const totals = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      const startedAt = performance.now();
      const { code, output, timedOut } = await run(wantedNode(), step.command(), {
        cwd: rootDir,
        output: 'keep',
        deadlineMs: STEP_DEADLINE_MS,
        env: toolEnvironment(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      });
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      totals[code === 0 ? 'passed' : 'failed'] += 1;
      console.log(
        `  ${code === 0 ? '✓' : '✗'} ${step.name} (${seconds} s)${timedOut ? ' took too long' : ''}`,
      );
      if (code !== 0) console.log(output.trimEnd());
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
  return totals;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await ensureModules();
    const { failed } = await check(process.argv.slice(2));
    process.exitCode = failed === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
