/** Adds a credential, or names it otherwise and replaces its secret. What is kept is never shown. */
import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { CredentialInfo } from '#shared/bridge/tools.ts';
import { credentialTypes, type CredentialType } from '#shared/domain/tool.ts';
import { bridge } from '../../bridge/index.ts';
import { loadTools } from '../../stores/tools.ts';
import { errorText } from '../../ui/error-text.ts';
import { credentialOf, credentialWords } from './credential-kinds.ts';
import classes from './tools.module.css';

export interface CredentialDialogProps {
  /** Null: a new one. */
  credential: CredentialInfo | null;
  onClose: () => void;
  onSaved: (id: string) => void;
}

const secretWords: Partial<Record<CredentialType, string>> = {
  api_key: 'Key',
  bearer_token: 'Token',
  basic_auth: 'Password',
  custom_header: 'Value',
};

export function CredentialDialog({ credential, onClose, onSaved }: CredentialDialogProps): ReactElement {
  const [name, setName] = useState(credential?.name ?? '');
  const [type, setType] = useState<CredentialType>(credential?.type ?? 'bearer_token');
  const [header, setHeader] = useState(credential?.header_name ?? '');
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const word = secretWords[type];
  const isKept =
    credential !== null &&
    type === credential.type &&
    secret === '' &&
    user === '' &&
    header === (credential.header_name ?? '');
  const save = async (): Promise<void> => {
    setIsSaving(true);
    setFailure(null);
    try {
      const saved = await bridge.call('credentials.set', {
        ...(credential === null ? {} : { credential_uuid: credential.credential_uuid }),
        name,
        ...(isKept ? {} : { credential: credentialOf(type, { header, user, secret }) }),
      });
      await loadTools();
      onSaved(saved.credential_uuid);
    } catch (thrown) {
      setFailure(errorText(thrown));
      setIsSaving(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={credential === null ? 'Add a credential' : credential.name}
      size={460}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          // It may stand inside the form of a tool.
          event.stopPropagation();
          void save();
        }}
      >
        <TextInput
          label="Name"
          description="How tools and webhooks call it."
          required
          maxLength={120}
          data-autofocus
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Select
          label="Kind"
          allowDeselect={false}
          data={credentialTypes
            .toSorted((a, b) => Number(a === 'none') - Number(b === 'none'))
            .map((each) => ({ value: each, label: credentialWords[each] }))}
          value={type}
          onChange={(chosen) => {
            const next = credentialTypes.find((each) => each === chosen);
            if (next) {
              setType(next);
              setHeader('');
            }
          }}
        />
        {(type === 'api_key' || type === 'custom_header') && (
          <TextInput
            label="Header"
            description="The name under which the server wants it."
            placeholder={type === 'api_key' ? 'X-API-Key' : 'X-Name'}
            required={type === 'custom_header'}
            value={header}
            onChange={(event) => {
              setHeader(event.currentTarget.value);
            }}
          />
        )}
        {type === 'basic_auth' && (
          <TextInput
            label="Name of the account"
            autoComplete="off"
            value={user}
            onChange={(event) => {
              setUser(event.currentTarget.value);
            }}
          />
        )}
        {word !== undefined && (
          <PasswordInput
            size="xs"
            label={word}
            description="Kept with the studio’s keys; it goes to the server of the request and nowhere else."
            placeholder={credential?.type === type ? 'One is kept. Type to replace it.' : ''}
            autoComplete="off"
            value={secret}
            onChange={(event) => {
              setSecret(event.currentTarget.value);
            }}
          />
        )}
        {failure !== null && (
          <p className={classes['problem']} role="alert">
            {failure}
          </p>
        )}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isSaving}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
