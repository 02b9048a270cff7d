/** The server that a transfer tool asks whom to call. */
import { NumberInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { CredentialChoice } from './credential-choice.tsx';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { ParametersField, PresetsField, rowsIn } from './parameter-rows.tsx';
import type { Config } from './tool-kinds.ts';
import { TemplateField } from './tool-texts.tsx';
import classes from './tools.module.css';

export function ResolverFields({ config, set, problemOf }: KindFieldsProps): ReactElement {
  const resolver = (config['resolver'] ?? {}) as Config;
  const change = (patch: Record<string, unknown>, undoKey: string | null): void => {
    const next = Object.entries<unknown>({ type: 'http', url: '', ...resolver, ...patch });
    set({ resolver: Object.fromEntries(next.filter(([, value]) => value !== undefined)) }, undoKey);
  };
  return (
    <>
      <TemplateField
        label="Address"
        help="Asked by POST with the values below as JSON. It answers {“transfer_context”: {“destination”: “+49…”, “custom_message”: “…”}}."
        isRequired
        placeholder="https://api.example.com/route-call"
        value={textIn(resolver, 'url')}
        problem={problemOf('resolver')}
        onChange={(url) => {
          change({ url: url.replaceAll('\n', '') }, 'resolver.url');
        }}
      />
      <CredentialChoice
        label="Credential"
        help="A secret of this studio that is sent along; the tool holds its id only."
        value={textIn(resolver, 'credential_uuid') || null}
        problem={undefined}
        onChange={(id) => {
          change({ credential_uuid: id ?? undefined }, null);
        }}
      />
      <NumberInput
        className={classes['short'] ?? ''}
        label={
          <FieldLabel label="Longest wait" help="The caller waits meanwhile. 3 s by default, 5 s at most." />
        }
        aria-label="Longest wait for the server"
        suffix=" s"
        min={0.5}
        max={5}
        step={0.5}
        decimalScale={1}
        clampBehavior="blur"
        value={Number(resolver['timeout_ms'] ?? 3000) / 1000}
        onChange={(seconds) => {
          if (typeof seconds === 'number' && seconds >= 0.5 && seconds <= 5)
            change({ timeout_ms: Math.round(seconds * 1000) }, 'resolver.timeout');
        }}
      />
      <TemplateField
        label="Said meanwhile"
        help="So that the caller does not wait in silence. Empty: nothing is said."
        rows={{ min: 1, max: 4 }}
        placeholder="One moment, I see who is there."
        value={textIn(resolver, 'wait_message')}
        onChange={(text) => {
          change({ wait_message: text === '' ? undefined : text }, 'resolver.wait');
        }}
      />
      <ParametersField
        rows={rowsIn(resolver, 'parameters')}
        problem={undefined}
        onChange={(parameters, key) => {
          change({ parameters }, key);
        }}
      />
      <PresetsField
        rows={rowsIn(resolver, 'preset_parameters')}
        problem={undefined}
        onChange={(presets, key) => {
          change({ preset_parameters: presets }, key);
        }}
      />
    </>
  );
}
