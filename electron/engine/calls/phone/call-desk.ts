/** What making and taking calls need of the owner of the live table. */
import type { TransferPort } from '../../tools/index.ts';
import type { Leg } from '../../voice/leg.ts';
import type { CallMaking } from './call-making.ts';
import type { CallWire } from './call-wire.ts';
import type { LiveCall, LiveCallOptions } from './live-call.ts';
import type { PhoneLegOptions, PhoneLine, PhoneRules } from './ports.ts';

export interface CallDesk {
  readonly making: CallMaking;
  readonly rules: PhoneRules;
  readonly leg: (options: PhoneLegOptions) => Leg;
  readonly isClosing: boolean;
  /** How many callers are hearing a busy message. */
  readonly busy: { speaking: number };
  wire(runId: string, line: PhoneLine): Promise<CallWire>;
  /** For the agent's own tool. */
  transferOf(call: LiveCall, line: PhoneLine): TransferPort;
  /** A call of the table; `released` is called once its run is closed. */
  open(facts: Omit<LiveCallOptions, 'date' | 'changed' | 'event'>): LiveCall;
  /** The run is found by the Call-ID from the first message on. */
  noteCallId(call: LiveCall): void;
  /** It has a run now: it stands in the table until that is closed. */
  enter(call: LiveCall, line: PhoneLine, released: () => void): void;
}
