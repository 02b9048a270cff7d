/** The node types there are. */
import type { NodeType } from '../domain/workflow.ts';
import { agentNode } from './agent-node.ts';
import { endCall } from './end-call.ts';
import { globalNode } from './global-node.ts';
import { qa } from './qa.ts';
import type { NodeSpec } from './spec.ts';
import { startCall } from './start-call.ts';
import { trigger } from './trigger.ts';
import { webhook } from './webhook.ts';

/** In the order in which they are offered: the conversation first. */
export const nodeSpecs: Readonly<Record<NodeType, NodeSpec>> = {
  startCall,
  agentNode,
  endCall,
  globalNode,
  webhook,
  qa,
  trigger,
};

export const nodeSpecList: readonly NodeSpec[] = Object.values(nodeSpecs);
