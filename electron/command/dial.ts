/** `parley dial`: an agent calls somebody by telephone, and the command follows the call to its end. */
import { StudioError } from '#engine/base/errors.ts';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { Run } from '#shared/domain/run.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { TrunkStore } from '../trunks/trunk-store.ts';
import { afterCall, takeUpAfterRuns } from './after-call.ts';
import { agentByPhone } from './agent-by-phone.ts';
import type { Values } from './arguments.ts';
import { parseContext } from './call.ts';
import { dataDirOf, logger, withLibrary, type CommandIo } from './command-io.ts';
import { oneOffTrunk, serverOfAddress, type OneOff } from './one-off-trunk.ts';
import { jsonOutput, textOutput } from './output.ts';
import { openPhoneDesk, type PhoneDesk, type PhoneDeskOptions } from './phone-desk.ts';
import { plainLine } from './plain-text.ts';
import { openProviders, parseChains } from './providers.ts';
import { trunkNamed } from './trunk-named.ts';
import { exitCodes, UsageError, type ExitCode } from './usage.ts';
import { callable, documentOnDisk } from './workflow-source.ts';

interface Wish {
  to: string;
  trunk: string | undefined;
  callerId: string | undefined;
  context: Record<string, unknown>;
  oneOff: OneOff | null;
  /** It was made of an address. */
  isDirect: boolean;
}

export async function dialCommand(name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const wish = readWish(values);
  const chains = parseChains(values);
  const onDisk = await documentOnDisk(name);
  if (onDisk) callable(onDisk);
  const providers = openProviders(dataDirOf(values), logger);
  const { secrets } = providers;
  const output = values.json || !io.isTerminal ? jsonOutput(io.print) : textOutput(io.print);
  const { complain, interrupted } = io;
  const { run, row } = await withLibrary(values, async (library) => {
    const agent = await agentByPhone(library, name, onDisk, {
      note: values.note ?? '',
      overwrite: values.overwrite,
    });
    const store = new TrunkStore({ dataDir: dataDirOf(values), secrets, logger });
    const { trunks, trunkId } = await wayOut(store, wish);
    const afterRuns = takeUpAfterRuns(library, providers, logger);
    const desk = await openPhoneDesk({ library, providers, chains, trunks, logger, interrupted });
    try {
      desk.calls.onEvent(({ event }) => {
        output.event(event);
      });
      const called = await follow(desk, interrupted, () =>
        desk.calls.dial({
          workflowId: agent.id,
          to: wish.to,
          trunkId,
          callerId: wish.callerId ?? null,
          initialContext: wish.context,
        }),
      );
      const { document } = agent;
      const whole = await afterCall(called.run, { library, document, output, complain, interrupted });
      output.run(whole);
      return { ...called, run: whole };
    } finally {
      await desk.close();
      await afterRuns.dispose();
    }
  }).finally(() => providers.providers.close());
  if (run.status === 'completed') return exitCodes.done;
  io.complain(`${plainLine(whatHappened(run, row))}\n`);
  return exitCodes.failed;
}

/** Everything that can be wrong with what was given is found before the library is touched. */
function readWish(values: Values): Wish {
  const { to, trunk, proxy, user, 'caller-id': callerId } = values;
  if (to === undefined || to.trim() === '')
    throw new UsageError('dial needs --to: a telephone number or a SIP address.');
  if (trunk !== undefined && proxy !== undefined)
    throw new UsageError('A call is made by --trunk or by --proxy, not by both.');
  if (user !== undefined && proxy === undefined)
    throw new UsageError('--user goes with --proxy; a trunk has its own.');
  const direct = trunk === undefined && proxy === undefined ? serverOfAddress(to) : null;
  const server = proxy ?? direct;
  const password = process.env['PARLEY_SIP_PASSWORD'];
  return {
    to,
    trunk,
    callerId,
    context: parseContext(values.context),
    isDirect: direct !== null,
    oneOff: server === null ? null : oneOffTrunk({ proxy: server, to, callerId, user, password }),
  };
}

/** The trunk that was named, or that of this call alone; an address goes by the trunk of its server before it goes without one. */
async function wayOut(
  store: TrunkStore,
  { trunk: name, oneOff, isDirect }: Wish,
): Promise<{ trunks: PhoneDeskOptions['trunks']; trunkId: string | null }> {
  if (name !== undefined) return { trunks: store, trunkId: (await trunkNamed(store, name)).id };
  if (!oneOff) return { trunks: store, trunkId: null };
  const { trunk, password } = oneOff;
  const known = isDirect ? (await store.list()).find((each) => isOf(each, trunk.server)) : undefined;
  if (known) return { trunks: store, trunkId: known.id };
  const trunks = {
    list: () => Promise.resolve([trunk]),
    get: (id: string) => Promise.resolve(id === trunk.id ? trunk : null),
    password: () => Promise.resolve(password),
  };
  return { trunks, trunkId: trunk.id };
}

function isOf(trunk: Trunk, server: string): boolean {
  return trunk.is_enabled && trunk.server.toLowerCase() === server.toLowerCase();
}

async function follow(
  { calls, finished }: PhoneDesk,
  interrupted: AbortSignal,
  dial: () => Promise<PhoneCall>,
): Promise<{ run: Run; row: PhoneCall | undefined }> {
  let runId: string | null = null;
  const hangUp = (): void => {
    if (runId === null) return;
    calls.hangUp(runId).catch((error: unknown) => {
      // It had just ended by itself.
      if (!(error instanceof StudioError)) throw error;
    });
  };
  interrupted.addEventListener('abort', hangUp);
  try {
    runId = (await dial()).run_id;
    if (interrupted.aborted) hangUp();
    const run = await finished(runId);
    return { run, row: calls.calls().find(({ run_id: id }) => id === run.id) };
  } finally {
    interrupted.removeEventListener('abort', hangUp);
  }
}

function whatHappened(run: Run, row: PhoneCall | undefined): string {
  const outcome = run.gathered_context.call_disposition ?? 'unknown';
  const reason = row?.reason ?? '';
  return `The call did not go well (${outcome}). ${reason === '' ? '' : `${reason} `}\`parley runs show ${run.id}\` tells what happened.`;
}
