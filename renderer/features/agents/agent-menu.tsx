import { Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDots,
  IconDownload,
  IconFolder,
  IconPackageExport,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { AgentActions } from './agent-actions.ts';
import classes from './agent-card.module.css';

export interface AgentMenuProps {
  agent: WorkflowSummary;
  actions: AgentActions;
  href: string;
  tabIndex: number;
}

/** A plain button until it is first pressed: a thousand cards scroll past, and few menus are opened. */
export function AgentMenu(props: AgentMenuProps): ReactElement {
  const [isUsed, setUsed] = useState(false);
  if (isUsed) return <OpenedMenu {...props} />;
  return (
    <button
      type="button"
      className={classes['menu']}
      tabIndex={props.tabIndex}
      aria-label={`Actions for ${props.agent.name}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => {
        setUsed(true);
      }}
    >
      <IconDots size={16} />
    </button>
  );
}

function OpenedMenu({ agent, actions, href, tabIndex }: AgentMenuProps): ReactElement {
  return (
    <Menu position="bottom-end" width={190} defaultOpened>
      <Menu.Target>
        <button
          type="button"
          className={classes['menu']}
          tabIndex={tabIndex}
          aria-label={`Actions for ${agent.name}`}
        >
          <IconDots size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={href} leftSection={<IconPencil size={14} />}>
          Open
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={14} />}
          onClick={() => {
            actions.duplicate(agent);
          }}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFolder size={14} />}
          onClick={() => {
            actions.organise([agent]);
          }}
        >
          Folder and tags
        </Menu.Item>
        <Menu.Item
          leftSection={agent.is_archived ? <IconArchiveOff size={14} /> : <IconArchive size={14} />}
          onClick={() => {
            actions.archive([agent], !agent.is_archived);
          }}
        >
          {agent.is_archived ? 'Take out of the archive' : 'Archive'}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDownload size={14} />}
          onClick={() => {
            actions.exportFile(agent, 'json');
          }}
        >
          Export JSON
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPackageExport size={14} />}
          onClick={() => {
            actions.exportFile(agent, 'bundle');
          }}
        >
          Export bundle
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="error"
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            actions.remove([agent]);
          }}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
