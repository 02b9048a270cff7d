/** The kinds of tools in words, and new ones. */
import { isToolKindName, type ToolDocument, type ToolKindName } from '#shared/domain/tool.ts';

export const kindWords: Record<ToolKindName, string> = {
  http_api: 'HTTP',
  end_call: 'End call',
  transfer_call: 'Transfer',
};

const laterWords: Readonly<Record<string, string>> = {
  calculator: 'Calculator',
  mcp: 'MCP',
};

export function kindWord(type: string): string {
  return isToolKindName(type) ? kindWords[type] : (laterWords[type] ?? type);
}

export function newTool(type: ToolKindName): ToolDocument {
  const tool_uuid = crypto.randomUUID();
  if (type === 'end_call')
    return {
      tool_uuid,
      name: 'End call',
      description: '',
      definition: { schema_version: 1, type, config: { messageType: 'none', endCallReason: false } },
    };
  if (type === 'transfer_call')
    return {
      tool_uuid,
      name: 'Transfer to a person',
      description: '',
      definition: {
        schema_version: 1,
        type,
        config: { destination_source: 'static', destination: '', messageType: 'none', timeout: 30 },
      },
    };
  return {
    tool_uuid,
    name: 'New tool',
    description: '',
    definition: {
      schema_version: 1,
      type,
      config: {
        method: 'GET',
        url: '',
        headers: {},
        parameters: [],
        preset_parameters: [],
        timeout_ms: 5000,
      },
    },
  };
}

export const toolName = (tool: ToolDocument): string => tool.name?.trim() || tool.tool_uuid;

export type Config = Readonly<Record<string, unknown>>;

/** Keys set to `undefined` are taken out. */
export function withConfig(tool: ToolDocument, patch: Record<string, unknown>): ToolDocument {
  const config = Object.fromEntries(
    Object.entries({ ...tool.definition.config, ...patch }).filter(([, value]) => value !== undefined),
  );
  return { ...tool, definition: { ...tool.definition, config } };
}
