/** What a run has found out: extracted values, the nodes it entered, and its outcome. */
import { reservedVariableNames } from '#shared/graph/lint/index.ts';
import type { GatheredContext } from '#shared/domain/run.ts';
import type { SavedGathered } from './checkpoint.ts';
import { spokenValue } from './spoken.ts';

/** Outcomes of the machinery, which nothing that was said may hide. */
const technicalDispositions: ReadonlySet<string> = new Set([
  'voicemail_detected',
  'ivr_detected',
  'system_cancelled',
  'system_connect_error',
  'unexpected_error',
  'pipeline_error',
  'no-answer',
  'busy',
  'failed',
  'canceled',
  'error',
  'interrupted',
  'branch_left',
]);

export class Gathered {
  readonly #extracted: Record<string, unknown> = {};
  readonly #nodesVisited: string[] = [];
  readonly #tags: string[] = [];
  #disposition: string | null = null;

  enter(nodeName: string): void {
    this.#nodesVisited.push(nodeName);
  }

  /** Once each, in the order in which they were given. */
  tag(tag: string): void {
    if (!this.#tags.includes(tag)) this.#tags.push(tag);
  }

  /** Later values replace earlier ones of the same name. */
  merge(values: Record<string, unknown>): void {
    Object.assign(this.#extracted, values);
  }

  save(): SavedGathered {
    return structuredClone({
      extracted: this.#extracted,
      nodes_visited: this.#nodesVisited,
      call_tags: this.#tags,
    });
  }

  /** Into one that is still empty. */
  restore(saved: SavedGathered): void {
    const { extracted, nodes_visited: visited, call_tags: tags } = structuredClone(saved);
    this.merge(extracted);
    this.#nodesVisited.push(...visited);
    this.#tags.push(...tags);
  }

  /** Set once. An extracted `call_disposition` says more than how the line was closed, except when it broke. */
  close(disposition: string): void {
    if (this.#disposition !== null) return;
    const extracted = this.#extracted['call_disposition'];
    const spoken = typeof extracted === 'string' && !technicalDispositions.has(disposition);
    this.#disposition = spoken ? extracted : disposition;
  }

  /** What templates see as `gathered_context`: the record, and its values as they are said. */
  get templateContext(): Record<string, unknown> {
    const spoken = Object.entries(this.#extracted).map(
      ([name, value]) => [name, spokenValue(value)] as const,
    );
    return { ...this.context, spoken: Object.fromEntries(spoken) };
  }

  /** A copy in the run record's shape. */
  get context(): GatheredContext {
    const open = Object.entries(this.#extracted).filter(([name]) => !reservedVariableNames.has(name));
    return {
      ...Object.fromEntries(open),
      extracted_variables: { ...this.#extracted },
      nodes_visited: [...this.#nodesVisited],
      call_tags: [...this.#tags],
      ...(this.#disposition === null
        ? {}
        : { call_disposition: this.#disposition, mapped_call_disposition: this.#disposition }),
    };
  }
}
