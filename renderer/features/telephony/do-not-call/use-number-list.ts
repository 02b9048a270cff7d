/** The numbers of the text that is to be imported: at once of what is typed, in parts of a long list, while the page answers. */
import { useEffect, useMemo, useState } from 'react';
import { numbersIn, readNumbers, type NumberList } from './number-lines.ts';

/** Characters; a field with more is slow to type in, so that longer lists are not shown in one. */
export const longestTyped = 50_000;

const nothing: NumberList = { numbers: [], skipped: [] };

/** Null while the list is being read. */
export function useNumberList(text: string): NumberList | null {
  const isLong = text.length > longestTyped;
  const typed = useMemo(() => (isLong ? nothing : numbersIn(text)), [isLong, text]);
  const [read, setRead] = useState<{ text: string; list: NumberList } | null>(null);
  useEffect(() => {
    if (!isLong) return undefined;
    const controller = new AbortController();
    void readNumbers(text, controller.signal).then((list) => {
      if (list !== null) setRead({ text, list });
    });
    return () => {
      controller.abort();
    };
  }, [isLong, text]);
  if (!isLong) return typed;
  return read?.text === text ? read.list : null;
}
