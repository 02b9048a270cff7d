/** All dialogs by their ids, RFC 3261 §12: whoever owns one is found by a request inside it. */
import type { SipRequest } from '../message/message.ts';
import { parseAddress } from '../message/values.ts';
import type { DialogId } from './dialog.ts';

export class DialogTable<Owner> {
  readonly #owners = new Map<string, Owner>();

  get size(): number {
    return this.#owners.size;
  }

  add(id: DialogId, owner: Owner): void {
    this.#owners.set(keyOf(id), owner);
  }

  find(id: DialogId): Owner | null {
    return this.#owners.get(keyOf(id)) ?? null;
  }

  delete(id: DialogId): void {
    this.#owners.delete(keyOf(id));
  }
}

/** As the request of a peer names it: its To is ours. Null: it is outside of any dialog. */
export function dialogIdOf(request: SipRequest): DialogId | null {
  const localTag = parseAddress(request.headers.get('To') ?? '').parameters.get('tag');
  if (!localTag) return null;
  const remoteTag = parseAddress(request.headers.get('From') ?? '').parameters.get('tag') ?? '';
  return { callId: request.headers.get('Call-ID') ?? '', localTag, remoteTag };
}

function keyOf({ callId, localTag, remoteTag }: DialogId): string {
  return [callId, localTag, remoteTag].join('\n');
}
