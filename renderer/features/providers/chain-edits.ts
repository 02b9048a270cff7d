/** Edits of a fallback chain, as pure functions. */
import type { ProviderChoice } from '#shared/domain/providers.ts';

/** Moves the choice at `from` by one place; the same chain where there is no place. */
export function moved(chain: readonly ProviderChoice[], from: number, by: -1 | 1): ProviderChoice[] {
  const to = from + by;
  const [one, other] = [chain[from], chain[to]];
  if (!one || !other) return [...chain];
  return chain.map((choice, index) => (index === from ? other : index === to ? one : choice));
}

export function removed(chain: readonly ProviderChoice[], at: number): ProviderChoice[] {
  return chain.filter((_, index) => index !== at);
}

/** Another connection has other models and voices: those that were chosen go. */
export function withConnection(choice: ProviderChoice, connection: string): ProviderChoice {
  return choice.connection === connection ? choice : { connection };
}

/** Empty text means the connection's usual model, and so its voices may be others. */
export function withModel({ model: _model, ...choice }: ProviderChoice, model: string): ProviderChoice {
  return model.trim() === '' ? choice : { ...choice, model: model.trim() };
}

export function withVoice(
  { voice: _voice, ...choice }: ProviderChoice,
  voice: string | null,
): ProviderChoice {
  return voice === null || voice === '' ? choice : { ...choice, voice };
}
