/** Folder and tags of one agent, or of several together: what is left alone stays as it is in each. */
import { Autocomplete, Button, Modal, TagsInput } from '@mantine/core';
import { useState, type SyntheticEvent, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { plural } from '../../ui/plural.ts';
import type { Places } from './agent-filter.ts';
import type { AgentActions } from './agent-actions.ts';
import { arrangementOf, commonFolder, commonTags } from './arrangement.ts';
import classes from './organise-dialog.module.css';

const longestFolder = 80;
const longestTag = 40;

export interface OrganiseDialogProps {
  /** Null: closed. */
  agents: readonly WorkflowSummary[] | null;
  places: Places;
  actions: AgentActions;
}

export function OrganiseDialog({ agents, places, actions }: OrganiseDialogProps): ReactElement {
  const [first] = agents ?? [];
  const title = agents?.length === 1 ? `Folder and tags of “${first?.name ?? ''}”` : 'Folder and tags';
  return (
    <Modal opened={agents !== null} onClose={actions.closeOrganise} title={title} size="sm" centered>
      {agents !== null && <OrganiseForm agents={agents} places={places} actions={actions} />}
    </Modal>
  );
}

function OrganiseForm({
  agents,
  places,
  actions,
}: OrganiseDialogProps & { agents: readonly WorkflowSummary[] }): ReactElement {
  const before = { folder: commonFolder(agents), tags: commonTags(agents) };
  const [folder, setFolder] = useState(before.folder ?? '');
  const [tags, setTags] = useState<string[]>(before.tags);
  const isMixed = before.folder === undefined;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    actions.arrange(agents, arrangementOf(before, { folder: folder.trim(), tags }));
    actions.closeOrganise();
  };
  return (
    <form className={classes['form']} onSubmit={submit}>
      {agents.length > 1 && <p>For {plural(agents.length, 'agent')} together.</p>}
      <Autocomplete
        label="Folder"
        description="Choose one, or write the name of a new one. Empty: in no folder."
        placeholder={isMixed ? 'Different folders' : 'In no folder'}
        data={places.folders.map(({ name }) => name)}
        value={folder}
        maxLength={longestFolder}
        data-autofocus
        openOnFocus={false}
        onChange={setFolder}
      />
      <TagsInput
        label="Tags"
        description={
          agents.length > 1 ? 'Those that all of them have. Others stay.' : 'Enter or a comma ends one.'
        }
        placeholder={tags.length === 0 ? 'No tags' : ''}
        data={places.tags.map(({ name }) => name)}
        value={tags}
        maxLength={longestTag}
        acceptValueOnBlur
        onChange={setTags}
      />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={actions.closeOrganise}>
          Cancel
        </Button>
        <Button type="submit">Save</Button>
      </div>
    </form>
  );
}
