/** Who answers calls, the accounts and servers that may, and how their keys are kept. */
import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { ConnectionInfo } from '#shared/bridge/connections.ts';
import { providerStages, type ProviderChoice, type ProviderStage } from '#shared/domain/providers.ts';
import type { Settings } from '#shared/domain/settings.ts';
import {
  followProviders,
  loadProviders,
  useEffectiveProviders,
  useProviders,
} from '../../stores/providers.ts';
import { changeSettings } from '../../stores/studio.ts';
import { Failure } from '../../ui/failure.tsx';
import { ChainEditor } from '../providers/chain-editor.tsx';
import { answererText, stageNames, stageNotes } from '../providers/stages.ts';
import { ConnectionDialog } from './connection-dialog.tsx';
import { ConnectionRow } from './connection-row.tsx';
import { KeyStorage } from './key-storage.tsx';
import classes from './providers-settings.module.css';
import { Section } from './settings-parts.tsx';
import { useConnectionTests } from './use-connection-tests.ts';

export function ProvidersSettings({ settings }: { settings: Settings }): ReactElement {
  const { connections, secrets, failure } = useProviders();
  const tests = useConnectionTests();
  const [dialog, setDialog] = useState<ConnectionInfo | 'new' | null>(null);
  useEffect(followProviders, []);
  if (failure !== null && connections === null)
    return (
      <Failure
        title="The providers could not be read"
        detail={failure}
        onRetry={() => void loadProviders()}
      />
    );
  if (connections === null || secrets === null)
    return (
      <div aria-busy aria-label="Reading the providers">
        <Skeleton height={220} radius="lg" />
      </div>
    );
  return (
    <>
      <DefaultChains settings={settings} />
      <Section
        title="Connections"
        note="Accounts with vendors, and servers of your own."
        action={
          <Button
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => {
              setDialog('new');
            }}
          >
            Add connection
          </Button>
        }
      >
        <ul className={classes['connections']} aria-label="Connections">
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.id}
              connection={connection}
              test={tests.of(connection.id)}
              onTest={() => {
                tests.start(connection.id);
              }}
              onEdit={() => {
                setDialog(connection);
              }}
            />
          ))}
        </ul>
      </Section>
      <KeyStorage secrets={secrets} />
      {dialog !== null && (
        <ConnectionDialog
          connection={dialog === 'new' ? null : dialog}
          secrets={secrets}
          onClose={() => {
            setDialog(null);
          }}
          onSaved={(id) => {
            setDialog(null);
            tests.start(id);
          }}
        />
      )}
    </>
  );
}

function DefaultChains({ settings }: { settings: Settings }): ReactElement {
  const effective = useEffectiveProviders(undefined);
  const change = (stage: ProviderStage, chain: ProviderChoice[]): void => {
    const { [stage]: _stage, ...others } = settings.providers;
    void changeSettings({ providers: chain.length === 0 ? others : { ...others, [stage]: chain } });
  };
  return (
    <Section
      title="Who answers"
      note="For agents that do not choose their own. The next is asked when one fails."
    >
      {providerStages.map((stage) => (
        <div key={stage} className={classes['stage']} role="group" aria-label={stageNames[stage]}>
          <div>
            <div className={classes['stageName']}>{stageNames[stage]}</div>
            <div className={classes['stageNote']}>{stageNotes[stage]}</div>
          </div>
          <div>
            {(settings.providers[stage] ?? []).length === 0 && effective !== null && (
              <p className={classes['builtIn']}>{answererText(effective[stage])}, which comes with Parley.</p>
            )}
            <ChainEditor
              stage={stage}
              chain={settings.providers[stage] ?? []}
              effective={effective?.[stage] ?? null}
              language="en-US"
              onChange={(chain) => {
                change(stage, chain);
              }}
            />
          </div>
        </div>
      ))}
    </Section>
  );
}
