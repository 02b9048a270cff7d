/** Starts the studio's browser door and the `parley` command as a person would, each in a process of its own. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export const projectDir = dirname(import.meta.dirname);
const nodeFlags = ['--disable-warning=ExperimentalWarning'];

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface RunningStudio {
  url: string;
  process: ChildProcess;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/** @param onError what it writes to its standard error; default: it stands in ours */
export async function startStudio(dataDir: string, onError?: (text: string) => void): Promise<RunningStudio> {
  const child = spawn(
    process.execPath,
    [...nodeFlags, 'electron/host.ts', '--no-open', '--port', '0', '--data', dataDir],
    {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stderr.setEncoding('utf8').on('data', onError ?? ((text: string) => void process.stderr.write(text)));
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    exited.then(() => {
      throw new Error('the studio ended before it printed its address');
    }),
  ]);
  return {
    url: first,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
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
