/** Which of the agent's tools the model may use in this step; further ones are taken from the library or made. */
import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { ToolsField as ToolsSpec } from '#shared/nodes/field.ts';
import { followTools } from '../../../stores/tools.ts';
import { AddTool } from '../../tools/add-tool.tsx';
import { AgentTool } from '../../tools/agent-tools.tsx';
import { putTool, toolsOf } from '../../tools/tool-copies.ts';
import { toolName } from '../../tools/tool-kinds.ts';
import { patchNode } from '../edits.ts';
import { useDocument, useEditor } from '../editor-context.ts';
import { FieldLabel } from './field-label.tsx';
import type { FieldProps } from './field-props.ts';
import classes from './fields.module.css';

export function ToolsField({ field, data, set, problem }: FieldProps<ToolsSpec<string>>): ReactElement {
  const { key, label, help, maxCount } = field;
  const editor = useEditor();
  const tools = toolsOf(useDocument());
  const [openId, setOpenId] = useState<string | null>(null);
  useEffect(followTools, []);
  const value = data[key];
  const used = Array.isArray(value) ? (value as string[]) : [];
  const missing = used.filter((id) => !tools.some(({ tool_uuid: uuid }) => uuid === id));
  const put = (next: string[]): void => {
    set({ [key]: next.length === 0 ? undefined : next }, null);
  };
  return (
    <div className={classes['list']} role="group" aria-label={label}>
      {tools.length > 0 || missing.length > 0 ? (
        <FieldLabel label="What the model may use here" help={help} />
      ) : (
        <p className={classes['note']}>None yet: here the model can only talk and move on.</p>
      )}
      {tools.map((tool) => (
        <AgentTool
          key={tool.tool_uuid}
          tool={tool}
          isOpen={openId === tool.tool_uuid}
          onOpen={(isOpen) => {
            setOpenId(isOpen ? tool.tool_uuid : null);
          }}
          lead={
            <Checkbox
              checked={used.includes(tool.tool_uuid)}
              aria-label={`Use ${toolName(tool)} here`}
              onChange={(event) => {
                const isUsed = event.currentTarget.checked;
                put(isUsed ? [...used, tool.tool_uuid] : used.filter((id) => id !== tool.tool_uuid));
              }}
            />
          }
        />
      ))}
      {missing.map((id) => (
        <div key={id} className={classes['missing']}>
          <IconAlertTriangle size={14} aria-hidden />
          <span className={classes['mono']}>{id}</span>
          <span className={classes['note']}>is not among the agent’s tools</span>
          <Tooltip label="Take out of this step">
            <ActionIcon
              size={24}
              aria-label={`Take ${id} out of this step`}
              onClick={() => {
                put(used.filter((each) => each !== id));
              }}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      {problem !== undefined && <p className={classes['problem']}>{problem}</p>}
      {used.length < maxCount && (
        <div>
          <AddTool
            has={tools}
            onAdd={(tool, isNew) => {
              // One step to undo: into the agent, and into the step whose form this is.
              const [nodeId] = editor.store.getState().selection.nodeIds;
              const next = { [key]: [...used, tool.tool_uuid] };
              editor.edit((now) => {
                const carried = putTool(now, tool);
                return nodeId === undefined ? carried : patchNode(carried, nodeId, next);
              }, null);
              if (isNew) setOpenId(tool.tool_uuid);
            }}
          />
        </div>
      )}
    </div>
  );
}
