/** The way along a chain within one request: who is next, and what is told when somebody is left behind. */
import { ConfigError, toStudioError, type StudioError } from '../../base/errors.ts';
import type { ProviderStage } from '#shared/domain/providers.ts';
import { linkName, type ChainLink, type ChainOptions, type NamedProvider } from './link.ts';

export class ChainWalk<P extends NamedProvider, D> {
  readonly links: readonly ChainLink<P, D>[];
  readonly #stage: ProviderStage;
  readonly #options: ChainOptions;
  /** Links of which it has been told, in this call, that they are passed over for a while. */
  readonly #toldResting = new Set<string>();

  constructor(stage: ProviderStage, links: readonly ChainLink<P, D>[], options: ChainOptions) {
    this.#stage = stage;
    this.links = links;
    this.#options = options;
    if (links.length === 0)
      throw new ConfigError('config-invalid', `There is no provider for ${stage}. Choose one in Settings.`);
  }

  /** The first of the chain: whose name the chain bears. */
  get first(): ChainLink<P, D> {
    return this.links[0] as ChainLink<P, D>;
  }

  /** The order for the next request. */
  order(): ChainLink<P, D>[] {
    const order = this.#options.circuits.inOrder(this.links);
    const [used] = order;
    for (const link of this.links) {
      const restMs = this.#options.circuits.restMs(link.id);
      if (restMs === 0 || used === undefined || used === link) this.#toldResting.delete(link.id);
      else if (!this.#toldResting.has(link.id)) {
        this.#toldResting.add(link.id);
        this.#tell(
          link,
          used,
          'provider-failed',
          `It failed lately and is tried again in ${seconds(restMs)}.`,
        );
      }
      if (link === used) break;
    }
    return order;
  }

  answered(link: ChainLink<P, D>): void {
    this.#options.circuits.answered(link.id);
    this.#toldResting.delete(link.id);
  }

  /** Notes the failure; with `next` undefined there is nobody left for this request. Answers the error as a StudioError. */
  failed(link: ChainLink<P, D>, thrown: unknown, next: ChainLink<P, D> | undefined): StudioError {
    const error = toStudioError(thrown);
    this.#options.circuits.failed(link.id);
    // The fallback tells what the rest would tell again at the next request.
    this.#toldResting.add(link.id);
    if (this.links.length > 1) this.#tell(link, next, error.code, error.message);
    return error;
  }

  #tell(from: ChainLink<P, D>, to: ChainLink<P, D> | undefined, code: string, message: string): void {
    this.#options.onFallback({
      stage: this.#stage,
      from: linkName(from),
      to: to ? linkName(to) : null,
      code,
      message,
    });
  }
}

function seconds(ms: number): string {
  return `${String(Math.ceil(ms / 1000))} s`;
}
