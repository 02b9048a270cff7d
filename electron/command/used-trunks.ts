/**
 * The trunks that one command makes use of, each logged on when it is first wanted and logged off at the end. The studio may be
 * logged on by the same trunk meanwhile: a registrar keeps both addresses.
 */
import { SipError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { PhoneRules } from '#engine/calls/phone/ports.ts';
import type { Trunk, TrunkStatus } from '#shared/domain/trunk.ts';
import { TrunkLines, type LineStack } from '../trunks/trunk-lines.ts';

export interface UsedTrunksOptions {
  password: (trunkId: string) => Promise<string | null>;
  now: () => Date;
  logger: Logger;
}

export class UsedTrunks {
  readonly lines: TrunkLines;
  readonly #used = new Map<string, Trunk>();
  readonly #changed = new Emitter<undefined>();

  constructor({ password, now, logger }: UsedTrunksOptions) {
    this.lines = new TrunkLines({
      trunks: {
        list: () => Promise.resolve([...this.#used.values()]),
        password,
        onChanged: this.#changed.on,
      },
      now,
      logger,
      // A call tells soon enough.
      watchesServers: false,
    });
  }

  open(stack: LineStack): Promise<void> {
    return this.lines.open(stack);
  }

  /**
   * Settles once the trunk is logged on, or needs no log-on. It stays so until `close`.
   *
   * @throws SipError with the server's reason, or that it was given up
   */
  async use(trunk: Trunk, signal: AbortSignal): Promise<void> {
    if (!this.#used.has(trunk.id)) {
      this.#used.set(trunk.id, trunk);
      this.#changed.emit(undefined);
    }
    await this.lines.settled();
    const { state, message } = await this.#outcome(trunk, signal);
    if (state === 'failed') throw new SipError('sip-refused', `The trunk “${trunk.name}”: ${message}`);
  }

  close(): Promise<void> {
    return this.lines.close();
  }

  #outcome(trunk: Trunk, signal: AbortSignal): Promise<TrunkStatus> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const status = this.lines.status(trunk);
        if (status.state === 'starting' || status.state === 'registering') return;
        done();
        resolve(status);
      };
      const stopped = (): void => {
        done();
        reject(new SipError('sip-unreachable', `Logging on at ${trunk.server} was given up.`));
      };
      const done = (): void => {
        subscription.dispose();
        signal.removeEventListener('abort', stopped);
      };
      const subscription = this.lines.onChanged(look);
      signal.addEventListener('abort', stopped, { once: true });
      if (signal.aborted) stopped();
      else look();
    });
  }
}

/** The same rules; a trunk that a call is made by is logged on first, because many servers take no calls of others. */
export function loggedOn(rules: PhoneRules, trunks: UsedTrunks, signal: AbortSignal): PhoneRules {
  return {
    check: (wish) => rules.check(wish),
    routeInbound: (accountId, calledUri, toUri) => rules.routeInbound(accountId, calledUri, toUri),
    admit: async (wish) => {
      const admission = await rules.admit(wish);
      const { trunk } = admission;
      if (trunk.kind === 'ip' && trunk.stun_server === null) return admission;
      try {
        await trunks.use(trunk, signal);
      } catch (error) {
        admission.release();
        throw error;
      }
      return { ...admission, account: trunks.lines.lineOf(trunk.id)?.account ?? admission.account };
    },
  };
}
