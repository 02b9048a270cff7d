/** With whom: carriers and telephone systems, each with what it is. */
import { TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { TrunkPreset } from '#shared/domain/trunk-preset.ts';
import { trunkPresets } from '#shared/domain/trunk-presets.ts';
import { matchingPresets, presetKinds } from './field-words.ts';
import classes from './trunks.module.css';

export function PresetGallery({ onPick }: { onPick: (preset: TrunkPreset) => void }): ReactElement {
  const [search, setSearch] = useState('');
  const found = matchingPresets(trunkPresets, search);
  return (
    <div className={classes['gallery']}>
      <TextInput
        data-autofocus
        aria-label="Find a carrier or telephone system"
        placeholder="Find a carrier or telephone system"
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={({ currentTarget }) => {
          setSearch(currentTarget.value);
        }}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first) onPick(first);
        }}
      />
      {presetKinds.map(([kind, title]) => {
        const ofKind = found.filter(({ what }) => what === kind);
        return (
          ofKind.length > 0 && (
            <section key={kind} aria-label={title}>
              <h3>{title}</h3>
              <div className={classes['cards']}>
                {ofKind.map((preset) => (
                  <UnstyledButton
                    key={preset.id}
                    className={classes['card'] ?? ''}
                    onClick={() => {
                      onPick(preset);
                    }}
                  >
                    <strong>{preset.name}</strong>
                    <span>{preset.about}</span>
                  </UnstyledButton>
                ))}
              </div>
            </section>
          )
        );
      })}
      {found.length === 0 && (
        <p className={classes['note']}>
          Nothing is called so. “Other” takes any carrier or telephone system that speaks SIP.
        </p>
      )}
    </div>
  );
}
