/** Trunks as the page knows them: what is kept, how they stand, what they have used today, and the test of one. */
import { SipError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import type { Trunk, TrunkTestStep } from '#shared/domain/trunk.ts';
import type { TrunkRules } from './phone-rules.ts';
import type { TrunkLines } from './trunk-lines.ts';
import type { TrunkStore } from './trunk-store.ts';

/** The walk of Test trunk; each step is told as it begins and as it ends. */
export type TrunkWalk = (
  trunk: Trunk,
  password: string | null,
  options: { withCall: boolean; signal: AbortSignal; tell: (step: TrunkTestStep) => void },
) => Promise<TrunkTestStep[]>;

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
  #walk: TrunkWalk | null = null;

  constructor({ store, lines, rules }: TrunksOptions) {
    this.store = store;
    this.lines = lines;
    this.rules = rules;
    for (const source of [store, lines])
      source.onChanged(() => {
        this.#changed.emit(undefined);
      });
  }

  /** The telephone is up: trunks can be tested. */
  testBy(walk: TrunkWalk): void {
    this.#walk = walk;
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
    if (!this.#walk)
      throw new SipError('sip-unreachable', 'The telephone is still starting. Try again in a moment.', {
        retryable: true,
      });
    this.stopTest(id);
    const controller = new AbortController();
    this.#tests.set(id, controller);
    try {
      return await this.#walk(trunk, await this.store.password(id), {
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

  dispose(): void {
    for (const controller of this.#tests.values()) controller.abort();
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
