import { ConfigError } from '#engine/base/errors.ts';
import { isBuiltIn } from '#shared/domain/connections.ts';
import type { NamespaceHandlers } from './handler.ts';

export const secretsHandlers: NamespaceHandlers<'secrets'> = {
  'secrets.status': (_input, { studio }) => studio.secrets.describe(),
  'secrets.set': async ({ id, key }, { studio }) => {
    const isKnown = (await studio.connections.list()).some((connection) => connection.id === id);
    if (!isKnown || isBuiltIn(id))
      throw new ConfigError('config-invalid', `There is no connection “${id}” that would need a key.`);
    await studio.secrets.set(id, key);
    return undefined;
  },
  'secrets.delete': async ({ id }, { studio }) => {
    await studio.secrets.delete(id);
    return undefined;
  },
  'secrets.unlock': async ({ passphrase }, { studio }) => {
    await studio.secrets.unlock(passphrase);
    return studio.secrets.describe();
  },
  'secrets.protect': async ({ passphrase }, { studio }) => {
    await studio.secrets.protect(passphrase);
    return studio.secrets.describe();
  },
};
