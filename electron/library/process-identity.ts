/**
 * Which process is it, and does it still run? A process id alone is not enough, because ids are used again: the
 * moment at which the process started stands beside it.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** Linux: `<boot id>:<start ticks>`. Elsewhere: milliseconds since 1970 at which it started, to a second or so. */
  started: z.string(),
  host: z.string(),
  /** One opening of the library; a process may have several, one after another. */
  session: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** How far two readings of one process's start may lie apart where the system tells it in seconds. */
const START_TOLERANCE_MS = 3_000;

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: ownStart(), host: hostname(), session: randomUUID() };
}

/** Same process, whatever the session. */
export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.host === b.host && isSameStart(a.started, b.started);
}

export type Liveness = 'alive' | 'dead' | 'unknown';

/** Does it still run? `unknown` for a process of another machine, which cannot be asked. */
export function liveness(identity: ProcessIdentity): Liveness {
  if (identity.host !== hostname()) return 'unknown';
  if (!pidExists(identity.pid)) return 'dead';
  const started = startOf(identity.pid);
  if (started === null) return pidExists(identity.pid) ? 'unknown' : 'dead';
  return started !== 'zombie' && isSameStart(started, identity.started) ? 'alive' : 'dead';
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it exists and belongs to somebody else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isSameStart(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.includes(':') || b.includes(':')) return false;
  return Math.abs(Number(a) - Number(b)) <= START_TOLERANCE_MS;
}

function ownStart(): string {
  return process.platform === 'linux' ? (linuxStart(process.pid) ?? fallbackStart()) : fallbackStart();
}

function fallbackStart(): string {
  return String(Math.round(Date.now() - process.uptime() * 1000));
}

/** Null when the system does not say; `zombie` when it is dead but not yet collected by its parent. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') return linuxStart(pid);
  try {
    return process.platform === 'win32' ? windowsStart(pid) : posixStart(pid);
  } catch {
    return null;
  }
}

/** `/proc/PID/stat`, proc(5): field 3 is the state, field 22 the start in clock ticks since boot. */
function linuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    // Field 2 is the command in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'zombie';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}:${String(fields[19])}`;
  } catch {
    return null;
  }
}

function posixStart(pid: number): string | null {
  const out = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  }).trim();
  const [, state, started] = /^(\S+)\s+(.+)$/.exec(out) ?? [];
  if (state === undefined || started === undefined) return null;
  if (state.startsWith('Z')) return 'zombie';
  const startMs = Date.parse(started);
  return Number.isNaN(startMs) ? null : String(startMs);
}

function windowsStart(pid: number): string | null {
  const script = `[DateTimeOffset]::new((Get-Process -Id ${String(pid)}).StartTime).ToUnixTimeMilliseconds()`;
  const out = execFileSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    encoding: 'utf8',
    windowsHide: true,
  }).trim();
  return /^\d+$/.test(out) ? out : null;
}
