/** The studio's tools: listed, made, tried, deleted. */
import { ActionIcon, Button, Menu, Skeleton, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconPhoneEnd,
  IconPhoneOutgoing,
  IconPlug,
  IconPlus,
  IconSearch,
  IconTool,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { LibraryTool } from '#shared/bridge/tools.ts';
import { isToolKindName, type ToolDocument } from '#shared/domain/tool.ts';
import { bridge } from '../../bridge/index.ts';
import { followUses, loadTools, useTools } from '../../stores/tools.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { plural } from '../../ui/plural.ts';
import { showError, showUndo } from '../../ui/toast.tsx';
import { Section } from '../settings/settings-parts.tsx';
import { LibraryToolDialog } from './library-tool-dialog.tsx';
import { kindWord, newTool, toolName } from './tool-kinds.ts';
import { UsedIn } from './used-in.tsx';
import classes from './tools.module.css';

type Open = { master: LibraryTool | null; tool: ToolDocument };

export function ToolsSettings(): ReactElement {
  const tools = useTools((state) => state.tools);
  const failure = useTools((state) => state.failure);
  const [open, setOpen] = useState<Open | null>(null);
  const [search, setSearch] = useState('');
  useEffect(followUses, []);
  if (tools === null)
    return failure === null ? (
      <Skeleton height={220} radius="lg" aria-label="Reading the tools" />
    ) : (
      <Failure title="The tools could not be read" detail={failure} onRetry={() => void loadTools()} />
    );
  const wanted = search.trim().toLowerCase();
  const shown = tools.filter(({ tool }) =>
    `${tool.name ?? ''} ${tool.description ?? ''} ${addressOf(tool)}`.toLowerCase().includes(wanted),
  );
  const add = <AddTool onAdd={setOpen} />;
  return (
    <>
      <Section
        title="Tools"
        note="What agents may do besides talking. An agent takes a copy, so that its versions stay whole."
        action={tools.length === 0 ? undefined : add}
      >
        {tools.length === 0 ? (
          <EmptyState title="No tools yet" actions={add} art={<IconTool size={28} stroke={1.4} />}>
            An HTTP tool looks something up or books something while the caller waits; an end-call tool lets
            the model hang up. Make one here, try it, and choose it in the steps of your agents.
          </EmptyState>
        ) : (
          <>
            {tools.length > 6 && (
              <div className={classes['search']}>
                <TextInput
                  aria-label="Search the tools"
                  placeholder="Search"
                  leftSection={<IconSearch size={14} />}
                  value={search}
                  onChange={(event) => {
                    setSearch(event.currentTarget.value);
                  }}
                />
              </div>
            )}
            <ul className={classes['tools']} aria-label="Tools">
              {shown.map((master) => (
                <ToolRow
                  key={master.tool.tool_uuid}
                  master={master}
                  onOpen={() => {
                    setOpen({ master, tool: master.tool });
                  }}
                />
              ))}
            </ul>
            {shown.length === 0 && <p className={classes['none']}>No tool has “{search}” in it.</p>}
          </>
        )}
      </Section>
      {open !== null && (
        <LibraryToolDialog
          master={open.master}
          tool={open.tool}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </>
  );
}

function AddTool({ onAdd }: { onAdd: (open: Open) => void }): ReactElement {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={14} />}>
          New tool
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlug size={14} />}
          onClick={() => {
            onAdd({ master: null, tool: newTool('http_api') });
          }}
        >
          HTTP request
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPhoneEnd size={14} />}
          onClick={() => {
            onAdd({ master: null, tool: newTool('end_call') });
          }}
        >
          End the call
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPhoneOutgoing size={14} />}
          onClick={() => {
            onAdd({ master: null, tool: newTool('transfer_call') });
          }}
        >
          Transfer the call
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ToolRow({ master, onOpen }: { master: LibraryTool; onOpen: () => void }): ReactElement {
  const { tool, used_in: usedIn } = master;
  const name = toolName(tool);
  const remove = async (): Promise<void> => {
    try {
      await bridge.call('tools.delete', { id: tool.tool_uuid });
      const keep = usedIn.length === 0 ? '' : ` ${plural(usedIn.length, 'agent')} keep their copy.`;
      showUndo(`“${name}” deleted.${keep}`, async () => {
        await bridge.call('tools.restore', { id: tool.tool_uuid });
      });
    } catch (thrown) {
      showError(`“${name}” was not deleted`, thrown);
    }
  };
  return (
    <li className={classes['toolRow']}>
      <UnstyledButton className={classes['toolMain'] ?? ''} onClick={onOpen}>
        <span className={classes['toolName']}>
          {name} <span className={classes['kind']}>{kindWord(tool.definition.type)}</span>
          {!isToolKindName(tool.definition.type) && (
            <span className={classes['usedIn']}>kept, not used in calls</span>
          )}
        </span>
        <span className={classes['toolNote']}>
          {tool.description?.trim() || addressOf(tool) || 'No description'}
        </span>
      </UnstyledButton>
      <UsedIn agents={usedIn} />
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete ${name}`} onClick={() => void remove()}>
          <IconTrash size={15} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

function addressOf({ definition }: ToolDocument): string {
  const url = definition.config?.['url'];
  const method = definition.config?.['method'];
  return typeof url === 'string' && url !== ''
    ? `${typeof method === 'string' ? method : 'POST'} ${url}`
    : '';
}
