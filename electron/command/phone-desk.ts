/** What `parley dial` and `parley answer` have in common: the telephone, its calls, and their runs when they are over. */
import type { Disposable } from '#engine/base/disposable.ts';
import { StudioError } from '#engine/base/errors.ts';
import { randomIds } from '#engine/base/ids.ts';
import type { Logger } from '#engine/base/logger.ts';
import { PhoneLeg } from '#engine/calls/legs/phone-leg.ts';
import { PhoneCalls } from '#engine/calls/phone/phone-calls.ts';
import type { PhoneRules } from '#engine/calls/phone/ports.ts';
import type { PhoneStack } from '#engine/telephony/stack.ts';
import type { Library } from '#library/index.ts';
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import type { ProviderChains } from '#shared/domain/providers.ts';
import type { Run } from '#shared/domain/run.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { spoken } from '../providers/spoken.ts';
import { TrunkRules, type TrunkRulesOptions } from '../trunks/phone-rules.ts';
import { openTelephone, type TelephoneOptions } from '../trunks/telephone.ts';
import type { CommandProviders } from './providers.ts';
import { loggedOn, UsedTrunks } from './used-trunks.ts';

/** How long the other side's last answers are waited for: a BYE that was lost is sent again after 0.5 s (RFC 3261 T1). */
const farewellMs = 1500;

export interface PhoneDeskOptions {
  library: Library;
  providers: CommandProviders;
  /** Chains that go before the agent's own. */
  chains: ProviderChains;
  /** By which calls are made and taken. */
  trunks: TrunkRulesOptions['trunks'];
  /** In place of what trunks say of calls that come in. */
  routeInbound?: (rules: PhoneRules) => PhoneRules['routeInbound'];
  telephone?: Pick<TelephoneOptions, 'acceptUnknown' | 'limits'>;
  logger: Logger;
  /** Ctrl-C: nobody waits for a log-on any more. */
  interrupted: AbortSignal;
}

export interface PhoneDesk {
  readonly calls: PhoneCalls;
  readonly stack: PhoneStack;
  readonly trunks: UsedTrunks;
  /** The run of a call, once it is closed. */
  readonly finished: (runId: string) => Promise<Run>;
  /** Calls hang up, trunks are logged off, sockets are closed. */
  close(): Promise<void>;
}

export async function openPhoneDesk(options: PhoneDeskOptions): Promise<PhoneDesk> {
  const { library, logger, chains, interrupted } = options;
  const { providers, preferences, prices, toolSecrets, sounds } = options.providers;
  const now = (): Date => new Date();
  const trunks = new UsedTrunks({ password: (id) => options.trunks.password(id), now, logger });
  const telephone = openTelephone({
    version: packageJson.version,
    accounts: () => trunks.lines.accounts,
    logger,
    ...options.telephone,
  });
  const { stack } = telephone;
  const base = new TrunkRules({ trunks: options.trunks, library, now, nowMs: () => performance.now() });
  const rules = loggedOn(base, trunks, interrupted);
  const calls = new PhoneCalls({
    store: library,
    published: (id) => library.getPublished(id),
    providers: ({ document }) => providers.forCall(document, chains),
    prices,
    toolSecrets,
    sounds,
    speech: (text) => spoken(providers, text),
    ids: randomIds,
    date: now,
    logger,
    preferences,
    rules: options.routeInbound ? { ...rules, routeInbound: options.routeInbound(rules) } : rules,
    line: () => Promise.resolve(stack),
    leg: (legOptions) => new PhoneLeg(legOptions),
  });
  await trunks.open(stack);
  return {
    calls,
    stack,
    trunks,
    finished: async (runId) => {
      await closed(calls, runId);
      const run = await library.getRun(runId);
      if (!run) throw new StudioError('run-not-found', `The run ${runId} could not be kept.`);
      return run;
    },
    close: async () => {
      await calls.dispose();
      await stack.settled(farewellMs);
      await trunks.close();
      telephone.dispose();
    },
  };
}

/** A call stands in the table from a moment after its first event until its run is closed. */
function closed(calls: PhoneCalls, runId: string): Promise<void> {
  return new Promise((resolve) => {
    const isClosed = (row: PhoneCall): boolean => row.run_id === runId && isOver(row) && !calls.has(runId);
    if (calls.calls().some(isClosed)) {
      resolve();
      return;
    }
    const watch: Disposable = calls.onCall((row) => {
      if (!isClosed(row)) return;
      watch.dispose();
      resolve();
    });
  });
}
