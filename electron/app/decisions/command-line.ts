import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * The folder named by `--data DIR` or `--data=DIR`; null when there is none. Chromium's own switches share the command
 * line, so what is unknown is let be.
 */
export function dataDirArgument(args: readonly string[]): string | null {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } }, strict: false });
  const { data } = values;
  return typeof data === 'string' && data !== '' ? resolve(data) : null;
}
