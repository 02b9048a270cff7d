/** Runs the `parley` command as a person would, in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const projectDir = dirname(import.meta.dirname);
const nodeFlags = ['--disable-warning=ExperimentalWarning'];

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** `parley …`; never rejects. */
export function parley(args: string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { cwd: projectDir, maxBuffer: 64 * 1024 * 1024 };
    execFile(
      process.execPath,
      [...nodeFlags, 'electron/cli.ts', ...args],
      options,
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      },
    );
  });
}

/** The lines of `parley call --json`. */
export function jsonLines<T>(stdout: string): T[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
