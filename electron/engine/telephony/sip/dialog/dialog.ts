/**
 * One dialog, RFC 3261 §12: who is in it, which way requests go, and how they are numbered.
 *
 *               1xx with a tag                2xx
 *   (INVITE) ─────────────────► early ─────────────────► confirmed
 *       │            2xx          │                          │
 *       └─────────────────────────┼────────► confirmed       │
 *                      300–699,   ▼                          ▼
 *                      gone       over ◄───────── BYE, 481, no answer
 */
import { SipHeaders } from '../message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { formatUri, parseUri, type SipUri } from '../message/uri.ts';
import { formatAddress, parseAddress, parseCSeq, splitList, type NameAddress } from '../message/values.ts';

export interface DialogId {
  callId: string;
  localTag: string;
  /** Empty for a peer of RFC 2543, which has none (§12.1.1). */
  remoteTag: string;
}

export interface DialogContent {
  headers?: Iterable<readonly [name: string, value: string]>;
  body?: Uint8Array;
  /** Number of the request that is acknowledged or cancelled; a new one where it is left out. */
  number?: number;
}

interface DialogState extends DialogId {
  local: NameAddress;
  remote: NameAddress;
  routes: readonly string[];
  target: string;
  isConfirmed: boolean;
  localNumber: number;
  remoteNumber: number | null;
}

export class Dialog {
  readonly id: DialogId;
  /** With their tags, as they stand in From and To of our requests. */
  readonly local: NameAddress;
  readonly remote: NameAddress;
  #state: DialogState;

  private constructor(state: DialogState) {
    this.#state = state;
    this.id = { callId: state.callId, localTag: state.localTag, remoteTag: state.remoteTag };
    this.local = state.local;
    this.remote = state.remote;
  }

  /** Of the caller, by a 1xx or 2xx (§12.1.2). @throws SipError `sip-malformed` */
  static ofResponse(invite: SipRequest, response: SipResponse): Dialog {
    const local = parseAddress(invite.headers.get('From') ?? '');
    const remote = parseAddress(response.headers.get('To') ?? '');
    return new Dialog({
      callId: invite.headers.get('Call-ID') ?? '',
      localTag: local.parameters.get('tag') ?? '',
      remoteTag: remote.parameters.get('tag') ?? '',
      local,
      remote,
      routes: response.headers.getAll('Record-Route').flatMap(splitList).reverse(),
      // A 1xx may come without: the Request-URI then stays the target.
      target: contactOf(response) ?? invite.uri,
      isConfirmed: response.status >= 200,
      localNumber: parseCSeq(invite.headers.get('CSeq') ?? '').number,
      remoteNumber: null,
    });
  }

  /** Of the callee, by the INVITE (§12.1.1). @throws SipError `sip-malformed` */
  static ofRequest(invite: SipRequest, localTag: string): Dialog {
    const remote = parseAddress(invite.headers.get('From') ?? '');
    const local = parseAddress(invite.headers.get('To') ?? '');
    local.parameters.set('tag', localTag);
    return new Dialog({
      callId: invite.headers.get('Call-ID') ?? '',
      localTag,
      remoteTag: remote.parameters.get('tag') ?? '',
      local,
      remote,
      routes: invite.headers.getAll('Record-Route').flatMap(splitList),
      target: contactOf(invite) ?? formatUri(remote.uri),
      isConfirmed: false,
      localNumber: 0,
      remoteNumber: parseCSeq(invite.headers.get('CSeq') ?? '').number,
    });
  }

  get isConfirmed(): boolean {
    return this.#state.isConfirmed;
  }

  /** The peer's Contact. */
  get target(): string {
    return this.#state.target;
  }

  get routes(): readonly string[] {
    return this.#state.routes;
  }

  /** By a 2xx: the route set is the one of that response (§13.2.2.4). */
  confirm(response: SipResponse | null = null): void {
    const routes = response?.headers.getAll('Record-Route').flatMap(splitList).reverse();
    this.#state = { ...this.#state, isConfirmed: true, routes: routes ?? this.#state.routes };
    if (response) this.refreshTarget(response);
  }

  /** The peer's Contact in a re-INVITE, UPDATE or their answers (§12.2.1.2, §12.2.2). */
  refreshTarget(message: SipMessage): void {
    this.#state = { ...this.#state, target: contactOf(message) ?? this.#state.target };
  }

  /** False: the request is older than one that was there already, and is to be refused (§12.2.2: 500). */
  takeNumber(number: number): boolean {
    const { remoteNumber } = this.#state;
    if (remoteNumber !== null && number < remoteNumber) return false;
    this.#state = { ...this.#state, remoteNumber: number };
    return true;
  }

  /** Where requests go first: the topmost route, else the peer's own address (§12.2.1.1, §8.1.2). */
  get nextHop(): SipUri {
    const [first] = this.#state.routes;
    return first === undefined ? parseUri(this.#state.target) : parseAddress(first).uri;
  }

  /** A request inside the dialog, with a Via that still lacks our address (§12.2.1.1). */
  request(method: string, branch: string, { headers = [], body, number }: DialogContent = {}): SipRequest {
    const state = this.#state;
    if (number === undefined) this.#state = { ...state, localNumber: state.localNumber + 1 };
    const { uri, routes } = routed(state.target, state.routes);
    const own = new SipHeaders();
    own.append('Via', `SIP/2.0/UDP via.invalid;rport;branch=${branch}`);
    own.append('Max-Forwards', '70');
    for (const route of routes) own.append('Route', route);
    own.append('From', formatAddress(state.local));
    own.append('To', formatAddress(state.remote));
    own.append('Call-ID', state.callId);
    own.append('CSeq', `${number ?? this.#state.localNumber} ${method}`);
    for (const [name, value] of headers) own.append(name, value);
    return { kind: 'request', method, uri, headers: own, body: body ?? new Uint8Array(0) };
  }
}

/** Request-URI and Route; a first route without `lr` is a strict router of RFC 2543 and takes the place of the target. */
function routed(target: string, routes: readonly string[]): { uri: string; routes: string[] } {
  const [first, ...others] = routes;
  if (first === undefined) return { uri: target, routes: [] };
  const { uri } = parseAddress(first);
  if (uri.parameters.has('lr')) return { uri: target, routes: [...routes] };
  return { uri: formatUri(uri), routes: [...others, `<${target}>`] };
}

function contactOf(message: SipMessage): string | null {
  const [contact] = splitList(message.headers.get('Contact') ?? '');
  if (contact === undefined || contact === '*') return null;
  const { uri } = parseAddress(contact);
  return uri.scheme === 'sip' || uri.scheme === 'sips' ? formatUri(uri) : null;
}
