/** A fallback chain: the first provider is asked, the next when it fails or stalls. */
import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { EffectiveStage } from '#shared/bridge/connections.ts';
import type { ProviderChoice, ProviderStage } from '#shared/domain/providers.ts';
import { useProviders } from '../../stores/providers.ts';
import { moved, removed } from './chain-edits.ts';
import { ChoiceRow } from './choice-row.tsx';
import classes from './chain-editor.module.css';

export interface ChainEditorProps {
  stage: ProviderStage;
  chain: readonly ProviderChoice[];
  /** What the studio says of each choice, when it is known. */
  effective: EffectiveStage | null;
  /** BCP 47, for the voices' sample. */
  language: string;
  onChange: (chain: ProviderChoice[]) => void;
}

export function ChainEditor({ stage, chain, effective, language, onChange }: ChainEditorProps): ReactElement {
  const all = useProviders((state) => state.connections) ?? [];
  const connections = all.filter(({ stages }) => stages.includes(stage));
  return (
    <div className={classes['chain']}>
      <ol className={classes['rows']}>
        {chain.map((choice, index) => (
          <ChoiceRow
            key={keyOf(chain, index)}
            stage={stage}
            choice={choice}
            place={index}
            count={chain.length}
            connections={connections}
            problem={effective?.chain[index]?.problem ?? null}
            language={language}
            onChange={(changed) => {
              onChange(chain.map((each, at) => (at === index ? changed : each)));
            }}
            onMove={(by) => {
              onChange(moved(chain, index, by));
            }}
            onRemove={() => {
              onChange(removed(chain, index));
            }}
          />
        ))}
      </ol>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" size="compact-xs" leftSection={<IconPlus size={13} />}>
            {chain.length === 0 ? 'Choose a provider' : 'Add a fallback'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {connections.map(({ id, name }) => (
            <Menu.Item
              key={id}
              onClick={() => {
                onChange([...chain, { connection: id }]);
              }}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** The same while a choice moves, so that the field that has the focus keeps it. */
function keyOf(chain: readonly ProviderChoice[], index: number): string {
  const connection = chain[index]?.connection ?? '';
  const before = chain.slice(0, index).filter((choice) => choice.connection === connection).length;
  return `${connection} ${before}`;
}
