/** sipp, a telephone that follows a script (Debian `sip-tester`): it calls us, or is called, and ends with a verdict. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { muLawEncode } from '#engine/audio/g711.ts';
import { sine } from '#engine/audio/testing/sounds.ts';
import { temporaryFolder } from '../studio.ts';
import { freePorts } from './free-ports.ts';
import { loopback } from './telephone.ts';

export const isSippThere = spawnSync('sipp', ['-v']).error === undefined;

/** Of what sipp says in its calls, Hz. */
export const sippToneHz = 450;
const scenarios = join(import.meta.dirname, 'scenarios');

export interface SippOptions {
  /** Name of a file in `scenarios/`. */
  scenario: string;
  /** Who is called; null: it waits for calls. */
  target?: string | null;
  /** Calls until it ends. Default 1. */
  calls?: number;
  callsPerSecond?: number;
  /** What stands for `[key]` in the scenario; sipp's own keys know no status codes. */
  keys?: Readonly<Record<string, string | number>>;
  /** More of its own options. */
  more?: readonly string[];
  transport?: 'udp' | 'tcp';
}

export interface SippVerdict {
  code: number;
  /** What it did not expect, and the messages: for whoever looks why. */
  log: string;
}

export interface Sipp {
  /** `127.0.0.1:PORT` */
  address: string;
  port: number;
  /** When all calls are over. */
  verdict: Promise<SippVerdict>;
  /** Ends it, where it has not ended by itself. */
  stop(): Promise<void>;
}

/** Settles when somebody has that port: a program without a terminal says nothing when it is ready. */
export async function isBound(port: number, transport: 'udp' | 'tcp'): Promise<void> {
  const own = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const table = transport === 'udp' ? '/proc/net/udp' : '/proc/net/tcp';
  while (!(await readFile(table, 'utf8')).includes(own)) await setTimeout(10);
}

/** Running, its socket open. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const { scenario, target = null, calls = 1, callsPerSecond = 10, keys = {}, more = [] } = options;
  const folder = await temporaryFolder();
  const script = `${scenario}.xml`;
  let text = await readFile(join(scenarios, script), 'utf8');
  for (const [key, value] of Object.entries(keys)) text = text.replaceAll(`[${key}]`, String(value));
  await writeFile(join(folder.path, script), text);
  // µ-law at 8 kHz without a head, what its rtp_stream plays.
  const tone = sine(sippToneHz, 2000, -10).filter((_, index) => index % 2 === 0);
  await writeFile(join(folder.path, 'tone.ulaw'), muLawEncode(tone));
  // Its own, for commands, and for media: the echo also takes the one after the next.
  const port = await freePorts(6);
  const [controlPort, mediaPort] = [port + 1, port + 2];
  const child = spawn(
    'sipp',
    [
      ...(target === null ? [] : [target]),
      ...['-sf', script, '-i', loopback, '-p', String(port), '-mi', loopback, '-ci', loopback],
      ...['-cp', String(controlPort), '-mp', String(mediaPort), '-m', String(calls)],
      ...['-r', String(callsPerSecond), '-t', options.transport === 'tcp' ? 't1' : 'u1'],
      ...[
        '-nostdin',
        '-trace_err',
        '-error_file',
        'errors.log',
        '-trace_msg',
        '-message_file',
        'messages.log',
      ],
      // It ends by itself, whatever happens.
      ...['-timeout', '60', '-timeout_error', '-recv_timeout', '20000', '-deadcall_wait', '0'],
      ...more,
    ],
    { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (text) => (complaints += String(text)));
  const exited = once(child, 'exit');
  await Promise.race([isBound(port, options.transport ?? 'udp'), exited]);
  const verdict = exited.then(async ([code]) => {
    const logs = (await readdir(folder.path)).filter((name) => name.endsWith('.log')).sort();
    const texts = await Promise.all(logs.map((name) => readFile(join(folder.path, name), 'utf8')));
    await folder.remove();
    return { code: Number(code ?? -1), log: [complaints, ...texts].join('\n') };
  });
  return {
    address: `${loopback}:${String(port)}`,
    port,
    verdict,
    stop: async () => {
      child.kill('SIGKILL');
      await verdict;
    },
  };
}
