/** What a prompt field knows of the agent around it, as part of its CodeMirror state. */
import { StateEffect, StateField } from '@codemirror/state';
import type { Recording } from '#shared/domain/sound.ts';
import type { TextOwner, VariableScope } from '#shared/graph/variables.ts';

export interface Knowledge {
  scope: VariableScope;
  owner: TextOwner;
  /** By id. */
  recordings: ReadonlyMap<string, Pick<Recording, 'name' | 'transcript'>>;
}

/** The agent changed: marks are made anew. */
export const tellKnowledge = StateEffect.define<Knowledge>();

export const knowledgeField = StateField.define<Knowledge | null>({
  create: () => null,
  update: (known, transaction) => {
    for (const effect of transaction.effects) if (effect.is(tellKnowledge)) return effect.value;
    return known;
  },
});
