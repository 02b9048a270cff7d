import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { ConnectionInfo, SecretsState } from '#shared/bridge/connections.ts';
import type { ConnectionPreset } from '#shared/domain/connection-presets.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import classes from './providers-settings.module.css';

export interface ConnectionFormProps {
  preset: ConnectionPreset;
  /** Null: a new one. */
  connection: ConnectionInfo | null;
  secrets: SecretsState;
  onBack: () => void;
  onSaved: (id: string) => void;
}

export function ConnectionForm({
  preset,
  connection,
  secrets,
  onBack,
  onSaved,
}: ConnectionFormProps): ReactElement {
  const [name, setName] = useState(connection?.name ?? preset.name);
  const [address, setAddress] = useState(connection?.base_url ?? '');
  const [region, setRegion] = useState(connection?.region ?? '');
  const [version, setVersion] = useState(connection?.api_version ?? '');
  const [key, setKey] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const asks = (field: 'base_url' | 'region' | 'api_version'): boolean => preset.asks.includes(field);
  const hasKey = connection?.key.from === 'store';

  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setIsSaving(true);
    setFailure(null);
    try {
      const saved = await bridge.call('connections.save', {
        ...(connection === null ? {} : { id: connection.id }),
        name,
        preset: preset.id,
        base_url: address.trim(),
        ...(asks('region') ? { region: region.trim() } : {}),
        ...(asks('api_version') ? { api_version: version.trim() } : {}),
      });
      if (key.trim() !== '') await bridge.call('secrets.set', { id: saved.id, key });
      onSaved(saved.id);
    } catch (thrown) {
      setFailure(errorText(thrown));
      setIsSaving(false);
    }
  };

  return (
    <form className={classes['form']} onSubmit={(event) => void save(event)}>
      <TextInput
        label="Name"
        description="How agents and runs call it."
        required
        maxLength={80}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      {(preset.needsKey || preset.kind !== 'hosted') && (
        <PasswordInput
          size="xs"
          label={preset.needsKey ? 'Key' : 'Key, if the server wants one'}
          description={keyNote(preset, secrets)}
          placeholder={hasKey ? 'A key is kept. Type to replace it.' : ''}
          autoComplete="off"
          data-autofocus
          value={key}
          onChange={(event) => {
            setKey(event.currentTarget.value);
          }}
        />
      )}
      {asks('region') && (
        <TextInput
          label="Region"
          description="Of the Speech resource, as its page in the portal shows it."
          placeholder="westeurope"
          value={region}
          onChange={(event) => {
            setRegion(event.currentTarget.value);
          }}
        />
      )}
      <TextInput
        label="Address"
        description={addressNote(preset)}
        placeholder={preset.baseUrl !== '' ? preset.baseUrl : preset.baseUrlExample}
        required={preset.baseUrl === '' && asks('base_url')}
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
        }}
      />
      {asks('api_version') && (
        <TextInput
          label="Interface version"
          description="Only for the dated interface; empty for an address that ends in /openai/v1."
          placeholder="2024-10-21"
          value={version}
          onChange={(event) => {
            setVersion(event.currentTarget.value);
          }}
        />
      )}
      {failure !== null && (
        <p className={classes['formFailure']} role="alert">
          {failure}
        </p>
      )}
      <div className={classes['dialogActions']}>
        <Button variant="default" onClick={onBack}>
          {connection === null ? 'Back' : 'Cancel'}
        </Button>
        <Button type="submit" loading={isSaving}>
          Save and test
        </Button>
      </div>
    </form>
  );
}

function keyNote(
  { keyUrl, keyVariable }: ConnectionPreset,
  { kind, protected: isProtected }: SecretsState,
): ReactElement {
  const kept = isProtected
    ? kind === 'keychain'
      ? 'Kept by the system’s keychain.'
      : 'Kept encrypted with your passphrase.'
    : 'Kept as plain text in a file of yours.';
  return (
    <>
      {keyUrl !== null && (
        <>
          <Anchor href={keyUrl} target="_blank" rel="noreferrer" fz="inherit">
            Get one from the vendor
          </Anchor>
          .{' '}
        </>
      )}
      {kept} It never leaves the studio but to the vendor.
      {keyVariable !== null && ` Without one, ${keyVariable} is used, at the vendor’s own address only.`}
    </>
  );
}

function addressNote({ baseUrl, kind, startWith }: ConnectionPreset): string {
  const start = startWith === undefined ? '' : ` Start it with: ${startWith}`;
  if (baseUrl === '')
    return kind === 'hosted' ? 'Of your resource, where it has its own.' : 'Where the server answers.';
  return kind === 'hosted' ? 'Empty for the vendor’s own.' : `Empty for its usual place.${start}`;
}
