/** How keys are kept, in words, and the passphrase that protects them. */
import { Button, PasswordInput } from '@mantine/core';
import { IconLock, IconLockOpen, IconShieldCheck } from '@tabler/icons-react';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { SecretsState } from '#shared/bridge/connections.ts';
import { bridge } from '../../bridge/index.ts';
import { loadProviders } from '../../stores/providers.ts';
import { errorText } from '../../ui/error-text.ts';
import { showNotice } from '../../ui/toast.tsx';
import classes from './providers-settings.module.css';
import { Section } from './settings-parts.tsx';

const shortestPassphrase = 8;

export function KeyStorage({ secrets }: { secrets: SecretsState }): ReactElement {
  const Icon = secrets.locked ? IconLock : secrets.protected ? IconShieldCheck : IconLockOpen;
  return (
    <Section title="How keys are kept">
      <div className={classes['keys']}>
        <p className={classes['keysWords']} data-protected={secrets.protected && !secrets.locked}>
          <Icon size={16} aria-hidden />
          <span>{secrets.words}</span>
        </p>
        {secrets.locked && <PassphraseForm purpose="unlock" />}
        {!secrets.locked && secrets.kind === 'plain' && <PassphraseForm purpose="set" />}
        {!secrets.locked && secrets.kind === 'passphrase' && <PassphraseForm purpose="change" />}
      </div>
    </Section>
  );
}

type Purpose = 'unlock' | 'set' | 'change';

const buttons: Record<Purpose, string> = {
  unlock: 'Unlock',
  set: 'Encrypt the keys',
  change: 'Change passphrase',
};

function PassphraseForm({ purpose }: { purpose: Purpose }): ReactElement {
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const send = async (passphrase: string | null): Promise<void> => {
    setIsBusy(true);
    setFailure(null);
    try {
      if (purpose === 'unlock' && passphrase !== null) await bridge.call('secrets.unlock', { passphrase });
      else await bridge.call('secrets.protect', { passphrase });
      setTyped('');
      if (passphrase === null) showNotice('The keys are plain again.');
      await loadProviders();
    } catch (thrown) {
      setFailure(errorText(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const isLongEnough = typed.length >= (purpose === 'unlock' ? 1 : shortestPassphrase);
  return (
    <form
      className={classes['passphrase']}
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void send(typed);
      }}
    >
      <PasswordInput
        aria-label={purpose === 'unlock' ? 'Passphrase' : 'New passphrase'}
        placeholder={
          purpose === 'unlock' ? 'Passphrase' : `New passphrase, at least ${shortestPassphrase} characters`
        }
        autoComplete="off"
        size="xs"
        error={failure}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <Button type="submit" variant="default" disabled={!isLongEnough} loading={isBusy}>
        {buttons[purpose]}
      </Button>
      {purpose === 'change' && (
        <Button
          variant="subtle"
          color="muted"
          disabled={isBusy}
          onClick={() => {
            void send(null);
          }}
        >
          Take it away
        </Button>
      )}
    </form>
  );
}
