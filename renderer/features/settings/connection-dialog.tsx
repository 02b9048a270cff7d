/** Adds a connection, from a list of vendors and servers, or changes one. */
import { Modal } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { ConnectionInfo, SecretsState } from '#shared/bridge/connections.ts';
import { connectionPreset, type ConnectionPreset } from '#shared/domain/connection-presets.ts';
import { ConnectionForm } from './connection-form.tsx';
import { PresetPicker } from './preset-picker.tsx';

export interface ConnectionDialogProps {
  /** Null: a new one. */
  connection: ConnectionInfo | null;
  secrets: SecretsState;
  onClose: () => void;
  onSaved: (id: string) => void;
}

export function ConnectionDialog({
  connection,
  secrets,
  onClose,
  onSaved,
}: ConnectionDialogProps): ReactElement {
  const [preset, setPreset] = useState<ConnectionPreset | null>(
    connection && connectionPreset(connection.preset),
  );
  const title =
    preset === null ? 'Add a connection' : connection === null ? `Add ${preset.name}` : connection.name;
  return (
    <Modal opened onClose={onClose} title={title} size={520}>
      {preset === null ? (
        <PresetPicker onPick={setPreset} />
      ) : (
        <ConnectionForm
          preset={preset}
          connection={connection}
          secrets={secrets}
          onBack={
            connection === null
              ? () => {
                  setPreset(null);
                }
              : onClose
          }
          onSaved={onSaved}
        />
      )}
    </Modal>
  );
}
