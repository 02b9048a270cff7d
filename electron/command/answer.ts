/** `parley answer`: an agent waits for calls and answers each, several at once, until it is stopped. */
import type { Library } from '#library/index.ts';
import type { SipListen } from '#engine/telephony/sip/transport/sip-transports.ts';
import { once } from 'node:events';
import { formatHostPort } from '#engine/telephony/sip/message/uri.ts';
import { SipError } from '#engine/base/errors.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { TrunkStore } from '../trunks/trunk-store.ts';
import { afterCall, takeUpAfterRuns } from './after-call.ts';
import { agentByPhone } from './agent-by-phone.ts';
import { answeringTrunk, AnswerLimit, withTrunk } from './answer-rules.ts';
import type { Values } from './arguments.ts';
import { dataDirOf, logger, withLibrary, type CommandIo } from './command-io.ts';
import { readListen } from './listen-at.ts';
import { jsonOutput, textOutput, type RunOutput } from './output.ts';
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts';
import { plainLine } from './plain-text.ts';
import { openProviders, parseChains } from './providers.ts';
import { trunkNamed } from './trunk-named.ts';
import { exitCodes, UsageError, type ExitCode } from './usage.ts';
import { callable, documentOnDisk } from './workflow-source.ts';

/** Calls of strangers that are got ready at a time, from one address and in all: each of them asked to be called by anybody. */
const limits = { userAgent: { maxPendingPerSource: 32, maxPendingStrangers: 64 } };

export async function answerCommand(name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const most = readCalls(values.calls);
  const { listen, transport, cert, key, trunk: trunkName } = values;
  if (listen === undefined && trunkName === undefined)
    throw new UsageError('answer needs --listen HOST:PORT, or --trunk NAME, or both.');
  const where = listen === undefined ? null : await readListen({ listen, transport, cert, key });
  const chains = parseChains(values);
  const onDisk = await documentOnDisk(name);
  if (onDisk) callable(onDisk);
  const dataDir = dataDirOf(values);
  const providers = openProviders(dataDir, logger);
  const { secrets } = providers;
  const { interrupted } = io;
  const hasFailed = await withLibrary(values, async (library) => {
    const agent = await agentByPhone(library, name, onDisk, {
      note: values.note ?? '',
      overwrite: values.overwrite,
    });
    const store = new TrunkStore({ dataDir, secrets, logger });
    const named = trunkName === undefined ? null : await trunkNamed(store, trunkName);
    if (named?.kind === 'ip' && where === null)
      throw new UsageError(
        `The trunk “${named.name}” logs on nowhere: it calls an address of this machine. Say with --listen which.`,
      );
    const trunk = named && answeringTrunk(named, agent.id);
    const limit = new AnswerLimit(most);
    const afterRuns = takeUpAfterRuns(library, providers, logger);
    const desk = await openPhoneDesk({
      library,
      providers,
      chains,
      trunks: trunk ? withTrunk(store, trunk) : store,
      routeInbound: (rules) => limit.around(rules, agent.id),
      telephone: { acceptUnknown: where !== null, limits },
      logger,
      interrupted,
    });
    try {
      return await new Answering({ desk, limit, agent, library, values, io }).run(where, trunk);
    } finally {
      await desk.close();
      await afterRuns.dispose();
    }
  }).finally(() => providers.providers.close());
  return hasFailed ? exitCodes.failed : exitCodes.done;
}

interface AnsweringOptions {
  desk: PhoneDesk;
  limit: AnswerLimit;
  agent: CallWorkflow;
  library: Library;
  values: Values;
  io: CommandIo;
}

class Answering {
  readonly #options: AnsweringOptions;
  readonly #isJson: boolean;
  readonly #outputs = new Map<string, RunOutput>();
  readonly #following = new Set<Promise<void>>();
  readonly #enough = new AbortController();
  #count = 0;
  #hasFailed = false;

  constructor(options: AnsweringOptions) {
    this.#options = options;
    this.#isJson = options.values.json || !options.io.isTerminal;
  }

  /** Resolves when it was stopped, or all calls that were asked for are over. True: one of them failed. */
  async run(where: SipListen | null, trunk: Trunk | null): Promise<boolean> {
    const { desk, io, agent } = this.#options;
    const { calls, stack } = desk;
    calls.onEvent(({ runId, event }) => {
      this.#outputOf(runId).event(event);
    });
    const stop = (): void => {
      this.#enough.abort();
    };
    io.interrupted.addEventListener('abort', stop);
    if (io.interrupted.aborted) stop();
    try {
      const serving = calls.serve(stack);
      if (where) await this.#listen(where, agent.name);
      if (trunk) await this.#logOn(trunk, agent.name);
      if (!this.#enough.signal.aborted) await once(this.#enough.signal, 'abort');
      serving.dispose();
      const up = calls.calls().filter(({ run_id: id }) => calls.has(id));
      await Promise.allSettled(up.map(({ run_id: id }) => calls.hangUp(id)));
      await Promise.all(this.#following);
      return this.#hasFailed;
    } finally {
      io.interrupted.removeEventListener('abort', stop);
    }
  }

  async #listen(where: SipListen, name: string): Promise<void> {
    const { transport } = where;
    const { address, port } = await this.#options.desk.stack.listen(where);
    const uri = `sip:${formatHostPort(address, port)}${transport === 'udp' ? '' : `;transport=${transport}`}`;
    this.#tell({ type: 'listening', transport, address, port, uri }, `“${name}” answers calls to ${uri}`);
  }

  async #logOn(trunk: Trunk, name: string): Promise<void> {
    const { trunks } = this.#options.desk;
    let told = '';
    trunks.lines.onChanged(() => {
      const { state, message, sip_status } = trunks.lines.status(trunk);
      if (state === told || state === 'starting') return;
      told = state;
      this.#tell(
        { type: 'trunk', trunk_id: trunk.id, trunk_name: trunk.name, state, message, sip_status },
        `“${name}” answers calls by “${trunk.name}”: ${message}`,
      );
    });
    await trunks.use(trunk, this.#options.io.interrupted);
  }

  #tell(asJson: Record<string, unknown>, asText: string): void {
    this.#options.io.print(this.#isJson ? `${JSON.stringify(asJson)}\n` : `${plainLine(asText)}\n`);
  }

  /** A call is followed from its first event on. */
  #outputOf(runId: string): RunOutput {
    const known = this.#outputs.get(runId);
    if (known) return known;
    const output = this.#newOutput(runId);
    this.#outputs.set(runId, output);
    const following = this.#follow(runId, output).finally(() => {
      this.#following.delete(following);
    });
    this.#following.add(following);
    return output;
  }

  #newOutput(runId: string): RunOutput {
    const { print } = this.#options.io;
    if (this.#isJson) return jsonOutput(print, { run_id: runId });
    this.#count += 1;
    const mark = `[${String(this.#count)}] `;
    return textOutput((text) => {
      print(text.replace(/^(?=.)/gm, mark));
    });
  }

  async #follow(runId: string, output: RunOutput): Promise<void> {
    const { desk, limit, agent, library, io } = this.#options;
    const { complain, interrupted } = io;
    try {
      const run = await desk.finished(runId);
      limit.count();
      this.#hasFailed ||= run.status === 'failed';
      const { document } = agent;
      output.run(await afterCall(run, { library, document, output, complain, interrupted }));
    } catch (error) {
      this.#hasFailed = true;
      complain(`${plainLine(error instanceof SipError ? error.message : String(error))}\n`);
    } finally {
      this.#outputs.delete(runId);
      if (limit.isReached && this.#outputs.size === 0) this.#enough.abort();
    }
  }
}

function readCalls(text: string | undefined): number | null {
  if (text === undefined) return null;
  const calls = Number(text);
  if (Number.isInteger(calls) && calls > 0) return calls;
  throw new UsageError(`--calls takes a whole number from 1, not “${text}”.`);
}
