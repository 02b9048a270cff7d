/** A trunk as the SIP user agent wants it. */
import type { SipAccount } from '#engine/telephony/sip/user-agent/api.ts';
import type { Trunk } from '#shared/domain/trunk.ts';

/**
 * @param password null: none is kept; then the trunk logs on nowhere and answers no challenge
 * @param publicAddress found by STUN, null for none
 */
export function accountOf(
  trunk: Trunk,
  password: string | null,
  publicAddress: string | null = null,
): SipAccount {
  const username = trunk.auth_username ?? trunk.username;
  return {
    id: trunk.id,
    user: trunk.username,
    displayName: trunk.display_name,
    domain: trunk.server,
    transport: trunk.transport,
    outboundProxy: trunk.outbound_proxy,
    credentials: password === null || username === '' ? null : { username, password },
    tls: { verify: trunk.tls.verify, caPem: trunk.tls.ca_pem },
    registerExpiresS: trunk.kind === 'registered' ? trunk.register_expires_s : null,
    keepAliveS: trunk.keep_alive_s,
    sessionExpiresS: trunk.session_expires_s,
    publicAddress,
    allowedSources: trunk.inbound.allowed_sources,
    // A registrar that passes a call on cannot show a password.
    challengesCallers: trunk.kind === 'ip' && trunk.inbound.challenge,
  };
}
