import { useEffect, useState } from 'react';

/** The page's clock (ms since the epoch), told again every `everyMs` while `isRunning`. */
export function useNow(everyMs: number, isRunning = true): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => {
      setNowMs(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs, isRunning]);
  return nowMs;
}
