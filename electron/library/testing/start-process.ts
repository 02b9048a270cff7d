/** A second Parley on the same data directory, as a real process that can really be killed. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./library-process.ts', import.meta.url));

export class LibraryProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
  readonly #exited: Promise<unknown>;
  #errors = '';

  constructor(dataDir: string) {
    this.#child = spawn(process.execPath, [script, dataDir], { stdio: 'pipe' });
    this.#exited = once(this.#child, 'exit');
    this.#child.stderr.on('data', (chunk) => (this.#errors += String(chunk)));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { value?: unknown; error?: { code: string; message: string } };
      const waiting = this.#waiting.shift();
      if (answer.error === undefined) waiting?.resolve(answer.value);
      else waiting?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
    });
    void this.#exited.then(() => {
      for (const waiting of this.#waiting.splice(0))
        waiting.reject(new Error(`The process ended. ${this.#errors}`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Commands are answered in the order in which they finish; send one at a time. */
  async call(method: string, ...args: unknown[]): Promise<unknown> {
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    this.#child.stdin.write(`${JSON.stringify({ method, args })}\n`);
    return await answered;
  }

  /** `kill -9`, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** No more commands: a process that holds nothing open then ends by itself. Answers its exit code. */
  async end(): Promise<number | null> {
    this.#child.stdin.end();
    await this.#exited;
    return this.#child.exitCode;
  }
}
