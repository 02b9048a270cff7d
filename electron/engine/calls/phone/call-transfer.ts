/** The transfer of one live call: at most one at a time, and what the live table shows of the last. */
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { TransferStage } from '#shared/domain/phone-call.ts';
import { StudioError } from '../../base/errors.ts';
import type { SipCallEvent } from '../../telephony/sip/user-agent/api.ts';
import type { Admission, PhoneLine } from './ports.ts';
import { Transfer, type TransferOutcome, type TransferredCall, type TransferWish } from './transfer.ts';

export interface TransferStart {
  wish: TransferWish;
  admission: Admission;
  line: PhoneLine;
  speech: (text: string) => Promise<Int16Array>;
}

export class CallTransfer {
  #current: Transfer | null = null;
  shown: PhoneCall['transfer'] = null;

  start(
    start: TransferStart,
    call: Omit<TransferredCall, 'stage'>,
    changed: (reason: string) => void,
  ): Promise<TransferOutcome> {
    const { kind } = start.wish;
    const { remote: target } = start.admission;
    const stage = (reached: TransferStage, sipStatus: number | null, reason: string): void => {
      this.shown = { kind, stage: reached, target };
      call.voice.log.write('call-transfer', { kind, stage: reached, target, sip_status: sipStatus, reason });
      changed(reason);
    };
    const transfer = new Transfer({
      ...start,
      call: {
        ...call,
        stage,
        givenUp: () => {
          this.#current = null;
          call.givenUp();
        },
      },
    });
    this.#current = transfer;
    transfer.start();
    return transfer.outcome;
  }

  /** What a call ends as whose parties speak through us; null while they do not. */
  get joinedAs(): string | null {
    return this.#current?.joinedAs ?? null;
  }

  /** Throws when it is too late. */
  cancel(): void {
    if (this.#current?.cancel() === false)
      throw new StudioError('input-invalid', 'The other side already carries out the transfer.');
  }

  onProgress(event: Extract<SipCallEvent, { type: 'refer-progress' }>): void {
    this.#current?.onProgress(event);
  }

  /** The caller's side has hung up. */
  onCallerGone(): void {
    this.#current?.onCallerGone();
  }

  /** The call is ending, whoever ends it; after `onCallerGone` nothing is left to be told. */
  onCallOver(reason: string): void {
    this.#current?.onCallOver(reason);
  }
}
