/**
 * Keeps the user agent's accounts in step with the trunks: one that is added or changed is logged on anew, one that is switched
 * off or deleted is logged off. Tells how each of them stands.
 *
 * ```
 *  disabled ──► starting ──► registering ──► registered ──► (renewed by the user agent)
 *                   │              └───► failed ──► tried again by the user agent, or at a change
 *                   └──► ready ◄───► failed      (trunks that log on nowhere: does the server answer?)
 * ```
 */
import { toStudioError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Disposable } from '#engine/base/disposable.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { Timeline } from '#engine/base/timeline.ts';
import type { Registration, SipAccount, SipUserAgent } from '#engine/telephony/sip/user-agent/api.ts';
import type { Trunk, TrunkStatus } from '#shared/domain/trunk.ts';
import { accountOf } from './account-of.ts';
import { ServerWatch } from './server-watch.ts';
import type { TrunkStore } from './trunk-store.ts';
import { registrationStatus, routeStatus, status, type StatusWords } from './trunk-status.ts';
import { within } from './within.ts';

export interface LineStack {
  userAgent: Pick<SipUserAgent, 'register' | 'options'>;
  /** Of the user agent. */
  timeline: Pick<Timeline, 'now' | 'post' | 'at'>;
  /** As a STUN server sees us. @throws SipError */
  publicAddress(server: string): Promise<string>;
}

export interface TrunkLinesOptions {
  trunks: Pick<TrunkStore, 'list' | 'password' | 'onChanged'>;
  now: () => Date;
  logger: Logger;
  /** Servers of trunks that log on nowhere are asked every minute whether they are there. Default true. */
  watchesServers?: boolean;
}

interface Line {
  /** What of the account the server is told, to notice a change. */
  key: string;
  account: SipAccount;
  /** Null where the trunk logs on nowhere. */
  registration: Registration | null;
  /** Null where the trunk logs on, or its server is not to be asked. */
  watch: ServerWatch | null;
  subscription: Disposable | null;
}

const switchedOff: TrunkStatus = status('disabled', 'Switched off: no calls are made or taken by it.');

export class TrunkLines {
  readonly #options: TrunkLinesOptions;
  readonly #lines = new Map<string, Line>();
  /** Why a trunk has no line though it is switched on. */
  readonly #problems = new Map<string, string>();
  /** What STUN servers have said: an address, or why there is none. */
  readonly #stun = new Map<string, { address: string | null; problem: string | null }>();
  readonly #changed = new Emitter<undefined>();
  /** How a trunk stands has changed. */
  readonly onChanged = this.#changed.on;
  #stack: LineStack | null = null;
  #timeline: LineStack['timeline'] | null = null;
  #subscription: Disposable | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(options: TrunkLinesOptions) {
    this.#options = options;
  }

  /** From now on trunks are logged on. Settles when each has been asked for. */
  open(stack: LineStack): Promise<void> {
    this.#stack = stack;
    this.#timeline = stack.timeline;
    this.#subscription = this.#options.trunks.onChanged(() => void this.#sync());
    return this.#sync();
  }

  /** Logs off everywhere, as far as the servers answer in time. */
  async close(): Promise<void> {
    this.#subscription?.dispose();
    this.#stack = null;
    await this.#last;
    await Promise.all([...this.#lines.keys()].map((id) => this.#drop(id)));
  }

  /** Once every change so far has been followed. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** The network has changed: every trunk asks anew, and where it is seen from outside. */
  async refresh(): Promise<void> {
    this.#stun.clear();
    await this.#sync();
    const stack = this.#stack;
    if (!stack) return;
    await within(stack.timeline, () => {
      for (const { registration, watch } of this.#lines.values()) {
        registration?.refresh();
        watch?.ask();
      }
    });
  }

  /** Of every trunk that is switched on: whose calls are taken. */
  get accounts(): readonly SipAccount[] {
    return [...this.#lines.values()].map(({ account }) => account);
  }

  /** The account of a trunk that is switched on, with its registration; null: it has none. */
  lineOf(trunkId: string): Pick<Line, 'account' | 'registration'> | null {
    return this.#lines.get(trunkId) ?? null;
  }

  publicAddress(trunkId: string): string | null {
    return this.#lines.get(trunkId)?.account.publicAddress ?? null;
  }

  status(trunk: Trunk): TrunkStatus {
    if (!trunk.is_enabled) return switchedOff;
    const problem = this.#problems.get(trunk.id);
    if (problem !== undefined) return status('failed', problem);
    const line = this.#lines.get(trunk.id);
    const stun = trunk.stun_server === null ? null : (this.#stun.get(trunk.stun_server)?.problem ?? null);
    const note = stun === null ? '' : ` The public address is not known: ${stun}`;
    const stack = this.#stack;
    if (!stack || !line)
      return status(
        'starting',
        'The telephone is starting, or another Parley that is open on this data directory has the trunks.',
      );
    const { now } = this.#options;
    const words: StatusWords = {
      server: trunk.server,
      clock: (ms) => new Date(now().getTime() + ms - stack.timeline.now()).toISOString(),
      now,
      note,
    };
    return line.registration
      ? registrationStatus(line.registration.state, words)
      : routeStatus(line.watch, words);
  }

  /** One after another: a trunk that is changed twice in a moment ends as it was last. */
  #sync(): Promise<void> {
    this.#last = this.#last
      .then(() => this.#bringInStep())
      .catch((error: unknown) => {
        this.#options.logger.log('error', 'the trunks could not be read', {
          code: toStudioError(error).code,
        });
      });
    return this.#last;
  }

  async #bringInStep(): Promise<void> {
    const stack = this.#stack;
    if (!stack) return;
    const wanted = (await this.#options.trunks.list()).filter((trunk) => trunk.is_enabled);
    const ids = new Set(wanted.map(({ id }) => id));
    for (const id of [...this.#lines.keys(), ...this.#problems.keys()])
      if (!ids.has(id)) await this.#drop(id);
    for (const trunk of wanted) {
      const account = await this.#accountOf(trunk, stack);
      const key = account && JSON.stringify({ ...account, allowedSources: null, challengesCallers: null });
      const line = this.#lines.get(trunk.id);
      if (account && line?.key === key) {
        line.account = account;
        continue;
      }
      const problem = this.#problems.get(trunk.id);
      await this.#drop(trunk.id);
      if (account && key !== null) await this.#raise(account, key, stack);
      else if (problem !== undefined) this.#problems.set(trunk.id, problem);
    }
    this.#changed.emit(undefined);
  }

  /** Null, with the problem noted, where it cannot log on as it is. */
  async #accountOf(trunk: Trunk, stack: LineStack): Promise<SipAccount | null> {
    try {
      const password = await this.#options.trunks.password(trunk.id);
      if (trunk.kind === 'registered' && trunk.username === '')
        throw new Error('It has no user name to log on with. Enter it in the trunk.');
      const address = await this.#publicAddress(trunk.stun_server, stack);
      this.#problems.delete(trunk.id);
      return accountOf(trunk, password, address);
    } catch (error) {
      this.#problems.set(trunk.id, toStudioError(error).message);
      return null;
    }
  }

  /** A server that does not answer is told of, and no reason to stay silent: most networks do without. */
  async #publicAddress(server: string | null, stack: LineStack): Promise<string | null> {
    if (server === null) return null;
    let known = this.#stun.get(server);
    if (!known) {
      known = await within(stack.timeline, () => stack.publicAddress(server)).then(
        (address) => ({ address, problem: null }),
        (error: unknown) => ({ address: null, problem: toStudioError(error).message }),
      );
      this.#stun.set(server, known);
    }
    return known.address;
  }

  async #raise(account: SipAccount, key: string, { userAgent, timeline }: LineStack): Promise<void> {
    const changed = () => {
      this.#changed.emit(undefined);
    };
    const { now, watchesServers = true } = this.#options;
    let registration: Registration | null = null;
    let watch: ServerWatch | null = null;
    if (account.registerExpiresS !== null)
      registration = await within(timeline, () => userAgent.register(account));
    // Who wants nothing to be kept alive is not asked, either.
    else if (watchesServers && account.keepAliveS > 0)
      watch = new ServerWatch({ userAgent, timeline, account, now, changed });
    const subscription = registration?.onState(changed) ?? null;
    this.#lines.set(account.id, { key, account, registration, watch, subscription });
  }

  async #drop(id: string): Promise<void> {
    this.#problems.delete(id);
    const line = this.#lines.get(id);
    if (!line) return;
    this.#lines.delete(id);
    line.subscription?.dispose();
    line.watch?.dispose();
    const { registration } = line;
    if (registration && this.#timeline) await within(this.#timeline, () => registration.close());
  }
}
