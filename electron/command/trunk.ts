/** `parley trunk`: the studio's trunks, and the test that says what to change in one. */
import { performance } from 'node:perf_hooks';
import { ConfigError } from '#engine/base/errors.ts';
import type { Library } from '#library/index.ts';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import type { TrunkTestStep } from '#shared/domain/trunk.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { TrunkRules } from '../trunks/phone-rules.ts';
import { openTelephone } from '../trunks/telephone.ts';
import { TrunkLines } from '../trunks/trunk-lines.ts';
import { TrunkStore } from '../trunks/trunk-store.ts';
import { Trunks } from '../trunks/trunks.ts';
import type { Values } from './arguments.ts';
import { dataDirOf, logger, withLibrary, type CommandIo } from './command-io.ts';
import { plainLine } from './plain-text.ts';
import { openSecrets } from './providers.ts';
import { readTrunk } from './trunk-file.ts';
import { trunkNamed } from './trunk-named.ts';
import { exitCodes, UsageError, type ExitCode } from './usage.ts';

export async function trunkCommand(words: string[], values: Values, io: CommandIo): Promise<ExitCode> {
  const [verb, name] = words;
  switch (verb) {
    case undefined:
    case 'list':
      return withTrunks(values, async (trunks) => {
        const infos = await trunks.list();
        io.print(values.json ? `${JSON.stringify(infos.map(forJson))}\n` : listText(infos));
        return exitCodes.done;
      });
    case 'test':
      if (name === undefined)
        throw new UsageError('trunk test needs the id or name of a trunk; `parley trunk list` shows them.');
      return withTrunks(values, (trunks) => testTrunk(trunks, name, values, io));
    case 'add':
      if (name === undefined)
        throw new UsageError('trunk add needs a JSON file, as `parley trunk list --json` writes trunks.');
      return addTrunk(name, values, io);
    default:
      throw new UsageError(`There is no command “trunk ${verb}”.`);
  }
}

/** The trunks with a telephone of this command's own: nothing is logged on but by a test. */
async function withTrunks<T>(values: Values, use: (trunks: Trunks) => Promise<T>): Promise<T> {
  return withLibrary(values, async (library) => {
    const { trunks, dispose } = openTrunks(values, library);
    try {
      return await use(trunks);
    } finally {
      await dispose();
    }
  });
}

function openTrunks(values: Values, library: Library): { trunks: Trunks; dispose: () => Promise<void> } {
  const now = (): Date => new Date();
  const store = openStore(values);
  const lines = new TrunkLines({ trunks: store, now, logger });
  const rules = new TrunkRules({ trunks: store, library, now, nowMs: () => performance.now() });
  const trunks = new Trunks({ store, lines, rules });
  const telephone = openTelephone({ version: packageJson.version, accounts: () => [], logger });
  trunks.use(telephone.stack, telephone.network);
  return {
    trunks,
    dispose: async () => {
      await trunks.close();
      telephone.dispose();
    },
  };
}

function openStore(values: Values): TrunkStore {
  const dataDir = dataDirOf(values);
  return new TrunkStore({ dataDir, secrets: openSecrets(dataDir, logger), logger });
}

async function testTrunk(trunks: Trunks, name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const { id } = await trunkNamed(trunks.store, name);
  const watch = trunks.onTestStep(({ step }) => {
    if (step.outcome !== 'running') io.print(values.json ? `${JSON.stringify(step)}\n` : stepText(step));
  });
  const stop = (): void => {
    trunks.stopTest(id);
  };
  io.interrupted.addEventListener('abort', stop);
  try {
    const steps = await trunks.test(id, values.call);
    const isWell = !io.interrupted.aborted && steps.every(({ outcome }) => outcome !== 'failed');
    return isWell ? exitCodes.done : exitCodes.failed;
  } finally {
    io.interrupted.removeEventListener('abort', stop);
    watch.dispose();
  }
}

/** Throws ConfigError for what is no trunk, or when there is one of this id and it may not be overwritten. */
async function addTrunk(path: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const trunk = await readTrunk(path);
  const store = openStore(values);
  if (!values.overwrite && (await store.get(trunk.id)))
    throw new ConfigError(
      'config-invalid',
      `There is a trunk ${trunk.id} already. Give the new one another id, or give --overwrite.`,
    );
  const password = process.env['PARLEY_SIP_PASSWORD'];
  await store.save(trunk, password === undefined || password === '' ? undefined : password);
  io.print(
    values.json
      ? `${JSON.stringify({ trunk })}\n`
      : `${plainLine(`The trunk “${trunk.name}” (${trunk.id}) is kept. A studio that is open logs on by it when it is started anew.`)}\n`,
  );
  return exitCodes.done;
}

/** How it stands is known to the studio that is logged on by it, not here. */
function forJson({ trunk, has_password, today }: TrunkInfo): Omit<TrunkInfo, 'status' | 'calls_up'> {
  return { trunk, has_password, today };
}

function listText(infos: readonly TrunkInfo[]): string {
  if (infos.length === 0)
    return 'No trunk yet. Add one in the studio under Settings, or with `parley trunk add FILE.json`.\n';
  return infos
    .map(({ trunk, has_password: hasPassword, today }) => {
      const facts = [
        trunk.kind === 'registered' ? 'logs on' : 'no log-on',
        hasPassword ? 'password kept' : 'no password',
        ...(trunk.is_enabled ? [] : ['switched off']),
        `${String(today.calls)} calls and ${String(Math.round(today.minutes))} minutes today`,
      ];
      return plainLine(`${trunk.id.padEnd(20)}  ${trunk.name}: ${trunk.server}, ${facts.join(', ')}`);
    })
    .map((line) => `${line}\n`)
    .join('');
}

function stepText({ step, outcome, message, advice, duration_ms: ms }: TrunkTestStep): string {
  const took = ms === null ? '' : ` (${String(Math.round(ms))} ms)`;
  const lines = [`${step.padEnd(8)} ${outcome.padEnd(7)}  ${message}${took}`];
  if (advice !== null) lines.push(`${' '.repeat(18)}${advice}`);
  return lines.map((line) => `${plainLine(line)}\n`).join('');
}
