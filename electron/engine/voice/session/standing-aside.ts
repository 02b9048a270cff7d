/** What happens in a session when its agent stands aside (`standby.ts`), and when it may go on. */
import type { CallerTurn, Dialogue } from '../dialogue.ts';
import type { AgentPart } from './agent-part.ts';
import type { Deafness } from './deafness.ts';
import type { SessionState } from './options.ts';
import type { Performances } from './performances.ts';
import { Standby, type StandbyReason } from './standby.ts';
import type { IdleWatch } from '../turns/idle-watch.ts';

export interface AsideParts {
  dialogue: Dialogue;
  agent: AgentPart;
  performances: Performances;
  idle: IdleWatch;
  deafness: Deafness;
  state: () => SessionState;
  setState: (state: SessionState) => void;
  /** Looks whether everything has been said. */
  settle: () => void;
  /** What was to end the call after the words that are now cut does so no more. */
  stay: () => void;
  /** The caller speaks with somebody else through us from now on. */
  bridged: () => void;
}

export class StandingAside {
  readonly #parts: AsideParts;
  readonly #standby: Standby;
  /** Kept quiet, the agent has not opened the call, or not answered what the caller said. */
  #owesAnswer = false;

  constructor(parts: AsideParts) {
    this.#parts = parts;
    this.#standby = new Standby({
      freeze: () => {
        parts.idle.pause();
        // Deaf first: who is not listened to cannot set off what was held.
        parts.deafness.update();
        parts.agent.voice.hold();
      },
      thaw: () => {
        parts.agent.voice.resume();
        parts.deafness.update();
        parts.settle();
      },
      silence: () => {
        this.#silence();
      },
      release: (handedBack) => {
        this.#release(handedBack);
      },
    });
  }

  get frozen(): boolean {
    return this.#standby.frozen;
  }

  get silenced(): boolean {
    return this.#standby.silenced;
  }

  /** Called inside an event of the timeline. */
  set(reason: StandbyReason, on: boolean): void {
    const { agent, bridged } = this.#parts;
    this.#standby.set(reason, on);
    const isBridged = this.#standby.has('bridged');
    agent.out.isTaken = isBridged || this.#standby.has('operator');
    if (isBridged) bridged();
  }

  /** The agent could not do what it was to do now. */
  owe(): void {
    this.#owesAnswer = true;
  }

  /** The caller has said something that is not answered now. */
  overhear(turn: CallerTurn): void {
    this.#owesAnswer = true;
    this.#parts.dialogue.overhear?.(turn, 'caller');
  }

  #silence(): void {
    const { agent, performances, idle, deafness, state, setState, settle, stay } = this.#parts;
    idle.pause();
    this.#owesAnswer = state() === 'thinking';
    performances.cut();
    deafness.muteByDialogue(false);
    agent.silence();
    stay();
    deafness.update();
    if (state() === 'thinking' || state() === 'agent-speaking') setState('listening');
    settle();
  }

  #release(handedBack: boolean): void {
    const { dialogue, agent, performances, setState, settle } = this.#parts;
    const goOn = dialogue.goOn?.bind(dialogue);
    if (!goOn || !(handedBack || this.#owesAnswer)) {
      settle();
      return;
    }
    agent.awaited(null);
    setState('thinking');
    performances.begin((signal) => goOn(signal));
  }
}
