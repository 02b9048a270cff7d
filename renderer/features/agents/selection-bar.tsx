/** In place of the search bar's count while cards are selected: what can be done with all of them. */
import { Button, CloseButton } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconFolder, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { plural } from '../../ui/plural.ts';
import type { AgentActions } from './agent-actions.ts';
import classes from './agents-screen.module.css';

export interface SelectionBarProps {
  agents: readonly WorkflowSummary[];
  actions: AgentActions;
  onClear: () => void;
}

export function SelectionBar({ agents, actions, onClear }: SelectionBarProps): ReactElement {
  const areArchived = agents.every((agent) => agent.is_archived);
  return (
    <div className={classes['selection']} role="toolbar" aria-label="Selected agents">
      <CloseButton size={24} aria-label="Select none" onClick={onClear} />
      <strong role="status">{plural(agents.length, 'agent')} selected</strong>
      <Button
        variant="default"
        leftSection={<IconFolder size={14} />}
        onClick={() => {
          actions.organise(agents);
        }}
      >
        Folder and tags
      </Button>
      <Button
        variant="default"
        leftSection={areArchived ? <IconArchiveOff size={14} /> : <IconArchive size={14} />}
        onClick={() => {
          actions.archive(agents, !areArchived);
          onClear();
        }}
      >
        {areArchived ? 'Take out of the archive' : 'Archive'}
      </Button>
      <Button
        variant="light"
        color="error"
        leftSection={<IconTrash size={14} />}
        onClick={() => {
          actions.remove(agents);
          onClear();
        }}
      >
        Delete
      </Button>
    </div>
  );
}
