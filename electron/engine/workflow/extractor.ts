/** Runs extractions in the background, one after another, so that later answers replace earlier ones. */
import { toStudioError } from '../base/errors.ts';
import type { LanguageModel, LlmFinish, LlmRequest } from '../providers/spec/llm.ts';
import type { CompiledNode } from './compile.ts';
import { settledWithin } from './deadline.ts';
import { extractionFunction, extractionPrompt, parseJsonObject, valuesOf } from './extraction.ts';
import type { History } from './history.ts';
import type { Emit } from './run-options.ts';

export interface ExtractorOptions {
  llm: LanguageModel;
  history: History;
  emit: Emit;
  /** Fills in a template. */
  render: (text: string) => string;
  /** The moment, ISO 8601 with the agent's offset. */
  nowIso: () => string;
  /** Called with the values found. */
  onValues: (values: Record<string, unknown>) => void;
  onUsage: (finish: LlmFinish) => void;
}

export class Extractor {
  readonly #options: ExtractorOptions;
  readonly #abort = new AbortController();
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Done ahead of a guard: of which node, and how much there was to find something in. */
  ahead: { node_id: string; findings: number } | null = null;

  constructor(options: ExtractorOptions) {
    this.#options = options;
  }

  /** Extracts with this node's variables from the conversation as it is now; nothing when it has none. */
  schedule(node: CompiledNode): void {
    const { extraction } = node;
    if (!extraction || this.#abort.signal.aborted) return;
    const { history, render, nowIso } = this.#options;
    // A guard wanted to know, and nothing has been said since.
    if (this.ahead?.node_id === node.id && this.ahead.findings === history.findings) return;
    const variables = extraction.variables.map((variable) =>
      variable.prompt ? { ...variable, prompt: render(variable.prompt) } : variable,
    );
    const messages = history.spokenMessages(extractionPrompt(variables, render(extraction.prompt)));
    // Nothing said, nothing to find.
    if (!messages.some((message) => message.role === 'user' || message.role === 'tool')) return;
    const request: LlmRequest = {
      messages,
      functions: [],
      step: { nodeName: node.name, nodeType: node.type, nodePrompt: render(node.prompt) },
      now: nowIso(),
      extract: extractionFunction(variables),
    };
    this.#waiting += 1;
    this.#queue = this.#queue
      .then(() => this.#extract(node, request))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Extracts what a guard of this node compares, unless that has been done since something was last said. */
  scheduleAhead(node: CompiledNode): void {
    this.schedule(node);
    this.ahead = { node_id: node.id, findings: this.#options.history.findings };
  }

  /** Waits for what is scheduled; false when it took longer or the signal aborted. */
  async settled(limitMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#waiting === 0 || settledWithin(this.#queue, limitMs, signal);
  }

  /** Gives up what has not been answered. */
  stop(): void {
    this.#abort.abort();
  }

  async #extract(node: CompiledNode, request: LlmRequest): Promise<void> {
    const { emit, onValues } = this.#options;
    if (this.#stopped()) return;
    const failed = (error: string): void => {
      // Tried once more when the node is left.
      this.ahead = null;
      emit('extraction-end', { ...about, variables: {}, error });
    };
    const about = { for_node_id: node.id, for_node_name: node.name };
    emit('extraction-start', about);
    try {
      const answer = await this.#ask(request);
      if (this.#stopped()) {
        failed('The run was over before the answer came.');
        return;
      }
      const found = parseJsonObject(answer);
      if (!found) {
        failed('The model did not answer with a JSON object.');
        return;
      }
      const values = valuesOf(found, request.extract?.variables ?? []);
      onValues(values);
      emit('extraction-end', { ...about, variables: values, error: null });
    } catch (thrown) {
      failed(toStudioError(thrown).message);
    }
  }

  #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  async #ask(request: LlmRequest): Promise<string> {
    const { llm, onUsage } = this.#options;
    let answer = '';
    for await (const event of llm.stream(request, this.#abort.signal)) {
      if (event.type === 'text-delta') answer += event.text;
      else if (event.type === 'finish') onUsage(event);
    }
    return answer;
  }
}
