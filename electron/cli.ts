/** The `parley` command; see `command/usage.ts` for what it can do. */
import { runCommand } from './command/run-command.ts';

const interrupted = new AbortController();
process.once('SIGINT', () => {
  interrupted.abort();
});

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  interrupted: interrupted.signal,
});
