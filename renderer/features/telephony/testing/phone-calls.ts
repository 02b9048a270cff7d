/** Rows of the live table for tests. */
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { MediaQuality } from '#shared/domain/phone-call.ts';

export const goodQuality: MediaQuality = {
  codec: 'PCMU',
  is_encrypted: false,
  packets_received: 1000,
  packets_sent: 1000,
  loss: 0,
  loss_total: 0,
  jitter_ms: 2,
  buffer_ms: 40,
  round_trip_ms: 20,
  remote_loss: 0,
  remote_jitter_ms: 1,
  mos: 4.2,
};

export function phoneCall(change: Partial<PhoneCall> = {}): PhoneCall {
  return {
    run_id: 'r1',
    workflow_id: 'w1',
    workflow_name: 'Appointments',
    direction: 'outbound',
    trunk_id: 't1',
    trunk_name: 'Office',
    remote: '+493012345678',
    local: '+493087654321',
    progress: 'in-progress',
    reason: '',
    state: 'listening',
    node_id: 'n1',
    node_name: 'Greeting',
    quality: null,
    operator: { is_listening: false, has_taken_over: false, is_agent_muted: false },
    transfer: null,
    started_at: '2026-11-26T10:00:00.000Z',
    answered_at: '2026-11-26T10:00:08.000Z',
    ended_at: null,
    ...change,
  };
}
