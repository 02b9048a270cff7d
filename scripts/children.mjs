/** Child processes: run to the end, with their output kept or shown, under a deadline where one is given. */
import { spawn } from 'node:child_process';

/**
 * @typedef {object} Outcome
 * @property {number} code exit code; 1 where a signal or the deadline ended the child
 * @property {NodeJS.Signals | null} signal
 * @property {string} output what it printed, where it was kept
 * @property {boolean} timedOut
 */

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {'keep' | 'stderr' | 'show'} [options.output] keep it; show it on stderr; show it as it is
 * @param {number} [options.deadlineMs] the child and all that it started are ended after this
 * @returns {Promise<Outcome>}
 */
export function run(command, args, options = {}) {
  const { output = 'show', deadlineMs, ...spawnOptions } = options;
  const stdio = { keep: ['ignore', 'pipe', 'pipe'], stderr: ['ignore', 2, 2], show: 'inherit' }[output];
  // A deadline has to reach grandchildren too, so such a child leads a process group of its own.
  const ownGroup = deadlineMs !== undefined && process.platform !== 'win32';
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...spawnOptions, stdio, detached: ownGroup });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const endAll = (signal) => {
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It has ended by itself.
      }
    };
    let timedOut = false;
    const deadline =
      deadlineMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            endAll('SIGKILL');
          }, deadlineMs);
    const stopForwarding = forwardSignals(endAll);
    const finish = (code, signal, text) => {
      clearTimeout(deadline);
      stopForwarding();
      resolve({ code: code ?? 1, signal, output: text, timedOut });
    };
    child.on('error', (error) => finish(127, null, error.message));
    child.on('close', (code, signal) => finish(code, signal, Buffer.concat(chunks).toString('utf8')));
  });
}

/**
 * Runs a command in this process's place: its input, output, signals and exit code are ours.
 *
 * @returns {Promise<never>}
 */
export async function become(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole process group: the child has it already, we only stay until it has ended.
  const stopForwarding = forwardSignals((signal) => {
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  });
  const [code, signal] = await new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve([127, null]);
    });
    child.on('exit', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  });
  stopForwarding();
  if (signal !== null) process.kill(process.pid, signal);
  process.exit(code ?? 1);
}

/** @param {(signal: NodeJS.Signals) => void} listener */
function forwardSignals(listener) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
