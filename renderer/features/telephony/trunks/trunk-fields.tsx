/** The form of a trunk, in parts: who we are, how we connect, numbers, sound, limits. */
import {
  Button,
  MultiSelect,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { phoneCodecs } from '#shared/domain/phone-call.ts';
import type { TrunkPreset } from '#shared/domain/trunk-preset.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { CountrySelect } from '../do-not-call/country-select.tsx';
import {
  codecNames,
  dtmfWords,
  fieldWords,
  numberFormatWords,
  srtpWords,
  transportWords,
} from './field-words.ts';
import type { PasswordChange, TrunkProblems } from './trunk-draft.ts';
import classes from './trunks.module.css';

export interface TrunkFieldsProps {
  preset: TrunkPreset;
  trunk: Trunk;
  problems: TrunkProblems;
  onChange: (change: Partial<Trunk>) => void;
}

export function Part(props: { title: string; note?: string; children: ReactNode }): ReactElement {
  return (
    <section className={classes['part']} aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.note !== undefined && <p className={classes['note']}>{props.note}</p>}
      {props.children}
    </section>
  );
}

/** Folded until wanted: what has a good default. */
function More(props: { label: string; isOpen?: boolean; children: ReactNode }): ReactElement {
  return (
    <details className={classes['more']} open={props.isOpen ?? false}>
      <summary>{props.label}</summary>
      <div className={classes['pair']}>{props.children}</div>
    </details>
  );
}

const orNull = (text: string): string | null => (text === '' ? null : text);
const numberOr = (value: string | number, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;
const numberOrNull = (value: string | number): number | null => (typeof value === 'number' ? value : null);

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

export function ConnectionPart({ trunk, problems, onChange }: TrunkFieldsProps): ReactElement {
  return (
    <Part title="Connection">
      <div className={classes['pair']}>
        <Select
          label="Transport"
          allowDeselect={false}
          data={transportWords}
          value={trunk.transport}
          onChange={(transport) => {
            if (transport !== null) onChange({ transport });
          }}
        />
        <TextInput
          label="Outbound proxy"
          description="Only where the carrier names one."
          spellCheck={false}
          value={trunk.outbound_proxy ?? ''}
          error={problems['outbound_proxy']}
          onChange={({ currentTarget }) => {
            onChange({ outbound_proxy: orNull(currentTarget.value) });
          }}
        />
      </div>
      {(trunk.transport === 'tls' || trunk.transport === 'auto') && (
        <>
          <Switch
            label="Check the server’s certificate"
            description={
              trunk.tls.verify
                ? 'As it should be.'
                : 'Anyone on the way could pose as the server. For a telephone system of your own only.'
            }
            checked={trunk.tls.verify}
            onChange={({ currentTarget }) => {
              onChange({ tls: { ...trunk.tls, verify: currentTarget.checked } });
            }}
          />
          {trunk.tls.verify && (
            <details className={classes['more']} open={trunk.tls.ca_pem !== null}>
              <summary>Certificate authority of your own</summary>
              <Textarea
                aria-label="Certificate authority, PEM"
                placeholder={'-----BEGIN CERTIFICATE-----'}
                rows={5}
                classNames={{ input: classes['mono'] ?? '' }}
                value={trunk.tls.ca_pem ?? ''}
                error={problems['tls.ca_pem']}
                onChange={({ currentTarget }) => {
                  onChange({ tls: { ...trunk.tls, ca_pem: orNull(currentTarget.value) } });
                }}
              />
            </details>
          )}
        </>
      )}
      <More label="Times and the public address">
        <NumberInput
          label="Registered for"
          suffix=" s"
          min={60}
          max={86_400}
          value={trunk.register_expires_s}
          disabled={trunk.kind === 'ip'}
          onChange={(value) => {
            onChange({ register_expires_s: numberOr(value, 600) });
          }}
        />
        <NumberInput
          label="Keep the way open every"
          description="0: never."
          suffix=" s"
          min={0}
          max={600}
          value={trunk.keep_alive_s}
          onChange={(value) => {
            onChange({ keep_alive_s: numberOr(value, 25) });
          }}
        />
        <NumberInput
          label="Session timer"
          description="Finds calls whose other end is gone; 0: none."
          suffix=" s"
          min={0}
          max={86_400}
          value={trunk.session_expires_s}
          onChange={(value) => {
            onChange({ session_expires_s: numberOr(value, 1800) });
          }}
        />
        <TextInput
          label="STUN server"
          description="Asked for the public address; rarely needed."
          spellCheck={false}
          value={trunk.stun_server ?? ''}
          error={problems['stun_server']}
          onChange={({ currentTarget }) => {
            onChange({ stun_server: orNull(currentTarget.value) });
          }}
        />
      </More>
    </Part>
  );
}

export function NumbersPart({ preset, trunk, problems, onChange }: TrunkFieldsProps): ReactElement {
  return (
    <Part title="Numbers">
      <div className={classes['pair']}>
        <CountrySelect
          {...fieldWords(preset, 'country', {
            label: 'Country',
            description: 'In which numbers without + are read.',
          })}
          value={trunk.country}
          onChange={(country) => {
            onChange({ country });
          }}
        />
        <Select
          label="How numbers are dialled"
          description="As the other side wants them."
          allowDeselect={false}
          data={numberFormatWords}
          value={trunk.number_format}
          onChange={(format) => {
            if (format !== null) onChange({ number_format: format });
          }}
        />
      </div>
      <TagsInput
        {...fieldWords(preset, 'caller_ids', {
          label: 'Numbers that may be shown',
          description:
            'Your own, which those who are called see. The first is the default; Enter after each.',
          placeholder: '+49 30 123456',
        })}
        splitChars={[',', ';', '\n']}
        maxTags={200}
        value={trunk.caller_ids}
        error={problems['caller_ids'] ?? problems['caller_ids.0']}
        onChange={(callerIds) => {
          onChange({ caller_ids: callerIds });
        }}
      />
    </Part>
  );
}

export function SoundPart({ trunk, problems, onChange }: TrunkFieldsProps): ReactElement {
  return (
    <Part title="Sound">
      <div className={classes['pair']}>
        <Select
          label="Encryption"
          allowDeselect={false}
          data={srtpWords}
          value={trunk.srtp}
          onChange={(srtp) => {
            if (srtp !== null) onChange({ srtp });
          }}
        />
        <Select
          label="Keys of the telephone"
          allowDeselect={false}
          data={dtmfWords}
          value={trunk.dtmf}
          onChange={(dtmf) => {
            if (dtmf !== null) onChange({ dtmf });
          }}
        />
      </div>
      <More label="Codecs and packets">
        <MultiSelect
          label="Codecs"
          description="In the order in which they are offered."
          data={phoneCodecs.map((codec) => ({ value: codec, label: codecNames[codec] }))}
          value={trunk.codecs}
          error={problems['codecs']}
          onChange={(codecs) => {
            onChange({ codecs: codecs });
          }}
        />
        <Select
          label="Sound in a packet"
          description="20 ms suits almost everyone."
          allowDeselect={false}
          data={['10', '20', '30', '40', '60'].map((ms) => ({ value: ms, label: `${ms} ms` }))}
          value={String(trunk.ptime_ms)}
          onChange={(ms) => {
            if (ms !== null) onChange({ ptime_ms: Number(ms) as Trunk['ptime_ms'] });
          }}
        />
      </More>
    </Part>
  );
}

export function LimitsPart({ trunk, onChange }: TrunkFieldsProps): ReactElement {
  const { caps } = trunk;
  return (
    <Part title="Limits" note="No call begins beyond them, whoever asks for it. An empty cap is no cap.">
      <div className={classes['triple']}>
        <NumberInput
          label="Calls at a time"
          min={1}
          max={200}
          value={trunk.max_calls}
          onChange={(value) => {
            onChange({ max_calls: numberOr(value, 1) });
          }}
        />
        <NumberInput
          label="New calls a second"
          min={0.1}
          max={50}
          step={0.5}
          decimalScale={1}
          value={trunk.calls_per_second}
          onChange={(value) => {
            onChange({ calls_per_second: numberOr(value, 1) });
          }}
        />
        <NumberInput
          label="Rings at most"
          suffix=" s"
          min={5}
          max={180}
          value={trunk.ring_timeout_s}
          onChange={(value) => {
            onChange({ ring_timeout_s: numberOr(value, 45) });
          }}
        />
        <NumberInput
          label="Calls a day"
          min={1}
          placeholder="no cap"
          thousandSeparator=","
          value={caps.calls_per_day ?? ''}
          onChange={(value) => {
            onChange({ caps: { ...caps, calls_per_day: numberOrNull(value) } });
          }}
        />
        <NumberInput
          label="Minutes a day"
          min={1}
          placeholder="no cap"
          thousandSeparator=","
          value={caps.minutes_per_day ?? ''}
          onChange={(value) => {
            onChange({ caps: { ...caps, minutes_per_day: numberOrNull(value) } });
          }}
        />
        <NumberInput
          label="Money a day"
          prefix="$"
          min={0.01}
          decimalScale={2}
          placeholder="no cap"
          value={caps.usd_per_day ?? ''}
          onChange={(value) => {
            onChange({ caps: { ...caps, usd_per_day: numberOrNull(value) } });
          }}
        />
        <NumberInput
          label="A minute costs"
          prefix="$"
          min={0}
          max={100}
          decimalScale={5}
          placeholder="not known"
          value={trunk.usd_per_minute ?? ''}
          onChange={(value) => {
            onChange({ usd_per_minute: numberOrNull(value) });
          }}
        />
      </div>
      {caps.usd_per_day !== null && trunk.usd_per_minute === null && (
        <p className={classes['note']} data-tone="tool">
          The cap on money cannot hold while it is not known what a minute costs.
        </p>
      )}
    </Part>
  );
}
