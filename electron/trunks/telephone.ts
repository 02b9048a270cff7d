/** The studio's telephone: the SIP stack on this machine's network. It opens no socket before something is asked of it. */
import { randomBytes } from 'node:crypto';
import { RealTimeline } from '#engine/base/timeline.ts';
import type { Logger } from '#engine/base/logger.ts';
import { NodeDns } from '#engine/telephony/sip/dns/node-dns.ts';
import { NodeNetwork } from '#engine/telephony/sip/transport/node-network.ts';
import type { SipAccount } from '#engine/telephony/sip/user-agent/api.ts';
import { PhoneStack, type PhoneStackOptions } from '#engine/telephony/stack.ts';

export interface StudioTelephone {
  readonly stack: PhoneStack;
  readonly network: NodeNetwork;
  /** After its calls have hung up and its trunks are logged off. */
  dispose(): void;
}

export interface TelephoneOptions extends Pick<PhoneStackOptions, 'acceptUnknown' | 'instanceId' | 'limits'> {
  /** For User-Agent. */
  version: string;
  /** Of the trunks that are switched on. */
  accounts: () => readonly SipAccount[];
  logger: Logger;
}

export function openTelephone(options: TelephoneOptions): StudioTelephone {
  const { version, accounts, logger, acceptUnknown = false, instanceId = null, limits = {} } = options;
  const timeline = new RealTimeline({
    onError: (error) => {
      // The message could quote what a stranger sent.
      const name = error instanceof Error ? error.name : 'unknown';
      logger.log('error', 'an event of the telephone failed', { error: name });
    },
  });
  const network = new NodeNetwork({ timeline });
  const stack = new PhoneStack({
    timeline,
    network,
    dns: new NodeDns(timeline),
    random: (length) => randomBytes(length),
    now: () => new Date(),
    userAgent: `Parley/${version}`,
    accounts,
    acceptUnknown,
    instanceId,
    limits,
  });
  return {
    stack,
    network,
    dispose: () => {
      stack.dispose();
      timeline.dispose();
    },
  };
}
