/** Credentials of tools, kept beside the keys of connections: one JSON object each, under `tool:` and its uuid. */
import { ConfigError } from '#engine/base/errors.ts';
import type { ToolSecrets } from '#engine/tools/index.ts';
import { toolCredentialSchema, type ToolCredential } from '#shared/domain/tool.ts';
import type { SecretStore } from './secret-store.ts';

/** Under which the secret of a credential is kept. */
export const toolSecretName = (uuid: string): string => `tool:${uuid}`;

/** Throws ConfigError when a credential is kept but cannot be read here, or is none. */
export function toolSecretsOf(store: Pick<SecretStore, 'get'>): ToolSecrets {
  return {
    credential: async (uuid) => {
      const kept = await store.get(toolSecretName(uuid));
      return kept === null ? null : read(kept);
    },
  };
}

function read(kept: string): ToolCredential {
  try {
    return toolCredentialSchema.parse(JSON.parse(kept));
  } catch {
    // The reason could quote the secret.
    throw new ConfigError(
      'config-invalid',
      'A credential of a tool is kept in a form that is not known here.',
    );
  }
}
