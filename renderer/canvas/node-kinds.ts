/** How each node type looks: its word, icon and meaning colour. Never colour alone: all three stand together. */
import {
  IconFlag,
  IconMessage2,
  IconPhoneIncoming,
  IconStarHalf,
  IconWebhook,
  IconWorld,
  IconBolt,
  type Icon,
} from '@tabler/icons-react';
import type { NodeType } from '#shared/domain/workflow.ts';

export interface NodeKind {
  /** One word, as on the card. */
  word: string;
  /** What it is for, in a sentence. */
  purpose: string;
  icon: Icon;
  /** Name of the meaning whose CSS variables colour it. */
  meaning: 'caller' | 'agent' | 'tool' | 'transition' | 'extraction' | 'muted';
}

export const nodeKinds: Record<NodeType, NodeKind> = {
  startCall: {
    word: 'Start',
    purpose: 'Where every call begins: the greeting and the first step. Exactly one.',
    icon: IconPhoneIncoming,
    meaning: 'caller',
  },
  agentNode: {
    word: 'Agent',
    purpose: 'One step of the conversation, with its own prompt.',
    icon: IconMessage2,
    meaning: 'agent',
  },
  endCall: {
    word: 'End',
    purpose: 'Says its last words and hangs up.',
    icon: IconFlag,
    meaning: 'muted',
  },
  globalNode: {
    word: 'Global',
    purpose: 'A prompt put before the prompt of every step. At most one, without edges.',
    icon: IconWorld,
    meaning: 'transition',
  },
  trigger: { word: 'Trigger', purpose: 'An address that starts a run.', icon: IconBolt, meaning: 'tool' },
  webhook: { word: 'Webhook', purpose: 'A request sent after the run.', icon: IconWebhook, meaning: 'tool' },
  qa: { word: 'QA', purpose: 'A review made after the run.', icon: IconStarHalf, meaning: 'extraction' },
};

/** The types that take part in a conversation, in the order in which they are offered. */
export const drawableTypes = [
  'startCall',
  'agentNode',
  'endCall',
  'globalNode',
] as const satisfies readonly NodeType[];
