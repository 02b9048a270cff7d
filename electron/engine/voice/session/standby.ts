/**
 * When the agent stands aside while the call goes on. Two kinds, which may overlap:
 *
 *   frozen    the caller is held (by us: `hold`, by their own side: `held`), is being transferred, or speaks with somebody
 *             else through us (`bridged`): nothing is heard and nothing said; what was being said goes on afterwards with
 *             the next sample
 *   silenced  a person at the studio has muted the agent or speaks instead of it: what was being said is cut, and what the
 *             caller says is written down and remembered, but not answered
 */
const freezing = ['hold', 'held', 'transfer', 'bridged'] as const;
const silencing = ['muted', 'operator'] as const;
export type StandbyReason = (typeof freezing)[number] | (typeof silencing)[number];

export interface StandbyEvents {
  freeze(): void;
  thaw(): void;
  silence(): void;
  /** The agent may speak again. `handedBack`: an operator has spoken for it. */
  release(handedBack: boolean): void;
}

export class Standby {
  readonly #events: StandbyEvents;
  readonly #reasons = new Set<StandbyReason>();
  #operatorSpoke = false;

  constructor(events: StandbyEvents) {
    this.#events = events;
  }

  get frozen(): boolean {
    return freezing.some((reason) => this.#reasons.has(reason));
  }

  get silenced(): boolean {
    return silencing.some((reason) => this.#reasons.has(reason));
  }

  has(reason: StandbyReason): boolean {
    return this.#reasons.has(reason);
  }

  set(reason: StandbyReason, on: boolean): void {
    const { frozen, silenced } = this;
    if (on) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (reason === 'operator' && on) this.#operatorSpoke = true;
    if (this.frozen !== frozen) this.#events[frozen ? 'thaw' : 'freeze']();
    if (this.silenced === silenced) return;
    if (!silenced) {
      this.#events.silence();
      return;
    }
    const handedBack = this.#operatorSpoke;
    this.#operatorSpoke = false;
    this.#events.release(handedBack);
  }
}
