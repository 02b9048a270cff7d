/** The command line of the browser door. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '#engine/base/errors.ts';
import { defaultDataDir } from '../data-dir.ts';

export interface HostOptions {
  /** Null: the usual port, or any free one when it is taken. */
  port: number | null;
  dataDir: string;
  open: boolean;
}

export const usage = 'Usage: npm start -- [--browser] [--port N] [--data DIR] [--no-open]';

/** Throws ConfigError that names the option. */
export function parseHostOptions(args: readonly string[]): HostOptions {
  if (args.some((argument) => argument === '--host' || argument.startsWith('--host=')))
    throw new ConfigError(
      'config-invalid',
      '--host is not possible: Parley serves this computer only (127.0.0.1). To use it from elsewhere, forward a port over SSH.',
    );
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        open: { type: 'boolean', default: true },
      },
      allowNegative: true,
      strict: true,
    }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError('config-invalid', `${reason}\n${usage}`, { cause });
  }
  return {
    port: values.port === undefined ? null : parsePort(values.port),
    dataDir: values.data === undefined ? defaultDataDir() : parseDir(values.data),
    open: values.open,
  };
}

/** 0 asks the system for any free port. */
function parsePort(value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new ConfigError('config-invalid', `--port: “${value}” is no port. Give a number from 0 to 65535.`);
}

function parseDir(value: string): string {
  if (value !== '') return resolve(value);
  throw new ConfigError('config-invalid', '--data: the directory is empty. Name a folder.');
}
