/** The command in this process, with what it prints kept. */
import type { ExitCode } from '../usage.ts';
import { runCommand } from '../run-command.ts';

export interface Answer {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

export async function parley(...words: string[]): Promise<Answer> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommand(words, {
    print: (text) => (stdout += text),
    complain: (text) => (stderr += text),
    isTerminal: false,
    interrupted: new AbortController().signal,
  });
  return { code, stdout, stderr };
}
