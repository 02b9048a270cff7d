import { SipError } from '#engine/base/errors.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { TrunkStore } from '../trunks/trunk-store.ts';

/** By id, else by name. @throws SipError `trunk-not-found` */
export async function trunkNamed(store: Pick<TrunkStore, 'list'>, name: string): Promise<Trunk> {
  const trunks = await store.list();
  const byId = trunks.find(({ id }) => id === name);
  if (byId) return byId;
  const [first, ...others] = trunks.filter((trunk) => trunk.name === name);
  if (first && others.length === 0) return first;
  if (first)
    throw new SipError(
      'trunk-not-found',
      `Several trunks are called ${name}: ${[first, ...others].map(({ id }) => id).join(', ')}. Give the id of the one that is meant.`,
    );
  throw new SipError(
    'trunk-not-found',
    `There is no trunk ${name}. \`parley trunk list\` shows them; they are added in the studio under Settings, or by \`parley trunk add\`.`,
  );
}
