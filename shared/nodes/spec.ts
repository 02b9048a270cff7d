/**
 * The specification of a node type: what it is called and for, how many there may be, where edges may lead, and its
 * fields. Form, defaults, validation, palette, tooltips and the import report are read from it; adding a node type is
 * adding a file like `agent-node.ts` and its line in `index.ts`.
 */
import type { edgeDataSchema, NodeType, nodeDataSchema } from '../domain/workflow.ts';
import type { Field } from './field.ts';

export type NodeKey = Extract<keyof typeof nodeDataSchema.shape, string>;
export type EdgeKey = Extract<keyof typeof edgeDataSchema.shape, string>;
export type NodeField = Field<NodeKey>;
export type EdgeField = Field<EdgeKey>;

/** Name of the meaning whose CSS variables colour the type. */
export type NodeMeaning = 'caller' | 'agent' | 'tool' | 'transition' | 'extraction' | 'muted';

/** By name, so that nothing here knows the icon library. */
export type NodeIcon =
  'phone-incoming' | 'message' | 'flag' | 'world' | 'bolt' | 'webhook' | 'clipboard-check';

/** When a node does its work: as a step of the call, beside every step, before a run, or after it. */
export type NodeRole = 'conversation' | 'global' | 'starts-run' | 'after-run';

/** A key that belongs to a later capability: kept through import and export, not executed, in no form. */
export interface LaterKey {
  key: string;
  /** What it would do, as the import report says it. */
  meaning: string;
  /** Characters. */
  maxLength?: number;
  /** No two nodes of the type may hold the same. */
  isUnique?: true;
}

export interface NodeSpec {
  type: NodeType;
  /** One word, as on the card. */
  word: string;
  /** In a sentence: `start node`. */
  noun: string;
  /** What it is for, in a sentence. */
  purpose: string;
  meaning: NodeMeaning;
  icon: NodeIcon;
  /** Ids of new nodes are `stem-1`, `stem-2` … */
  stem: string;
  role: NodeRole;
  instances: {
    min: 0 | 1;
    /** What to say when there are fewer. Null with a `min` of 0. */
    missing: string | null;
    /** null: any number. */
    max: 1 | null;
    /** Why there may be no second one, for the menu. Null without a `max`. */
    refusal: string | null;
  };
  /** Edges into it. `min` counts distinct neighbours. */
  incoming: { isAllowed: boolean; min: 0 | 1; refusal: string | null };
  /** Edges out of it. `refusal`: why none may be drawn, even where a document may hold one (`isAllowed`). */
  outgoing: { isAllowed: boolean; refusal: string | null };
  /** The key of its main switch, when it has one. A node that is switched off is not checked beyond its shape. */
  switchKey: NodeKey | null;
  /** What a card quotes of it: the first of these keys that holds something. */
  excerptKeys: readonly NodeKey[];
  fields: readonly NodeField[];
  later: readonly LaterKey[];
  /** A sentence in the form about what is not executed yet; null when all of it is. */
  notice: string | null;
}

export interface EdgeSpec {
  purpose: string;
  fields: readonly EdgeField[];
  later: readonly LaterKey[];
}
