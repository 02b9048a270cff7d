/** Who calls: an agent, and the published version of it that is dialled. */
import { Button, Select } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconSitemap } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { formatRoute } from '../../../app/routes.ts';
import { bridge } from '../../../bridge/index.ts';
import { loadAgents } from '../../../stores/agents.ts';
import { useDial } from '../../../stores/dial.ts';
import { plural } from '../../../ui/plural.ts';
import { showError, showNotice } from '../../../ui/toast.tsx';
import classes from './dial.module.css';

export interface AgentFieldProps {
  /** Those that are not in the archive; null while they are not known. */
  agents: readonly WorkflowSummary[] | null;
  agent: WorkflowSummary | null;
}

export function AgentField({ agents, agent }: AgentFieldProps): ReactElement {
  const ordered = (agents ?? []).toSorted(
    (a, b) => Number(b.published !== null) - Number(a.published !== null) || a.name.localeCompare(b.name),
  );
  return (
    <div>
      <Select
        label="Agent"
        searchable
        allowDeselect={false}
        disabled={agents === null}
        placeholder={agents === null ? 'Reading the agents' : 'Choose who calls'}
        nothingFoundMessage="No agent is called so"
        leftSection={<IconSitemap size={14} aria-hidden />}
        maxDropdownHeight={320}
        data={ordered.map(({ id, name }) => ({ value: id, label: name }))}
        renderOption={({ option }) => {
          const published = ordered.find(({ id }) => id === option.value)?.published ?? null;
          return (
            <span className={classes['option']}>
              <span>{option.label}</span>
              <span>{published === null ? 'not published' : `v${published.number}`}</span>
            </span>
          );
        }}
        value={agent?.id ?? null}
        onChange={(workflowId) => {
          if (workflowId !== null) useDial.setState({ workflowId });
        }}
      />
      {agent !== null && <VersionWord agent={agent} />}
    </div>
  );
}

/** Which version is dialled, and the way to another. */
function VersionWord({ agent }: { agent: WorkflowSummary }): ReactElement {
  const { published } = agent;
  if (published !== null && !agent.has_unpublished_changes)
    return (
      <p className={classes['word']} data-tone="extraction">
        <IconCircleCheck size={13} aria-hidden />v{published.number} is dialled
        {published.note === '' ? '' : `: ${published.note}`}
      </p>
    );
  return (
    <div className={classes['offer']} data-tone={published === null ? 'tool' : 'muted'}>
      <IconAlertTriangle size={14} aria-hidden />
      <p>
        {published === null
          ? 'Never published. A published version is dialled, so that a draft in work never speaks to a customer.'
          : `v${published.number} is dialled. The draft has changes that it does not know.`}
        {agent.problem_count > 0 &&
          ` ${plural(agent.problem_count, 'problem')} in the draft ${agent.problem_count === 1 ? 'has' : 'have'} to be solved before it can be published.`}
      </p>
      {agent.problem_count > 0 ? (
        <Button
          component="a"
          variant="default"
          size="compact-xs"
          href={formatRoute({ screen: 'agent', id: agent.id })}
        >
          Open it
        </Button>
      ) : (
        <PublishNow agent={agent} />
      )}
    </div>
  );
}

function PublishNow({ agent }: { agent: WorkflowSummary }): ReactElement {
  const [isBusy, setBusy] = useState(false);
  const next = (agent.published?.number ?? 0) + 1;
  const publish = async (): Promise<void> => {
    setBusy(true);
    try {
      const { number } = await bridge.call('workflows.publish', {
        id: agent.id,
        expected_revision: agent.revision,
      });
      await loadAgents();
      showNotice(`v${number ?? next} of ${agent.name} is dialled from now on.`);
    } catch (thrown) {
      showError(`${agent.name} was not published`, thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" size="compact-xs" loading={isBusy} onClick={() => void publish()}>
      Publish v{next}
    </Button>
  );
}
