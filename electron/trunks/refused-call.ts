/** A call that is not made, with the reason as the page and the engine know it. */
import { SipError, type ErrorCode, type StudioErrorOptions } from '#engine/base/errors.ts';
import type { DialCheck } from '#shared/bridge/phone.ts';

export type RefusalReason = Exclude<NonNullable<DialCheck['refusal']>['code'], 'no-published-version'>;

const errorCodes: Readonly<Record<RefusalReason, ErrorCode>> = {
  invalid: 'number-invalid',
  emergency: 'number-refused',
  premium: 'number-refused',
  'do-not-call': 'number-refused',
  'no-trunk': 'trunk-not-found',
  cap: 'cap-reached',
};

export class RefusedCall extends SipError {
  readonly why: RefusalReason;

  constructor(why: RefusalReason, message: string, options: StudioErrorOptions = {}) {
    super(errorCodes[why], message, options);
    this.why = why;
  }
}

export function noSuchTrunk(): RefusedCall {
  return new RefusedCall('no-trunk', 'There is no such trunk. It may have been deleted; choose another one.');
}
