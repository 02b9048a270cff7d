/** The `parley` command; see `command/usage.ts` for what it can do. */
import { getEventListeners } from 'node:events';
import { runCommand } from './command/run-command.ts';
import { onShutdownSignals } from './shutdown-signals.ts';

const interrupted = new AbortController();
/** 128 and the number of SIGINT, as shells have it. */
const exitInterrupted = 130;
// A call hangs up and is kept; everything else stops at once, and so does a call whose person insists: the next command
// closes its run.
onShutdownSignals(
  (signal) => {
    if (getEventListeners(interrupted.signal, 'abort').length > 0) interrupted.abort();
    else {
      // As if it had never been caught: this also ends a process that is blocked in the system.
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  },
  () => process.exit(exitInterrupted),
);

// Whoever read our lines has gone (`parley call … | head`): a call hangs up and is kept, all else is over.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (getEventListeners(interrupted.signal, 'abort').length > 0) interrupted.abort();
  else process.exit();
});

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  interrupted: interrupted.signal,
});
