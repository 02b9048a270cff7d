/** Trunks as the page knows them: what is kept, how they stand, what they have used today, and the test of one. */
import { SipError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Network } from '#engine/telephony/sip/transport/network.ts';
import type { PhoneStack } from '#engine/telephony/stack.ts';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import type { Trunk, TrunkTestStep } from '#shared/domain/trunk.ts';
import type { TrunkRules } from './phone-rules.ts';
import type { TrunkLines } from './trunk-lines.ts';
import type { TrunkStore } from './trunk-store.ts';
import { walkTrunk, type TestStack } from './trunk-test/walk.ts';

/** The telephone, as far as trunks make use of it. */
export type Telephone = Pick<
  PhoneStack,
  'timeline' | 'userAgent' | 'resolve' | 'openMedia' | 'publicAddress'
>;

export interface TrunksOptions {
  store: TrunkStore;
  lines: TrunkLines;
  rules: TrunkRules;
}

export class Trunks {
  readonly store: TrunkStore;
  readonly lines: TrunkLines;
  readonly rules: TrunkRules;
  readonly #changed = new Emitter<undefined>();
  readonly onChanged = this.#changed.on;
  readonly #testStep = new Emitter<{ id: string; step: TrunkTestStep }>();
  readonly onTestStep = this.#testStep.on;
  readonly #tests = new Map<string, AbortController>();
  #telephone: Telephone | null = null;
  #testStack: TestStack | null = null;

  constructor({ store, lines, rules }: TrunksOptions) {
    this.store = store;
    this.lines = lines;
    this.rules = rules;
    for (const source of [store, lines])
      source.onChanged(() => {
        this.#changed.emit(undefined);
      });
  }

  /** By this telephone trunks are tested, and logged on when that is asked for. */
  use(telephone: Telephone, network: Pick<Network, 'connect'>): void {
    this.#telephone = telephone;
    this.#testStack = this.#stackOf(telephone, network);
  }

  /** Trunks that are switched on log on and stay so, and are told of. */
  async logOn(): Promise<void> {
    if (this.#telephone) await this.lines.open(this.#telephone);
  }

  /** Logs off, as far as the servers answer within a second: before the telephone ends. */
  async close(): Promise<void> {
    for (const controller of this.#tests.values()) controller.abort();
    this.#telephone = null;
    this.#testStack = null;
    await this.lines.close();
  }

  async list(): Promise<TrunkInfo[]> {
    const [trunks, withPassword] = await Promise.all([this.store.list(), this.store.withPassword()]);
    return Promise.all(trunks.map((trunk) => this.#info(trunk, withPassword)));
  }

  async save(trunk: Trunk, password?: string | null): Promise<TrunkInfo> {
    await this.store.save(trunk, password);
    return this.#infoOf(trunk.id);
  }

  delete(id: string): Promise<void> {
    return this.store.delete(id);
  }

  async restore(id: string): Promise<TrunkInfo> {
    await this.store.restore(id);
    return this.#infoOf(id);
  }

  /** One test of a trunk at a time: another one stops the first. */
  async test(id: string, withCall: boolean): Promise<TrunkTestStep[]> {
    const trunk = await this.store.must(id);
    const stack = this.#testStack;
    if (!stack)
      throw new SipError('sip-unreachable', 'The telephone is still starting. Try again in a moment.', {
        retryable: true,
      });
    this.stopTest(id);
    const controller = new AbortController();
    this.#tests.set(id, controller);
    try {
      return await walkTrunk(stack, trunk, await this.store.password(id), {
        withCall,
        signal: controller.signal,
        tell: (step) => {
          this.#testStep.emit({ id, step });
        },
      });
    } finally {
      if (this.#tests.get(id) === controller) this.#tests.delete(id);
    }
  }

  stopTest(id: string): void {
    this.#tests.get(id)?.abort();
  }

  #stackOf(telephone: Telephone, network: TestStack['network']): TestStack {
    const { timeline, userAgent } = telephone;
    const { lines, rules } = this;
    return {
      timeline,
      userAgent,
      network,
      resolve: (uri, account) => telephone.resolve(uri, account),
      openMedia: (options) => telephone.openMedia(options),
      lineOf: (id) => lines.lineOf(id),
      rules,
    };
  }

  async #infoOf(id: string): Promise<TrunkInfo> {
    return this.#info(await this.store.must(id), await this.store.withPassword());
  }

  async #info(trunk: Trunk, withPassword: ReadonlySet<string>): Promise<TrunkInfo> {
    const { calls, minutes, usd } = await this.rules.today(trunk);
    return {
      trunk,
      has_password: withPassword.has(trunk.id),
      status: this.lines.status(trunk),
      calls_up: this.rules.lines.up(trunk.id),
      today: { calls, minutes, usd },
    };
  }
}
