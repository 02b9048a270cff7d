/** One provider of a chain: which connection, its model, for speech its voice, and its place. */
import { ActionIcon, Autocomplete, Select, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import type { ConnectionInfo } from '#shared/bridge/connections.ts';
import { connectionPreset } from '#shared/domain/connection-presets.ts';
import type { ProviderChoice, ProviderStage } from '#shared/domain/providers.ts';
import { withConnection, withModel, withVoice } from './chain-edits.ts';
import classes from './chain-editor.module.css';
import { HearButton } from './hear-button.tsx';
import { useModels, useVoices } from './use-offers.ts';

export interface ChoiceRowProps {
  stage: ProviderStage;
  choice: ProviderChoice;
  /** Place in the chain, from 0, and how many there are. */
  place: number;
  count: number;
  /** That serve the stage. */
  connections: readonly ConnectionInfo[];
  problem: string | null;
  language: string;
  onChange: (choice: ProviderChoice) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function ChoiceRow(props: ChoiceRowProps): ReactElement {
  const { stage, choice, place, count, connections, problem, onChange, onMove, onRemove } = props;
  const connection = connections.find(({ id }) => id === choice.connection);
  const name = connection?.name ?? choice.connection;
  const what = place === 0 ? 'First' : `Fallback ${place}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li className={classes['row']} data-problem={problem !== null} onKeyDown={onKeyDown}>
      <span className={classes['place']} aria-hidden>
        {place + 1}
      </span>
      <div className={classes['fields']}>
        <Select
          aria-label={`${what}: connection`}
          data={optionsOf(connections, choice.connection)}
          value={choice.connection}
          allowDeselect={false}
          onChange={(id) => {
            if (id !== null) onChange(withConnection(choice, id));
          }}
        />
        {connection?.is_built_in !== true && (
          <ModelField
            key={choice.connection}
            stage={stage}
            choice={choice}
            connection={connection}
            what={what}
            onChange={onChange}
          />
        )}
        {stage === 'tts' && (
          <VoiceField choice={choice} what={what} language={props.language} onChange={onChange} />
        )}
        {problem !== null && (
          <p className={classes['problem']}>
            <IconAlertTriangle size={13} aria-hidden />
            <span>{problem}</span>
          </p>
        )}
      </div>
      <div className={classes['moves']}>
        {count > 1 && (
          <>
            <Move label={`${name}: earlier`} by={-1} isPossible={place > 0} onMove={onMove} />
            <Move label={`${name}: later`} by={1} isPossible={place < count - 1} onMove={onMove} />
          </>
        )}
        <Tooltip label="Take out of the chain">
          <ActionIcon aria-label={`Take ${name} out`} onClick={onRemove}>
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  );
}

function Move(props: {
  label: string;
  by: -1 | 1;
  isPossible: boolean;
  onMove: (by: -1 | 1) => void;
}): ReactElement {
  const Icon = props.by === -1 ? IconChevronUp : IconChevronDown;
  return (
    <Tooltip label={props.by === -1 ? 'Earlier (Alt+↑)' : 'Later (Alt+↓)'}>
      <ActionIcon
        aria-label={props.label}
        disabled={!props.isPossible}
        onClick={() => {
          props.onMove(props.by);
        }}
      >
        <Icon size={15} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Which model of a connection; its usual one where none is typed. */
export function ModelField(props: {
  stage: ProviderStage;
  choice: ProviderChoice;
  connection: ConnectionInfo | undefined;
  what: string;
  onChange: (choice: ProviderChoice) => void;
}): ReactElement {
  const { stage, choice, connection } = props;
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState(choice.model ?? '');
  const models = useModels(choice.connection, stage, isOpen);
  const usual = connection && connectionPreset(connection.preset)?.models[stage]?.[0];
  const commit = (model: string): void => {
    if (model.trim() !== (choice.model ?? '')) props.onChange(withModel(choice, model));
  };
  return (
    <Autocomplete
      aria-label={`${props.what}: model`}
      placeholder={usual ?? 'Model'}
      data={models}
      limit={100}
      value={typed}
      onChange={setTyped}
      onDropdownOpen={() => {
        setIsOpen(true);
      }}
      onOptionSubmit={commit}
      onBlur={() => {
        commit(typed);
      }}
    />
  );
}

function VoiceField(props: {
  choice: ProviderChoice;
  what: string;
  language: string;
  onChange: (choice: ProviderChoice) => void;
}): ReactElement {
  const { choice, onChange } = props;
  const voices = useVoices(choice.connection, choice.model);
  const data = voices.map(({ id, name }) => ({ value: id, label: name }));
  const own = choice.voice;
  const isListed = own === undefined || voices.some(({ id }) => id === own);
  return (
    <div className={classes['voice']}>
      <Select
        aria-label={`${props.what}: voice`}
        placeholder="Its usual voice"
        searchable
        clearable
        limit={200}
        nothingFoundMessage="No such voice"
        data={isListed ? data : [{ value: own, label: own }, ...data]}
        value={own ?? null}
        onChange={(voice) => {
          onChange(withVoice(choice, voice));
        }}
      />
      <HearButton choice={choice} language={props.language} />
    </div>
  );
}

/** A connection that is gone stays visible by its id. */
function optionsOf(
  connections: readonly ConnectionInfo[],
  chosen: string,
): { value: string; label: string }[] {
  const options = connections.map(({ id, name }) => ({ value: id, label: name }));
  const isThere = connections.some(({ id }) => id === chosen);
  return isThere ? options : [{ value: chosen, label: `${chosen} (not set up here)` }, ...options];
}
