/** The words that follow `parley`. */
import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

/** @throws UsageError for an option that no command has */
export function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        audio: { type: 'string', multiple: true },
        say: { type: 'string', multiple: true },
        text: { type: 'string', multiple: true },
        context: { type: 'string' },
        data: { type: 'string' },
        fast: { type: 'boolean', default: false },
        outbound: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'provider-time': { type: 'string' },
        stt: { type: 'string' },
        llm: { type: 'string' },
        tts: { type: 'string' },
        voice: { type: 'string' },
        note: { type: 'string' },
        format: { type: 'string' },
        out: { type: 'string' },
        overwrite: { type: 'boolean', default: false },
        to: { type: 'string' },
        trunk: { type: 'string' },
        proxy: { type: 'string' },
        user: { type: 'string' },
        'caller-id': { type: 'string' },
        listen: { type: 'string' },
        transport: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        calls: { type: 'string' },
        call: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export type Values = ReturnType<typeof parse>['values'];
