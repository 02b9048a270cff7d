/** Who answers calls that come in over a trunk. */
import { ActionIcon, Button, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo, type ReactElement } from 'react';
import type { Trunk } from '#shared/domain/trunk.ts';
import { useAgents } from '../../../stores/agents.ts';
import { Part, type TrunkFieldsProps } from './form-part.tsx';
import type { TrunkProblems } from './trunk-draft.ts';
import classes from './trunks.module.css';

const nobody = '';

interface AgentChoice {
  value: string;
  label: string;
}

export function IncomingPart({ trunk, problems, onChange }: TrunkFieldsProps): ReactElement {
  const agents = useAgents((store) => store.agents);
  const choices = useMemo(
    () =>
      (agents ?? [])
        .filter(({ is_archived: isArchived }) => !isArchived)
        .map(({ id, name, published }) => ({
          value: id,
          label: published === null ? `${name} (not published)` : name,
        }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [agents],
  );
  const { inbound } = trunk;
  const change = (next: Partial<Trunk['inbound']>): void => {
    onChange({ inbound: { ...inbound, ...next } });
  };
  const unpublished = (agents ?? []).filter(
    ({ id, published }) =>
      published === null &&
      (id === inbound.fallback_workflow_id || inbound.routes.some((route) => route.workflow_id === id)),
  );
  return (
    <Part title="Incoming calls">
      <Switch
        label="Answer calls on this trunk"
        description={
          inbound.is_enabled ? 'By the agents below.' : 'Callers are told that nobody is there (404).'
        }
        checked={inbound.is_enabled}
        onChange={({ currentTarget }) => {
          change({ is_enabled: currentTarget.checked });
        }}
      />
      {inbound.is_enabled && (
        <>
          <div className={classes['routes']} role="group" aria-label="Routes">
            {inbound.routes.map((route, index) => (
              <div key={index} className={classes['route']}>
                <TextInput
                  aria-label={`Called number of route ${index + 1}`}
                  placeholder="+49 30 123456, a name, or *"
                  value={route.called}
                  error={problems[`inbound.routes.${index}.called`]}
                  onChange={({ currentTarget }) => {
                    change({ routes: inbound.routes.with(index, { ...route, called: currentTarget.value }) });
                  }}
                />
                <AgentSelect
                  label={`Agent of route ${index + 1}`}
                  choices={choices}
                  value={route.workflow_id}
                  error={problems[`inbound.routes.${index}.workflow_id`]}
                  onChange={(id) => {
                    change({ routes: inbound.routes.with(index, { ...route, workflow_id: id }) });
                  }}
                />
                <ActionIcon
                  aria-label={`Remove route ${index + 1}`}
                  onClick={() => {
                    change({ routes: inbound.routes.toSpliced(index, 1) });
                  }}
                >
                  <IconX size={14} />
                </ActionIcon>
              </div>
            ))}
            <Button
              variant="default"
              size="compact-xs"
              className={classes['short']}
              leftSection={<IconPlus size={12} />}
              disabled={inbound.routes.length >= 500}
              onClick={() => {
                change({
                  routes: [
                    ...inbound.routes,
                    { called: inbound.routes.length === 0 ? '*' : '', workflow_id: choices[0]?.value ?? '' },
                  ],
                });
              }}
            >
              Add a route
            </Button>
          </div>
          <Select
            label="When no route fits"
            allowDeselect={false}
            data={[{ value: nobody, label: 'Refuse the call (404)' }, ...choices]}
            value={inbound.fallback_workflow_id ?? nobody}
            onChange={(id) => {
              change({ fallback_workflow_id: id === null || id === nobody ? null : id });
            }}
          />
          {unpublished.length > 0 && (
            <p className={classes['note']} data-tone="tool">
              {unpublished.map(({ name }) => name).join(', ')}: not published yet, so calls to{' '}
              {unpublished.length === 1 ? 'it' : 'them'} are refused.
            </p>
          )}
          <Textarea
            label="When all lines are taken"
            description="Said to the caller, then hung up. Empty: the busy tone."
            placeholder="All our lines are busy. Please call again in a few minutes."
            autosize
            minRows={2}
            maxRows={5}
            maxLength={500}
            value={inbound.busy_message}
            onChange={({ currentTarget }) => {
              change({ busy_message: currentTarget.value });
            }}
          />
          <TagsInput
            label="Also called from"
            description="Addresses or ranges that the other side calls from besides its servers’; Enter after each."
            placeholder={inbound.allowed_sources.length === 0 ? '192.0.2.0/24' : ''}
            splitChars={[',', ';', ' ', '\n']}
            maxTags={100}
            spellCheck={false}
            value={inbound.allowed_sources}
            error={firstProblem(problems, 'inbound.allowed_sources')}
            onChange={(sources) => {
              change({ allowed_sources: sources });
            }}
          />
          {trunk.kind === 'ip' && (
            <Switch
              label="Ask callers for the trunk’s password"
              description="Who calls from there has to show its user name and password. Most carriers cannot; a telephone system can."
              checked={inbound.challenge}
              onChange={({ currentTarget }) => {
                change({ challenge: currentTarget.checked });
              }}
            />
          )}
        </>
      )}
    </Part>
  );
}

/** Of a list the first entry that has one. */
function firstProblem(problems: TrunkProblems, list: string): string | undefined {
  return Object.entries(problems).find(([field]) => field === list || field.startsWith(`${list}.`))?.[1];
}

function AgentSelect(props: {
  label: string;
  choices: readonly AgentChoice[];
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}): ReactElement {
  const { label, choices, value, error, onChange } = props;
  const isGone = value !== '' && !choices.some((choice) => choice.value === value);
  return (
    <Select
      aria-label={label}
      searchable
      allowDeselect={false}
      placeholder="Who answers"
      data={isGone ? [...choices, { value, label: 'An agent that is gone' }] : choices}
      value={value === '' ? null : value}
      error={error}
      onChange={(id) => {
        if (id !== null) onChange(id);
      }}
    />
  );
}
