/** Which providers a call would have, stage by stage, for screens and the command. Nothing is connected. */
import { providerName } from '#engine/calls/providers.ts';
import { connectionPreset } from '#shared/domain/connection-presets.ts';
import {
  builtInConnections,
  effectiveChain,
  isBuiltIn,
  type Connection,
} from '#shared/domain/connections.ts';
import type { ProviderChains, ProviderChoice, ProviderStage } from '#shared/domain/providers.ts';
import type { KeylessProviders } from '../keyless.ts';
import type { Accounts } from './accounts.ts';
import { choiceProblem } from './call-providers.ts';

export interface EffectiveChoice {
  connection: string;
  /** Of the connection, for a person; its id where there is none. */
  connection_name: string;
  model: string | null;
  voice: string | null;
  /** Why a call would pass it over; null when it can be used. */
  problem: string | null;
}

export interface EffectiveStage {
  chosen_by: 'agent' | 'studio' | 'built-in';
  chain: EffectiveChoice[];
}

export interface EffectiveProviders {
  /** `provider/model`. */
  vad: string;
  stt: EffectiveStage;
  llm: EffectiveStage;
  tts: EffectiveStage;
  /** The model that would answer is a rehearsal. */
  is_rehearsal: boolean;
}

export interface EffectiveOptions {
  keyless: KeylessProviders;
  accounts: Accounts;
  connections: readonly Connection[];
  /** The studio's default chains. */
  defaults: ProviderChains;
}

export async function effectiveProviders(
  agent: ProviderChains | undefined,
  options: EffectiveOptions,
): Promise<EffectiveProviders> {
  const stage = async (name: ProviderStage): Promise<EffectiveStage> => {
    const { chain, chosenBy } = effectiveChain(name, agent, options.defaults);
    return {
      chosen_by: chosenBy,
      chain: await Promise.all(chain.map((choice) => describe(name, choice, options))),
    };
  };
  const [stt, llm, tts] = await Promise.all([stage('stt'), stage('llm'), stage('tts')]);
  return {
    vad: providerName(options.keyless.vad),
    stt,
    llm,
    tts,
    is_rehearsal: firstUsable(llm)?.connection === 'rehearsal',
  };
}

/** Who would answer. */
export function firstUsable({ chain }: EffectiveStage): EffectiveChoice | null {
  return chain.find(({ problem }) => problem === null) ?? null;
}

/** `connection/model`, as a run names it; the first of the chain where none can be used. */
export function stageName(stage: EffectiveStage): string {
  const choice = firstUsable(stage) ?? stage.chain[0];
  return choice ? `${choice.connection}/${choice.model ?? 'default'}` : '';
}

async function describe(
  stage: ProviderStage,
  choice: ProviderChoice,
  { keyless, accounts, connections }: EffectiveOptions,
): Promise<EffectiveChoice> {
  const { connection: id, model, voice } = choice;
  const problem = await choiceProblem(stage, choice, accounts);
  if (isBuiltIn(id)) {
    const name = builtInConnections.find((each) => each.id === id)?.name ?? id;
    return {
      connection: id,
      connection_name: name,
      model: keyless[stage].model,
      voice: voice ?? null,
      problem,
    };
  }
  const connection = connections.find((each) => each.id === id);
  const usual = connection && connectionPreset(connection.preset)?.models[stage]?.[0];
  return {
    connection: id,
    connection_name: connection?.name ?? id,
    model: model ?? usual ?? null,
    voice: voice ?? null,
    problem,
  };
}
