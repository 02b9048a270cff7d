/** `parley answer` and `parley dial` with sipp at the other end: whole calls with voice, recording and run, from the command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { agreed, test as base } from './peers/sipp-stage.ts';
import { jsonLines, projectDir, temporaryFolder } from './studio.ts';

type Line = (RunEvent | { type: 'listening'; port: number } | { type: 'none' }) & {
  run_id?: string;
  run?: Run;
};

interface Command {
  /** Settles with the first line that is asked for. */
  line(wanted: (line: Line) => boolean): Promise<Line>;
  interrupt(): void;
  /** The code is a signal's name where one ended it. */
  ended: Promise<{ code: number | string | null; lines: Line[]; complaint: string }>;
}

const test = base.extend<{ parley: (args: string[], password?: string) => Command }>({
  parley: async ({}, use) => {
    const folder = await temporaryFolder();
    const running = new Set<() => Promise<void>>();
    await use((args, password = '') => {
      const command = ['electron/cli.ts', ...args, '--json', '--data', folder.path];
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
        cwd: projectDir,
        env: { ...process.env, PARLEY_SIP_PASSWORD: password },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
      const stop = async (): Promise<void> => {
        child.kill('SIGKILL');
        await exited;
      };
      running.add(stop);
      let output = '';
      let complaint = '';
      child.stderr.on('data', (text) => (complaint += String(text)));
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => (output += `${line}\n`));
      const closed = once(lines, 'close');
      return {
        line: async (wanted) => {
          for (;;) {
            const found = jsonLines<Line>(output).find(wanted);
            if (found) return found;
            const next = await Promise.race([once(lines, 'line'), closed.then(() => null)]);
            if (!next) throw new Error(`The command ended before it said that: ${complaint}`);
          }
        },
        interrupt: () => child.kill('SIGINT'),
        ended: Promise.all([exited, closed]).then(([[code, signal]]) => {
          running.delete(stop);
          return { code: code ?? signal, lines: jsonLines<Line>(output), complaint };
        }),
      };
    });
    for (const stop of running) await stop();
    await folder.remove();
  },
});

/** `ringing 180`, in order. */
function progress(lines: readonly Line[]): string[] {
  return lines.flatMap((line) =>
    line.type === 'call-progress' ? [`${line.payload.state} ${String(line.payload.sip_status ?? '-')}`] : [],
  );
}

function runOf(lines: readonly Line[]): Pick<Run, 'status'> & { disposition: unknown } {
  const run = lines.at(-1)?.run;
  return { status: run?.status ?? null, disposition: run?.gathered_context.call_disposition };
}

const answered = ['initiated -', 'ringing 180', 'answered 200', 'completed -'];

test('parley answer takes ten calls, four a second, and each becomes a run', async ({ parley, sipp }) => {
  const command = parley(['answer', 'appointment-booking', '--listen', '127.0.0.1:0', '--calls', '10']);
  const listening = await command.line(({ type }) => type === 'listening');
  const port = 'port' in listening ? listening.port : 0;
  const peer = await sipp({
    scenario: 'uac-call',
    target: `127.0.0.1:${String(port)}`,
    calls: 10,
    callsPerSecond: 4,
    more: ['-d', '4000'],
  });
  await agreed(peer);
  const { code, lines, complaint } = await command.ended;
  const completed = lines.flatMap((line) => (line.type === 'run-completed' ? [line.payload] : []));
  const spoken = new Set(lines.flatMap((line) => (line.type === 'agent-speech-start' ? [line.run_id] : [])));
  expect({ code, complaint, completed, spoken: spoken.size }).toEqual({
    code: 0,
    complaint: '',
    completed: Array.from({ length: 10 }, () => ({ status: 'completed', call_disposition: 'user_hangup' })),
    spoken: 10,
  });
});

test('parley dial follows a call until the other side hangs up', async ({ parley, sipp }) => {
  const peer = await sipp({ scenario: 'uas-hangs-up', more: ['-d', '3000'] });
  const command = parley(['dial', 'appointment-booking', '--to', `sip:service@${peer.address}`]);
  await agreed(peer);
  const { code, lines, complaint } = await command.ended;
  expect({ code, complaint, progress: progress(lines), run: runOf(lines) }).toEqual({
    code: 0,
    complaint: '',
    progress: answered,
    run: { status: 'completed', disposition: 'user_hangup' },
  });
});

test('parley dial logs on where a proxy asks for it', async ({ parley, sipp }) => {
  const peer = await sipp({ scenario: 'uas-auth-407' });
  const command = parley(
    [
      'dial',
      'appointment-booking',
      '--to',
      'sip:service@pbx.example',
      '--proxy',
      peer.address,
      '--user',
      'alice',
    ],
    'open sesame',
  );
  await command.line(({ type }) => type === 'agent-speech-start');
  command.interrupt();
  await agreed(peer);
  const { lines } = await command.ended;
  expect(progress(lines)).toEqual(answered);
});

test('parley dial says that it was busy, and so does the run', async ({ parley, sipp }) => {
  const peer = await sipp({ scenario: 'uas-refuses', keys: { status: 486, reason: 'Busy Here' } });
  const command = parley(['dial', 'appointment-booking', '--to', `sip:service@${peer.address}`]);
  await agreed(peer);
  const { code, lines, complaint } = await command.ended;
  expect({ code, progress: progress(lines), run: runOf(lines) }).toEqual({
    code: 3,
    progress: ['initiated -', 'busy 486'],
    run: { status: 'busy', disposition: 'busy' },
  });
  expect(complaint).toContain('busy');
});

test('parley dial that is interrupted while it rings takes the call back', async ({ parley, sipp }) => {
  const peer = await sipp({ scenario: 'uas-cancelled' });
  const command = parley(['dial', 'appointment-booking', '--to', `sip:service@${peer.address}`]);
  await command.line((line) => line.type === 'call-progress' && line.payload.state === 'ringing');
  command.interrupt();
  await agreed(peer);
  const { lines } = await command.ended;
  expect(runOf(lines)).toEqual({ status: 'canceled', disposition: 'canceled' });
});
