/** Adds a tool to the agent: one of the library, or a new one. */
import { Button, Menu } from '@mantine/core';
import { IconPhoneEnd, IconPhoneOutgoing, IconPlug, IconPlus } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import { isToolKindName, type ToolDocument } from '#shared/domain/tool.ts';
import { followTools, useTools } from '../../stores/tools.ts';
import { copyOf } from './tool-copies.ts';
import { kindWord, newTool, toolName } from './tool-kinds.ts';
import classes from './tools.module.css';

export function AddTool(props: {
  /** Of the agent; those of the library that it has are not offered again. */
  has: readonly ToolDocument[];
  /** `isNew`: it wants to be filled in. */
  onAdd: (tool: ToolDocument, isNew: boolean) => void;
}): ReactElement {
  const { has, onAdd } = props;
  const library = useTools((state) => state.tools);
  useEffect(followTools, []);
  const offered = (library ?? []).filter(
    ({ tool }) =>
      isToolKindName(tool.definition.type) && !has.some(({ tool_uuid: id }) => id === tool.tool_uuid),
  );
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={14} />}>
          Add tool
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['offered'] ?? ''}>
        <Menu.Label>New, of this agent</Menu.Label>
        <Menu.Item
          leftSection={<IconPlug size={14} />}
          onClick={() => {
            onAdd(newTool('http_api'), true);
          }}
        >
          HTTP request
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPhoneEnd size={14} />}
          onClick={() => {
            onAdd(newTool('end_call'), true);
          }}
        >
          End the call
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPhoneOutgoing size={14} />}
          onClick={() => {
            onAdd(newTool('transfer_call'), true);
          }}
        >
          Transfer the call
        </Menu.Item>
        {offered.length > 0 && <Menu.Label>From the library</Menu.Label>}
        {offered.map((master) => (
          <Menu.Item
            key={master.tool.tool_uuid}
            onClick={() => {
              onAdd(copyOf(master), false);
            }}
          >
            {toolName(master.tool)}{' '}
            <span className={classes['kind']}>{kindWord(master.tool.definition.type)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
