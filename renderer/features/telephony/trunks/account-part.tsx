/** Who we are at the other side. */
import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { orNull } from './field-values.ts';
import { fieldWords } from './field-words.ts';
import { More, Part, type TrunkFieldsProps } from './form-part.tsx';
import type { PasswordChange } from './trunk-draft.ts';
import classes from './trunks.module.css';

export interface AccountPartProps extends TrunkFieldsProps {
  hasPassword: boolean;
  password: PasswordChange;
  onPassword: (change: PasswordChange) => void;
}

export function AccountPart(props: AccountPartProps): ReactElement {
  const { preset, trunk, problems, onChange } = props;
  const asksAuthName = preset.asks.some(({ field }) => field === 'auth_username');
  return (
    <Part title="Account">
      <TextInput
        label="Name"
        description="By which you know it."
        data-autofocus
        maxLength={80}
        value={trunk.name}
        error={problems['name']}
        onChange={({ currentTarget }) => {
          onChange({ name: currentTarget.value });
        }}
      />
      <div className={classes['choice']}>
        <SegmentedControl
          aria-label="Kind"
          value={trunk.kind}
          onChange={(kind) => {
            onChange({ kind });
          }}
          data={[
            { value: 'registered', label: 'Registered account' },
            { value: 'ip', label: 'IP route, no log-on' },
          ]}
        />
        <p className={classes['note']}>
          {trunk.kind === 'registered'
            ? 'Parley logs on and stays reachable: what a laptop behind a router needs to be called.'
            : 'Calls go out with or without a password each; to be called, the other side must know your address.'}
        </p>
      </div>
      <TextInput
        {...fieldWords(preset, 'server', {
          label: 'Server',
          description: 'Name or address, with a port if need be.',
          placeholder: preset.server.example,
        })}
        spellCheck={false}
        value={trunk.server}
        error={problems['server']}
        onChange={({ currentTarget }) => {
          onChange({ server: currentTarget.value });
        }}
      />
      <div className={classes['pair']}>
        <TextInput
          {...fieldWords(preset, 'username', { label: 'User name' })}
          autoComplete="off"
          spellCheck={false}
          maxLength={120}
          value={trunk.username}
          error={problems['username']}
          onChange={({ currentTarget }) => {
            onChange({ username: currentTarget.value });
          }}
        />
        <PasswordField {...props} />
      </div>
      <More label="Other names" isOpen={asksAuthName || trunk.auth_username !== null}>
        <TextInput
          {...fieldWords(preset, 'auth_username', {
            label: 'Name for the password',
            description: 'Where it is another than the user name.',
          })}
          autoComplete="off"
          spellCheck={false}
          maxLength={120}
          value={trunk.auth_username ?? ''}
          onChange={({ currentTarget }) => {
            onChange({ auth_username: orNull(currentTarget.value) });
          }}
        />
        <TextInput
          label="Shown name"
          description="Beside the number, where the line carries it."
          maxLength={80}
          value={trunk.display_name}
          onChange={({ currentTarget }) => {
            onChange({ display_name: currentTarget.value });
          }}
        />
      </More>
    </Part>
  );
}

/** What is kept is never shown: only whether there is one. */
function PasswordField({ preset, hasPassword, password, onPassword }: AccountPartProps): ReactElement {
  const isKept = hasPassword && password.kind === 'keep';
  const words = fieldWords(preset, 'password', { label: 'Password' });
  return (
    <PasswordInput
      size="xs"
      label={
        <span className={classes['passwordLabel']}>
          {words.label}
          {isKept && (
            <Button
              variant="transparent"
              color="muted"
              size="compact-xs"
              onClick={() => {
                onPassword({ kind: 'forget' });
              }}
            >
              Forget it
            </Button>
          )}
        </span>
      }
      placeholder={
        isKept ? 'Kept; type to replace it' : password.kind === 'forget' ? 'Forgotten when saved' : ''
      }
      autoComplete="new-password"
      maxLength={500}
      value={password.kind === 'set' ? password.password : ''}
      onChange={({ currentTarget }) => {
        const typed = currentTarget.value;
        onPassword(typed === '' ? { kind: 'keep' } : { kind: 'set', password: typed });
      }}
    />
  );
}
