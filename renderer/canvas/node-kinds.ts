/** How each node type looks: what the specification says of it, and its icon. Never colour alone. */
import {
  IconBolt,
  IconFlag,
  IconMessage2,
  IconPhoneIncoming,
  IconClipboardCheck,
  IconWebhook,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';
import type { NodeType } from '#shared/domain/workflow.ts';
import { nodeSpecList, nodeSpecs } from '#shared/nodes/index.ts';
import type { NodeIcon, NodeMeaning, NodeSpec } from '#shared/nodes/spec.ts';

const icons: Readonly<Record<NodeIcon, Icon>> = {
  'phone-incoming': IconPhoneIncoming,
  message: IconMessage2,
  flag: IconFlag,
  world: IconWorld,
  bolt: IconBolt,
  webhook: IconWebhook,
  'clipboard-check': IconClipboardCheck,
};

export interface NodeKind {
  /** One word, as on the card. */
  word: string;
  /** What it is for, in a sentence. */
  purpose: string;
  icon: Icon;
  /** Name of the meaning whose CSS variables colour it. */
  meaning: NodeMeaning;
}

const kindOf = ({ word, purpose, icon, meaning }: NodeSpec): NodeKind => ({
  word,
  purpose,
  icon: icons[icon],
  meaning,
});

export const nodeKinds = Object.fromEntries(
  Object.entries(nodeSpecs).map(([type, spec]) => [type, kindOf(spec)]),
) as Record<NodeType, NodeKind>;

/** The types that can be added, in the order in which they are offered: the conversation first. */
export const drawableTypes: readonly NodeType[] = nodeSpecList.map(({ type }) => type);
