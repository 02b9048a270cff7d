/** Signals that ask the process to end, as the person who sent them meant them. */

/**
 * Later than this a repeated signal is a person who will not wait. Sooner it is an echo of the first: a terminal tells
 * the whole process group while npm passes the signal on too, and the settings file's package (conf, through
 * `when-exit`) answers every signal by sending it to its own process once more.
 */
const ECHO_MS = 500;

/** `asked` at the first signal, once, with its name; `insisted` at each that is no echo of it. Keeps the process from being ended otherwise. */
export function onShutdownSignals(asked: (signal: NodeJS.Signals) => void, insisted: () => void): void {
  let askedMs: number | null = null;
  const signalled = (signal: NodeJS.Signals): void => {
    if (askedMs === null) {
      askedMs = performance.now();
      asked(signal);
    } else if (performance.now() - askedMs > ECHO_MS) insisted();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, signalled);
}
