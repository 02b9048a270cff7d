/** Tools whose work a test completes by hand: they stand in for the servers that real tools ask. */
import type { OfferedTool, OfferedTools, ToolOutcome } from '../tool-port.ts';

export interface ScriptedTool {
  name: string;
  speech?: string;
  /** Ends the call with this disposition. */
  ends?: string | null;
}

export interface ScriptedTools extends OfferedTools {
  /** What the tools were called with, in order. */
  readonly given: Record<string, unknown>[];
  readonly signals: AbortSignal[];
  /** Completes the oldest call under way of this tool; awaits until the run has taken note. */
  answer(name: string, result: unknown): Promise<void>;
  fail(name: string): Promise<void>;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A tool's id is its name. */
export function scriptedTools(tools: ScriptedTool[]): ScriptedTools {
  const given: Record<string, unknown>[] = [];
  const signals: AbortSignal[] = [];
  const open: { name: string; resolve: (outcome: ToolOutcome) => void; reject: (error: Error) => void }[] =
    [];
  const take = (name: string): (typeof open)[number] => {
    const [call] = open.splice(
      open.findIndex((one) => one.name === name),
      1,
    );
    if (!call) throw new Error(`${name} is not under way.`);
    return call;
  };
  const offered = ({ name, speech, ends }: ScriptedTool): OfferedTool => ({
    function: { name, description: `Does ${name}.`, parameters: { type: 'object', properties: {} } },
    speech: speech ?? null,
    endsCall: ends !== undefined,
    run: (values, _surroundings, signal) => {
      given.push(values);
      signals.push(signal);
      if (ends !== undefined)
        return Promise.resolve({ result: { status: 'success' }, endCall: { disposition: ends } });
      return new Promise((resolve, reject) => open.push({ name, resolve, reject }));
    },
  });
  return {
    pick: (ids) => tools.filter(({ name }) => ids.includes(name)).map(offered),
    given,
    signals,
    answer: async (name, result) => {
      take(name).resolve({ result });
      await settled();
    },
    fail: async (name) => {
      take(name).reject(new Error('broken'));
      await settled();
    },
  };
}

/** Tools of a document are checked against it, so it names them too; what they do is up to the script. */
export const toolDocuments = (names: string[]): object[] =>
  names.map((name) => ({
    tool_uuid: name,
    name,
    definition: { type: 'http_api', config: { url: 'https://tools.test' } },
  }));
