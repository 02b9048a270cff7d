/** Structured log port. Transcripts, digits, phone numbers and keys never enter a message or its fields. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Record<string, string | number | boolean | null>;

export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
}

export const silentLogger: Logger = { log: () => undefined };

/** One JSON object a line on standard error, so that standard output stays the command's result. */
export function stderrLogger(minimum: LogLevel = 'warn'): Logger {
  const order: LogLevel[] = ['debug', 'info', 'warn', 'error'];
  return {
    log: (level, message, fields = {}) => {
      if (order.indexOf(level) < order.indexOf(minimum)) return;
      process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
    },
  };
}
