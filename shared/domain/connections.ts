/**
 * Connections: accounts with vendors and servers of one's own, which agents and the settings choose providers from. The key
 * of a connection is not part of it; it is kept in the secret store under the connection's id.
 */
import { z } from 'zod';
import type { ProviderChains, ProviderChoice, ProviderStage } from './providers.ts';

export const connectionIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'An id is small letters, digits and hyphens, at most 40.');

const addressSchema = z
  .string()
  .max(500)
  .refine(
    (text) => text === '' || isAddress(text),
    'An address begins with http://, https://, ws:// or wss://.',
  );

export const connectionSchema = z.looseObject({
  /** Unique; agents name it. Never changes. */
  id: connectionIdSchema,
  /** For a person, e.g. `OpenAI, team account`. */
  name: z.string().trim().min(1).max(80),
  /** Id of a `connectionPresets` entry. */
  preset: z.string().min(1).max(40),
  /** Where the server is; empty is the preset's own address. */
  base_url: addressSchema,
  /** Azure: the region of the speech resource, e.g. `westeurope`. */
  region: z.string().max(60).optional(),
  /** Azure OpenAI: the dated version of the interface; absent for the undated one. */
  api_version: z.string().max(40).optional(),
  /** ISO 8601 UTC. */
  created_at: z.string(),
});
export type Connection = z.infer<typeof connectionSchema>;

/** Scheme and host, then anything; a name and password before the host would end in messages and logs. */
function isAddress(text: string): boolean {
  return /^(https?|wss?):\/\/(\[[0-9a-f:]+\]|[^\s/?#@:]+)(:\d{1,5})?([/?#]\S*)?$/i.test(text);
}

/** What comes with Parley and works without an account: one for each stage. Cannot be changed or removed. */
export const builtInConnections = [
  { id: 'grammar', name: 'Grammar recogniser', stage: 'stt' },
  { id: 'rehearsal', name: 'Rehearsal', stage: 'llm' },
  { id: 'flite', name: 'Flite voices', stage: 'tts' },
] as const satisfies readonly { id: string; name: string; stage: ProviderStage }[];

export type BuiltInConnectionId = (typeof builtInConnections)[number]['id'];

export function isBuiltIn(id: string): id is BuiltInConnectionId {
  return builtInConnections.some((connection) => connection.id === id);
}

/** The chain of a stage where nobody has chosen: the keyless provider. */
export function builtInChain(stage: ProviderStage): ProviderChoice[] {
  return builtInConnections.filter((each) => each.stage === stage).map(({ id }) => ({ connection: id }));
}

/** The agent's own chain, or the studio's default, or the keyless provider. An empty chain chooses nothing. */
export function effectiveChain(
  stage: ProviderStage,
  agent: ProviderChains | undefined,
  studio: ProviderChains,
): { chain: ProviderChoice[]; chosenBy: 'agent' | 'studio' | 'built-in' } {
  const own = agent?.[stage] ?? [];
  if (own.length > 0) return { chain: own, chosenBy: 'agent' };
  const usual = studio[stage] ?? [];
  if (usual.length > 0) return { chain: usual, chosenBy: 'studio' };
  return { chain: builtInChain(stage), chosenBy: 'built-in' };
}

/** `My OpenAI` → `my-openai`, or `my-openai-2` where that is taken. */
export function connectionIdFor(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const stem = words.slice(0, 34).replace(/-+$/, '') || 'connection';
  const isTaken = (id: string): boolean => taken.has(id) || isBuiltIn(id);
  if (!isTaken(stem)) return stem;
  for (let number = 2; ; number += 1) {
    const id = `${stem}-${String(number)}`;
    if (!isTaken(id)) return id;
  }
}
