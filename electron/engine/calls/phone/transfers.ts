/** Who may hand a call on, to whom: an operator at the studio, and the agent by its tool. The rules of dialling hold for both. */
import { toStudioError } from '../../base/errors.ts';
import type { TransferPort } from '../../tools/index.ts';
import type { LiveCall } from './live-call.ts';
import type { PhoneLine, PhoneRules } from './ports.ts';
import type { TransferOutcome, TransferWish } from './transfer.ts';
import { within } from './within.ts';

export interface TransfersOptions {
  rules: Pick<PhoneRules, 'admit'>;
  speech: (text: string) => Promise<Int16Array>;
}

export class Transfers {
  readonly #options: TransfersOptions;

  constructor(options: TransfersOptions) {
    this.#options = options;
  }

  /** @throws SipError when the rules forbid the target, StudioError when the call cannot be handed on now */
  async begin(
    call: LiveCall,
    line: PhoneLine,
    { to, ...wish }: TransferWish & { to: string },
  ): Promise<{ outcome: Promise<TransferOutcome> }> {
    const { rules, speech } = this.#options;
    const admission = await rules.admit({ to, trunkId: call.options.trunk?.id ?? null, callerId: null });
    try {
      return await within(line.timeline, () => ({
        outcome: call.transfer({ wish, admission, line, speech }),
      }));
    } catch (thrown) {
      admission.release();
      throw thrown;
    }
  }

  ofAgent(call: LiveCall, line: PhoneLine): TransferPort {
    return {
      transfer: async ({ to, timeoutMs, message, whisper }) => {
        // Whom to call may have been asked of a server: what comes back is outside the call's events.
        await within(line.timeline, () => call.voice.announce(message));
        try {
          // The target is asked first, so that a caller whom nobody can take stays with the agent.
          const wish = { kind: 'attended', to, whisper, timeoutMs, disposition: 'transfer_call' } as const;
          const begun = await this.begin(call, line, wish);
          const outcome = await begun.outcome;
          if (!outcome.ok) return { failure: outcome.reason };
          // The agent has nothing more to say: its call is over, or two people speak through it.
          return await new Promise<never>(() => undefined);
        } catch (thrown) {
          return { failure: toStudioError(thrown).message };
        }
      },
    };
  }
}
