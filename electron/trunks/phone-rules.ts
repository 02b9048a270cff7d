/**
 * By which rules calls are made and taken: the number may be dialled, the trunk is there, the caller id is its own, nobody
 * asked not to be called, no cap is reached, a line is free. What cannot be found out counts as no.
 */
import type { Admission, DialWish, InboundDecision, PhoneRules } from '#engine/calls/phone/ports.ts';
import { callerIdOf, writeNumber } from '#engine/telephony/trunk/number-format.ts';
import { readDial, type DialReading } from '#engine/telephony/trunk/read-dial.ts';
import { formatUri, parseHostPort, sipUri } from '#engine/telephony/sip/message/uri.ts';
import type { DialCheck } from '#shared/bridge/phone.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { accountOf } from './account-of.ts';
import { DayUses, capReached, type DayUse, type UseStore } from './day-use.ts';
import { calledName, calledOf, routeOf } from './inbound-route.ts';
import { LinesInUse } from './lines-in-use.ts';
import { RefusedCall, noSuchTrunk } from './refused-call.ts';
import type { TrunkStore } from './trunk-store.ts';

export interface TrunkRulesOptions {
  trunks: Pick<TrunkStore, 'list' | 'get' | 'password'>;
  library: UseStore & { isDoNotCall(number: string): Promise<boolean> };
  /** Of the day that caps are for. */
  now: () => Date;
  /** Of a clock that does not go back. */
  nowMs: () => number;
  /** Found by STUN for the trunk; null for none. */
  publicAddress?: (trunkId: string) => string | null;
}

type Callable = Exclude<DialReading, { kind: 'invalid' }>;

interface Judged {
  trunk: Trunk;
  reading: Callable;
  callerId: string;
}

export class TrunkRules implements PhoneRules {
  readonly #options: TrunkRulesOptions;
  readonly #uses: DayUses;
  readonly lines: LinesInUse;
  /** One call after another: two at once must not take the last line, or the last call of the day, both. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: TrunkRulesOptions) {
    this.#options = options;
    this.#uses = new DayUses(options.library, options.now);
    this.lines = new LinesInUse(options.nowMs);
  }

  today(trunk: Trunk): Promise<DayUse> {
    return this.#uses.of(trunk);
  }

  async check({ to, trunkId }: Pick<DialWish, 'to' | 'trunkId'>): Promise<DialCheck> {
    const trunk = trunkId === null ? null : await this.#options.trunks.get(trunkId);
    try {
      const { reading } = await this.#judge({ to, trunkId, callerId: null });
      return { ...described(reading), refusal: null };
    } catch (thrown) {
      if (!(thrown instanceof RefusedCall)) throw thrown;
      const [only] = await this.#options.trunks.list();
      const reading = readDial(to, (trunk ?? only)?.country ?? null);
      return {
        ...(reading.kind === 'invalid'
          ? { kind: 'invalid' as const, e164: null, formatted: to.trim(), country: null }
          : described(reading)),
        refusal: { code: thrown.why, message: thrown.message },
      };
    }
  }

  admit(wish: DialWish): Promise<Admission> {
    return this.#inTurn(async () => {
      const { trunk, reading, callerId } = await this.#judge(wish);
      const account = accountOf(
        trunk,
        await this.#options.trunks.password(trunk.id),
        this.#options.publicAddress?.(trunk.id) ?? null,
      );
      const release = this.lines.take(trunk, 'outbound');
      this.#uses.count(trunk.id);
      return {
        trunk,
        account,
        target: targetOf(trunk, reading),
        remote: reading.kind === 'number' ? reading.e164 : reading.address,
        callerId,
        release,
      };
    });
  }

  routeInbound(
    accountId: string | null,
    calledUri: string,
    toUri: string | null = null,
  ): Promise<InboundDecision> {
    return this.#inTurn(async () => {
      const trunk = accountId === null ? null : await this.#options.trunks.get(accountId);
      if (!trunk) return { kind: 'refused', status: 403, reason: 'Forbidden' };
      if (!trunk.is_enabled || !trunk.inbound.is_enabled)
        return { kind: 'refused', status: 480, reason: 'Temporarily Unavailable' };
      const called = calledName(trunk, calledUri, toUri);
      const workflowId = routeOf(trunk, [called, calledOf(calledUri)]);
      if (workflowId === null) return { kind: 'refused', status: 404, reason: 'Not Found' };
      if (this.lines.isFull(trunk) || capReached(trunk, await this.#uses.of(trunk)))
        return { kind: 'busy', trunk, message: trunk.inbound.busy_message.trim() || null };
      const release = this.lines.take(trunk, 'inbound');
      this.#uses.count(trunk.id);
      return { kind: 'agent', trunk, workflowId, called, release };
    });
  }

  /** The first trunk that may; or what stands in the way of the one that comes nearest to it. */
  async #judge(wish: DialWish): Promise<Judged> {
    const { candidates, country, missing } = await this.#candidates(wish.trunkId);
    let nearest: { stage: number; error: RefusedCall } | null = null;
    for (const trunk of candidates) {
      const judged = await this.#judgeBy(trunk, wish);
      if ('reading' in judged) return judged;
      if (nearest === null || judged.stage > nearest.stage) nearest = judged;
    }
    if (nearest) throw nearest.error;
    // Without a trunk a number that is refused everywhere is told first.
    const { refusal } = readDial(wish.to, country);
    if (refusal && refusal.code !== 'invalid') throw new RefusedCall(refusal.code, refusal.message);
    throw missing;
  }

  /** Trunks that could be asked, in order; without one, what is `missing`. `country`: in which the number is read then. */
  async #candidates(
    trunkId: string | null,
  ): Promise<{ candidates: Trunk[]; country: string | null; missing: RefusedCall }> {
    if (trunkId === null) {
      const candidates = (await this.#options.trunks.list()).filter((trunk) => trunk.is_enabled);
      const missing = 'There is no trunk that calls could be made by. Add a trunk, or switch one on.';
      return { candidates, country: null, missing: new RefusedCall('no-trunk', missing) };
    }
    const trunk = await this.#options.trunks.get(trunkId);
    if (!trunk) return { candidates: [], country: null, missing: noSuchTrunk() };
    const off = `The trunk “${trunk.name}” is switched off. Switch it on, or choose another one.`;
    return {
      candidates: trunk.is_enabled ? [trunk] : [],
      country: trunk.country,
      missing: new RefusedCall('no-trunk', off),
    };
  }

  /** `stage`: how far it came. */
  async #judgeBy(trunk: Trunk, wish: DialWish): Promise<Judged | { stage: number; error: RefusedCall }> {
    const reading = readDial(wish.to, trunk.country);
    if (reading.refusal)
      return { stage: 0, error: new RefusedCall(reading.refusal.code, reading.refusal.message) };
    if (reading.kind === 'invalid') throw new TypeError('an invalid number is refused');
    const callerId = callerIdOf(trunk, wish.callerId);
    if (callerId === null) return { stage: 1, error: foreignCallerId(trunk) };
    const listed = await this.#doNotCall(reading.numbers);
    if (listed) return { stage: 2, error: listed };
    const cap = capReached(trunk, await this.#uses.of(trunk));
    if (cap) return { stage: 3, error: cap };
    const busy = this.lines.refusal(trunk);
    if (busy) return { stage: 4, error: busy };
    return { trunk, reading, callerId };
  }

  async #doNotCall(numbers: readonly string[]): Promise<RefusedCall | null> {
    try {
      for (const number of numbers)
        if (await this.#options.library.isDoNotCall(number))
          return new RefusedCall(
            'do-not-call',
            'This number is on the do-not-call list. It is not called unless it is taken off the list.',
          );
      return null;
    } catch (cause) {
      return new RefusedCall(
        'do-not-call',
        'The do-not-call list cannot be read, so nothing is dialled. Check that the data directory can be read, then try again.',
        { retryable: true, cause },
      );
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** A number is dialled at the trunk's server, written as the trunk wants it; an address is called as it is. */
function targetOf(trunk: Trunk, reading: Callable): string {
  if (reading.kind === 'sip') return reading.address;
  return formatUri(sipUri({ ...parseHostPort(trunk.server), user: writeNumber(reading.e164, trunk) }));
}

function described(reading: Callable): Pick<DialCheck, 'kind' | 'e164' | 'formatted' | 'country'> {
  return reading.kind === 'number'
    ? { kind: 'number', e164: reading.e164, formatted: reading.formatted, country: reading.country }
    : { kind: 'sip', e164: null, formatted: reading.formatted, country: null };
}

function foreignCallerId(trunk: Trunk): RefusedCall {
  return new RefusedCall(
    'invalid',
    `The caller id is none of the trunk “${trunk.name}”. Choose one of its own, or add it to the trunk if you may show it.`,
  );
}
