/** Tools: what the model may do in a call besides taking an edge. */
import { isToolKindName, type ToolDocument, type ToolKindName } from '#shared/domain/tool.ts';
import { noSecrets } from './credentials.ts';
import { endCallTool } from './end-call-tool.ts';
import { httpTool } from './http-tool.ts';
import { transferTool } from './transfer-tool.ts';
import type { Tool, ToolKind, ToolServices } from './tool.ts';

export { headerOf, noSecrets, withoutSecrets, type ToolSecrets } from './credentials.ts';
export { HttpToolError, type HttpAnswer } from './http-exchange.ts';
export type { HttpRequest } from './http-request.ts';
export type { ExchangeWatch, ToolResult } from './tool.ts';
export type { TransferPort } from './transfer-port.ts';
export { pressKeysTool, type KeyPort } from './press-keys-tool.ts';

const kinds: Readonly<Record<ToolKindName, ToolKind>> = {
  http_api: httpTool,
  end_call: endCallTool,
  transfer_call: transferTool,
};

export interface ToolSet {
  /** The tools with these ids, in this order; an id that is not known, or of an unknown kind, is left out. */
  pick(toolIds: readonly string[]): Tool[];
}

/**
 * @param documents the tools of a workflow document that has no problems
 * @throws ZodError when a config is not one of its kind
 */
export function createToolSet(
  documents: readonly ToolDocument[],
  services: ToolServices = { secrets: noSecrets },
): ToolSet {
  const made = new Map<string, Tool>();
  const byId = new Map(documents.map((document) => [document.tool_uuid, document]));
  const make = (id: string): Tool[] => {
    const document = byId.get(id);
    if (!document || !isToolKindName(document.definition.type)) return [];
    const tool = made.get(id) ?? kinds[document.definition.type](document, services);
    made.set(id, tool);
    return [tool];
  };
  return { pick: (toolIds) => [...new Set(toolIds)].flatMap(make) };
}
