/** What templates of a run see, and the moment at which they are filled in. */
import { renderTemplate, type TemplateClock } from '#shared/base/templates.ts';
import { formatZonedIso } from '#shared/base/time-zones.ts';
import type { Gathered } from './gathered.ts';

/** Older ones have been followed by now, or never will be. */
const mostInstructions = 10;

export class RunContext {
  readonly #initial: Record<string, unknown>;
  readonly #gathered: Gathered;
  readonly #timeZone: string;
  readonly #now: () => Date;
  /** What a supervisor at the studio has told the agent, oldest first. */
  #instructions: string[] = [];

  constructor(options: {
    initialContext: Record<string, unknown>;
    gathered: Gathered;
    /** IANA zone. */
    timeZone: string;
    now: () => Date;
  }) {
    this.#initial = options.initialContext;
    this.#gathered = options.gathered;
    this.#timeZone = options.timeZone;
    this.#now = options.now;
  }

  now(): Date {
    return this.#now();
  }

  /** The keys of the initial context, also as `initial_context`, and `gathered_context`. */
  get values(): Record<string, unknown> {
    return {
      ...this.#initial,
      initial_context: this.#initial,
      gathered_context: this.#gathered.templateContext,
    };
  }

  get instructions(): readonly string[] {
    return this.#instructions;
  }

  instruct(text: string): void {
    this.#instructions = [...this.#instructions, text].slice(-mostInstructions);
  }

  clock(at = this.#now()): TemplateClock {
    return { now: at, timeZone: this.#timeZone };
  }

  render(text: string, at?: Date): string {
    return text.includes('{{') || text.includes('\\n')
      ? renderTemplate(text, this.values, this.clock(at))
      : text;
  }

  /** ISO 8601 with the run's own offset. */
  iso(at = this.#now()): string {
    return formatZonedIso(at, this.#timeZone);
  }
}
