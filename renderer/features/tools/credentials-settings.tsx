/** Secrets that tools and webhooks send: by name and kind, never by what they are. */
import { ActionIcon, Button, Modal, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconKey, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { CredentialInfo } from '#shared/bridge/tools.ts';
import { bridge } from '../../bridge/index.ts';
import { followProviders, useProviders } from '../../stores/providers.ts';
import { followUses, loadTools, useTools } from '../../stores/tools.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { showError } from '../../ui/toast.tsx';
import { KeyStorage } from '../settings/key-storage.tsx';
import { Section } from '../settings/settings-parts.tsx';
import { CredentialDialog } from './credential-dialog.tsx';
import { credentialWords } from './credential-kinds.ts';
import { UsedIn } from './used-in.tsx';
import classes from './tools.module.css';

export function CredentialsSettings(): ReactElement {
  const credentials = useTools((state) => state.credentials);
  const failure = useTools((state) => state.failure);
  const secrets = useProviders((state) => state.secrets);
  const [open, setOpen] = useState<CredentialInfo | 'new' | null>(null);
  const [asked, setAsked] = useState<CredentialInfo | null>(null);
  useEffect(followUses, []);
  useEffect(followProviders, []);
  const close = (): void => {
    setOpen(null);
  };
  if (credentials === null)
    return failure === null ? (
      <Skeleton height={180} radius="lg" aria-label="Reading the credentials" />
    ) : (
      <Failure title="The credentials could not be read" detail={failure} onRetry={() => void loadTools()} />
    );
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={14} />}
      onClick={() => {
        setOpen('new');
      }}
    >
      Add credential
    </Button>
  );
  return (
    <>
      <Section
        title="Credentials"
        note="Sent by tools and webhooks. Agents hold their ids only."
        action={credentials.length === 0 ? undefined : add}
      >
        {credentials.length === 0 ? (
          <EmptyState title="No credentials yet" actions={add} art={<IconKey size={28} stroke={1.4} />}>
            A key, a token or a login that a server wants. It stays on this computer: no agent, export or run
            holds it.
          </EmptyState>
        ) : (
          <ul className={classes['tools']} aria-label="Credentials">
            {credentials.map((credential) => (
              <CredentialRow
                key={credential.credential_uuid}
                credential={credential}
                onEdit={() => {
                  setOpen(credential);
                }}
                onDelete={() => {
                  setAsked(credential);
                }}
              />
            ))}
          </ul>
        )}
      </Section>
      {secrets !== null && <KeyStorage secrets={secrets} />}
      {open !== null && (
        <CredentialDialog credential={open === 'new' ? null : open} onClose={close} onSaved={close} />
      )}
      {asked !== null && (
        <DeleteDialog
          credential={asked}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

function CredentialRow(props: {
  credential: CredentialInfo;
  onEdit: () => void;
  onDelete: () => void;
}): ReactElement {
  const { name, type, header_name: header, set_at: setAt, problem, used_in: usedIn } = props.credential;
  const since = new Date(setAt).toLocaleDateString(undefined, { dateStyle: 'medium' });
  const note = [header, `entered ${since}`].filter((part) => part !== null).join(' · ');
  return (
    <li className={classes['toolRow']}>
      <div className={classes['toolMain']}>
        <span className={classes['toolName']}>
          {name} <span className={classes['chip']}>{credentialWords[type]}</span>
        </span>
        <span className={classes['toolNote']} data-problem={problem !== null}>
          {problem !== null && <IconAlertTriangle size={13} aria-hidden />} {problem ?? note}
        </span>
      </div>
      <UsedIn agents={usedIn} />
      <ActionIcon aria-label={`Edit ${name}`} onClick={props.onEdit}>
        <IconPencil size={15} />
      </ActionIcon>
      <ActionIcon aria-label={`Delete ${name}`} onClick={props.onDelete}>
        <IconTrash size={15} />
      </ActionIcon>
    </li>
  );
}

function DeleteDialog({
  credential,
  onClose,
}: {
  credential: CredentialInfo;
  onClose: () => void;
}): ReactElement {
  const { credential_uuid: id, name, used_in: usedIn } = credential;
  const agents = usedIn.map(({ workflow_name: each }) => `“${each}”`).join(', ');
  return (
    <Modal opened onClose={onClose} title={`Delete “${name}”?`} size={440}>
      <p className={classes['note']}>
        Its secret cannot be brought back.
        {usedIn.length > 0 && ` It is used by ${agents}: their requests are refused until another is chosen.`}
      </p>
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="error"
          onClick={() => {
            onClose();
            bridge.call('credentials.delete', { credential_uuid: id }).catch((thrown: unknown) => {
              showError(`“${name}” was not deleted`, thrown);
            });
          }}
        >
          Delete
        </Button>
      </div>
    </Modal>
  );
}
