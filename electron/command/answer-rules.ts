/** By which rules `parley answer` takes calls: the agent that was named answers them all. */
import type { InboundDecision, PhoneRules } from '#engine/calls/phone/ports.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { calledOf } from '../trunks/inbound-route.ts';
import type { TrunkRulesOptions } from '../trunks/phone-rules.ts';

/** As many as a trunk may have: a stranger who calls without end takes no more. */
const mostAtOnce = 200;

/** A trunk of the studio, whose calls are all for that agent, as long as the command answers. */
export function answeringTrunk(trunk: Trunk, workflowId: string): Trunk {
  return {
    ...trunk,
    is_enabled: true,
    inbound: { ...trunk.inbound, is_enabled: true, routes: [], fallback_workflow_id: workflowId },
  };
}

/** The studio's trunks, that one as it is for the command. */
export function withTrunk(store: TrunkRulesOptions['trunks'], trunk: Trunk): TrunkRulesOptions['trunks'] {
  return {
    list: async () => (await store.list()).map((each) => (each.id === trunk.id ? trunk : each)),
    get: (id) => (id === trunk.id ? Promise.resolve(trunk) : store.get(id)),
    password: (id) => store.password(id),
  };
}

export class AnswerLimit {
  readonly #most: number;
  #up = 0;
  #over = 0;

  /** @param most calls until the command ends; null: until it is stopped */
  constructor(most: number | null) {
    this.#most = most ?? Number.POSITIVE_INFINITY;
  }

  /** The run of a call is closed. */
  count(): void {
    this.#over += 1;
  }

  get isReached(): boolean {
    return this.#over >= this.#most;
  }

  /** Around the rules of trunks; callers whom no trunk knows are for the agent, too. */
  around(rules: PhoneRules, workflowId: string): PhoneRules['routeInbound'] {
    return async (accountId, calledUri, toUri) => {
      if (this.#up >= mostAtOnce || this.#up + this.#over >= this.#most)
        return { kind: 'busy', trunk: null, message: null };
      const release = this.#take();
      const decision: InboundDecision =
        accountId === null
          ? { kind: 'agent', trunk: null, workflowId, called: calledOf(calledUri), release: () => undefined }
          : await rules.routeInbound(accountId, calledUri, toUri);
      if (decision.kind !== 'agent') {
        release();
        return decision;
      }
      return {
        ...decision,
        release: () => {
          decision.release();
          release();
        },
      };
    };
  }

  #take(): () => void {
    this.#up += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.#up -= 1;
      isTaken = false;
    };
  }
}
