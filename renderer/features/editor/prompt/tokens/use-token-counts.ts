import { useEffect, useState } from 'react';
import { countTokens, type TokenCount } from './token-counter.ts';
import type { Encoding } from './encoding.ts';

/** Typing pauses this long before it is counted, ms. */
const calmMs = 300;

/** Of each text; the counts of a moment ago while new ones are made, null before the first. */
export function useTokenCounts(texts: readonly string[], encoding: Encoding): readonly TokenCount[] | null {
  const [counts, setCounts] = useState<readonly TokenCount[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      void Promise.all(texts.map((text) => countTokens(text, encoding))).then((next) => {
        if (isCurrent) setCounts(next);
      });
    }, calmMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
    // The texts themselves, however many lists they come in.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [encoding, ...texts]);
  return counts;
}
