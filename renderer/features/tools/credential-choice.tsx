/** A credential of the studio, by its name, with a way to add one. */
import { Button, Select } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { followTools, useTools } from '../../stores/tools.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { CredentialDialog } from './credential-dialog.tsx';
import { credentialWords } from './credential-kinds.ts';
import classes from './tools.module.css';

export interface CredentialChoiceProps {
  label: string;
  help: string;
  value: string | null;
  problem: string | undefined;
  onChange: (id: string | null) => void;
}

export function CredentialChoice({
  label,
  help,
  value,
  problem,
  onChange,
}: CredentialChoiceProps): ReactElement {
  const credentials = useTools((state) => state.credentials);
  const [isAdding, setIsAdding] = useState(false);
  useEffect(followTools, []);
  const chosen = credentials?.find(({ credential_uuid: id }) => id === value);
  const isMissing = credentials !== null && value !== null && !chosen;
  const data = (credentials ?? []).map(({ credential_uuid: id, name, type }) => ({
    value: id,
    label: `${name} · ${credentialWords[type]}`,
  }));
  if (value !== null && !chosen) data.unshift({ value, label: isMissing ? `${value} (not there)` : value });
  const missing = isMissing
    ? 'This studio has no such credential: requests are refused. Choose another, or add it.'
    : undefined;
  return (
    <div className={classes['listen']}>
      <Select
        label={<FieldLabel label={label} help={help} />}
        aria-label={label}
        aria-description={help}
        placeholder="None"
        clearable
        searchable={data.length > 6}
        data={data}
        value={value}
        error={problem ?? missing ?? chosen?.problem ?? undefined}
        onChange={onChange}
      />
      <Button
        variant="default"
        onClick={() => {
          setIsAdding(true);
        }}
      >
        Add…
      </Button>
      {isAdding && (
        <CredentialDialog
          credential={null}
          onClose={() => {
            setIsAdding(false);
          }}
          onSaved={(id) => {
            setIsAdding(false);
            onChange(id);
          }}
        />
      )}
    </div>
  );
}
