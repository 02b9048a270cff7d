import { TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { connectionPresets, type ConnectionPreset } from '#shared/domain/connection-presets.ts';
import { stageNames } from '../providers/stages.ts';
import classes from './providers-settings.module.css';

const kinds = [
  ['hosted', 'Vendors'],
  ['local', 'Servers on your machine or network'],
  ['other', 'Anything else'],
] as const;

/** The vendors and servers in whose name, or in what they do, the words occur. */
export function matchingPresets(search: string): ConnectionPreset[] {
  const words = search.trim().toLowerCase().split(/\s+/);
  return connectionPresets.filter(({ name, stages }) => {
    const text = [name, ...stages.map((stage) => stageNames[stage])].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function PresetPicker({ onPick }: { onPick: (preset: ConnectionPreset) => void }): ReactElement {
  const [search, setSearch] = useState('');
  const found = matchingPresets(search);
  return (
    <>
      <TextInput
        data-autofocus
        aria-label="Find a vendor or server"
        placeholder="Find a vendor or server, e.g. voice"
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first) onPick(first);
        }}
      />
      <div className={classes['presets']}>
        {kinds.map(([kind, title]) => {
          const ofKind = found.filter((preset) => preset.kind === kind);
          return (
            ofKind.length > 0 && (
              <section key={kind} aria-label={title}>
                <h3>{title}</h3>
                {ofKind.map((preset) => (
                  <UnstyledButton
                    key={preset.id}
                    className={classes['preset']}
                    onClick={() => {
                      onPick(preset);
                    }}
                  >
                    <span>{preset.name}</span>
                    <span className={classes['presetStages']}>
                      {preset.stages.map((stage) => stageNames[stage]).join(', ')}
                    </span>
                  </UnstyledButton>
                ))}
              </section>
            )
          );
        })}
        {found.length === 0 && (
          <p className={classes['dialogText']}>
            Nothing is called so. A server that speaks OpenAI’s protocol can be added as “Another
            OpenAI-compatible server”.
          </p>
        )}
      </div>
    </>
  );
}
