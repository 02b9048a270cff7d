/** Which call does an INVITE with Replaces take over? RFC 3891 §3. */
import type { DialogTable } from '../dialog/dialog-table.ts';
import type { SipRequest } from '../message/message.ts';
import { parseReplaces, type Replaces } from '../message/values.ts';
import type { CallCore } from './call-core.ts';
import type { DialogOwner } from './call-ground.ts';

export type Replaced = { kind: 'accepted'; call: CallCore | null } | { kind: 'refused'; status: number };

export function findReplaced(
  request: SipRequest,
  dialogs: DialogTable<DialogOwner>,
  calls: ReadonlySet<CallCore>,
): Replaced {
  const value = request.headers.get('Replaces');
  if (value === null) return { kind: 'accepted', call: null };
  const { callId, toTag, fromTag, earlyOnly } = parseReplaces(value);
  // As the one who wrote it saw that dialog from our side: `to-tag` is ours.
  const session = dialogs.find({ callId, localTag: toTag, remoteTag: fromTag });
  if (!session) return { kind: 'refused', status: 481 };
  const call = [...calls].find((candidate) => candidate.owns(session));
  if (session.isOver || !call) return { kind: 'refused', status: 603 };
  if (session.dialog.isConfirmed) {
    return earlyOnly ? { kind: 'refused', status: 486 } : { kind: 'accepted', call };
  }
  // Only an early dialog that we began can be taken over.
  return call.direction === 'outbound' ? { kind: 'accepted', call } : { kind: 'refused', status: 481 };
}

export function formatReplaces({ callId, toTag, fromTag, earlyOnly }: Replaces): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ';early-only' : ''}`;
}
