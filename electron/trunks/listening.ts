/**
 * Trunks that know us by our address call it at the usual port of SIP, so it is listened there while there is such a trunk that
 * takes calls. Accounts that log on need none of it: they are called by the connection they have made.
 */
import type { Logger } from '#engine/base/logger.ts';
import { toStudioError } from '#engine/base/errors.ts';
import type { PhoneCalls } from '#engine/calls/phone/phone-calls.ts';
import type { PhoneStack } from '#engine/telephony/stack.ts';
import type { TrunkStore } from './trunk-store.ts';

const usualPort = 5060;

export interface ListeningOptions {
  stack: Pick<PhoneStack, 'listen'>;
  trunks: Pick<TrunkStore, 'list' | 'onChanged'>;
  phone: Pick<PhoneCalls, 'notice'>;
  logger: Logger;
  /** For tests; the usual one otherwise. */
  port?: number;
}

/** Once listened for, it stays so until the telephone ends. Settles when it is known whether that is needed now. */
export function listenForTrunks({
  stack,
  trunks,
  phone,
  logger,
  port = usualPort,
}: ListeningOptions): Promise<void> {
  let isListening = false;
  const follow = async (): Promise<void> => {
    const isWanted = (await trunks.list()).some(
      (trunk) => trunk.is_enabled && trunk.kind === 'ip' && trunk.inbound.is_enabled,
    );
    if (!isWanted || isListening) return;
    isListening = true;
    for (const transport of ['udp', 'tcp'] as const)
      try {
        await stack.listen({ transport, at: { address: '0.0.0.0', port } });
      } catch (thrown) {
        phone.notice({
          level: 'warning',
          message: `Calls of trunks without a log-on cannot come in by ${transport.toUpperCase()}: ${toStudioError(thrown).message}`,
        });
      }
  };
  const followed = (): Promise<void> =>
    follow().catch((thrown: unknown) => {
      logger.log('error', 'it could not be seen whether calls are to be listened for', {
        code: toStudioError(thrown).code,
      });
    });
  trunks.onChanged(() => void followed());
  return followed();
}
