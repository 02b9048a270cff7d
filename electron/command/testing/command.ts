/** The command in this process, with what it prints kept. */
import type { ExitCode } from '../usage.ts';
import { runCommand } from '../run-command.ts';

export interface Answer {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

export async function parley(...words: string[]): Promise<Answer> {
  return startParley(...words).answer;
}

/** One that runs for a while. */
export interface Running {
  /** The first JSON line that is so, once it is printed; rejects when the command ends without. */
  line<T>(isIt: (line: T) => boolean): Promise<T>;
  /** Ctrl-C. */
  interrupt(): void;
  readonly answer: Promise<Answer>;
}

export function startParley(...words: string[]): Running {
  let [stdout, stderr] = ['', ''];
  const waiting = new Set<() => void>();
  const interrupted = new AbortController();
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  const answer = runCommand(words, {
    print: (text) => {
      stdout += text;
      wake();
    },
    complain: (text) => (stderr += text),
    isTerminal: false,
    interrupted: interrupted.signal,
  }).then((code) => ({ code, stdout, stderr }));
  return {
    line: <T>(isIt: (line: T) => boolean) =>
      new Promise<T>((resolve, reject) => {
        const look = (): void => {
          const found = jsonLines<T>(stdout).find(isIt);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void answer.then(({ code }) => {
          reject(new Error(`It ended with ${String(code)} before. ${stdout}${stderr}`));
        });
      }),
    interrupt: () => {
      interrupted.abort();
    },
    answer,
  };
}

/** Whole lines of what was printed. */
export function jsonLines<T>(stdout: string): T[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}
