import { useEffect, useState } from 'react';
import { countTokens, type TokenCount } from './token-counter.ts';
import type { Encoding } from './encoding.ts';

/** Typing pauses this long before it is counted, ms. */
const calmMs = 300;

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

/** Of each text; the counts of a moment ago while new ones are made, null before the first. */
export function useTokenCounts(texts: readonly string[], encoding: Encoding): readonly TokenCount[] | null {
  const [counts, setCounts] = useState<readonly TokenCount[] | null>(null);
  // The texts themselves matter, however many lists they come in.
  const [wanted, setWanted] = useState(texts);
  if (!isSame(wanted, texts)) setWanted(texts);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      void Promise.all(wanted.map((text) => countTokens(text, encoding))).then((next) => {
        if (isCurrent) setCounts(next);
      });
    }, calmMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [encoding, wanted]);
  return counts;
}
