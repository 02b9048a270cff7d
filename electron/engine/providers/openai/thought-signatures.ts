/**
 * Gemini 3 signs its function calls and turns down a history in which a call stands without its signature. The port has no
 * place for it, so it is kept here by the call's id.
 * https://ai.google.dev/gemini-api/docs/thought-signatures
 */

/** More calls than any conversation under way holds, over all calls that share the adapter. */
const MAX_KEPT = 2_000;

/** For a call that another vendor made, or of which the signature is gone: the value documented for that case. */
const UNSIGNED = { google: { thought_signature: 'skip_thought_signature_validator' } };

export class ThoughtSignatures {
  readonly #wanted: boolean;
  readonly #byCall = new Map<string, unknown>();

  /** @param wanted does the model want its signatures back? */
  constructor(wanted: boolean) {
    this.#wanted = wanted;
  }

  keep(callId: string, extra: unknown): void {
    if (!this.#wanted || extra === undefined || extra === null) return;
    this.#byCall.set(callId, extra);
    if (this.#byCall.size <= MAX_KEPT) return;
    const [oldest] = this.#byCall.keys();
    if (oldest !== undefined) this.#byCall.delete(oldest);
  }

  /** What to send with a call; of calls made together only the first is signed. */
  of(callId: string, indexInMessage: number): unknown {
    if (!this.#wanted) return undefined;
    return this.#byCall.get(callId) ?? (indexInMessage === 0 ? UNSIGNED : undefined);
  }
}
