/** The do-not-call list as people fill it: numbers in any writing. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SipError } from '#engine/base/errors.ts';
import { plainText } from '#engine/telephony/trunk/dial-digits.ts';
import { toE164 } from '#engine/telephony/trunk/read-dial.ts';
import type { MethodOutput } from '#shared/bridge/contract.ts';
import type { DoNotCallEntry } from '#shared/bridge/phone.ts';

export interface DoNotCallStore {
  listDoNotCall(query: { search: string; after: string | null; limit: number }): Promise<{
    entries: DoNotCallEntry[];
    total: number;
    next: string | null;
  }>;
  addDoNotCall(numbers: readonly string[], reason: string): Promise<number>;
  removeDoNotCall(number: string): Promise<boolean>;
}

/** Reading so many takes about 1 ms; calls that are up have their turn in between. */
const readAtOnce = 100;

export class DoNotCallList {
  readonly #store: DoNotCallStore;

  constructor(store: DoNotCallStore) {
    this.#store = store;
  }

  list(query: Parameters<DoNotCallStore['listDoNotCall']>[0]): ReturnType<DoNotCallStore['listDoNotCall']> {
    return this.#store.listDoNotCall(query);
  }

  /** @param country ISO 3166 in which numbers without a country's code are read; null: they are refused */
  async add(
    texts: readonly string[],
    country: string | null,
    reason: string,
  ): Promise<MethodOutput<'do-not-call.add'>> {
    const numbers: string[] = [];
    const refused: string[] = [];
    for (let from = 0; from < texts.length; from += readAtOnce) {
      for (const text of texts.slice(from, from + readAtOnce)) {
        const number = listedNumber(text, country);
        if (number === null) refused.push(text);
        else numbers.push(number);
      }
      await nextTurn();
    }
    const added = numbers.length === 0 ? 0 : await this.#store.addDoNotCall(numbers, reason.trim());
    return { added, known: numbers.length - added, refused };
  }

  /** @throws SipError `number-invalid` when it is not on the list */
  async remove(text: string): Promise<void> {
    const number = listedNumber(text, null);
    if (number === null || !(await this.#store.removeDoNotCall(number)))
      throw new SipError(
        'number-invalid',
        'This number is not on the do-not-call list. Nothing was changed.',
      );
  }
}

/** Also a number that no numbering plan has: on this list it does no harm. */
function listedNumber(text: string, country: string | null): string | null {
  const number = toE164(text, country?.toUpperCase() ?? null);
  if (number !== null) return number;
  const plain = plainText(text).replace(/[\s()./-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : null;
}
