/** How the server is reached. */
import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { numberOr, orNull } from './field-values.ts';
import { transportWords } from './field-words.ts';
import { More, Part, type TrunkFieldsProps } from './form-part.tsx';
import classes from './trunks.module.css';

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
